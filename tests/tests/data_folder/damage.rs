//! Damage: named by its place, and no backup and no sessions are made of it.

use std::{fs, path::Path};

use serde_json::json;
use starling_tests::{program::Starling, server::Server};

use crate::{assert_well, only_part, store_a_take, upload::Upload};

#[test]
fn damage_is_named_and_nothing_is_made_of_it() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let upload = Upload::begin(&server);
    store_a_take(&server);
    server.stop();
    let sessions = starling.data_dir().join("sessions");
    let backup = starling.home().join("backup");
    let made = starling.run(["backup", backup.to_str().unwrap()]);
    let _ = made.code(0);

    let part = |dir: &Path| only_part(dir);
    let name = |part: &Path, dir: &Path| part.strip_prefix(dir).unwrap().display().to_string();
    let in_store = part(&sessions);
    let in_backup = part(&backup);
    let part_name = name(&in_store, &sessions);
    assert_eq!(part_name, name(&in_backup, &backup));
    let take = part_name
        .split('/')
        .skip(1)
        .take(2)
        .collect::<Vec<_>>()
        .join("/");

    let check = |damaged: &Path, dir: &Path, expected: &[&str]| {
        let folder = dir.to_str().unwrap();
        let verified = starling.run(["verify", folder]).code(1);
        for expected in expected {
            assert!(
                verified.stdout.contains(expected),
                "{expected}: {verified:#?}"
            );
        }
        let json = starling.run(["verify", folder, "--json"]).code(1).json();
        assert_ne!(json["damage"], json!([]), "{}", damaged.display());
        if dir == sessions {
            let again = starling.home().join("again");
            let refused = starling.run(["backup", again.to_str().unwrap()]);
            let _ = refused.code(1).said(&["damaged", "`starling verify`"]);
            assert!(!again.exists());
        } else {
            let other = Starling::new();
            let refused = other.run(["restore", folder]);
            let _ = refused.code(1).said(&["damaged"]);
            assert!(!other.data_dir().join("sessions/session.db").exists());
        }
    };
    let of_take = format!("take {take}: {part_name}");
    let (differs, missing) = (
        format!("{of_take} has another BLAKE3"),
        format!("{of_take} is missing"),
    );
    for (part, dir) in [(&in_store, &sessions), (&in_backup, &backup)] {
        with_a_flipped_byte(part, 5_000, || check(part, dir, &[&differs]));
        let aside = part.with_extension("aside");
        fs::rename(part, &aside).unwrap();
        check(part, dir, &[&missing]);
        fs::rename(aside, part).unwrap();
    }
    let chunk = upload.some_bytes();
    let database = sessions.join("session.db");
    with_a_flipped_byte(&database, place_of(&chunk, &database), || {
        check(&database, &sessions, &["has another CRC-32C"]);
    });
    let database = backup.join("backup.db");
    with_a_flipped_byte(&database, place_of(&chunk, &database), || {
        let expected = [
            "backup.db has another size or BLAKE3",
            "has another CRC-32C",
        ];
        check(&database, &backup, &expected);
    });
    let manifest = backup.join("manifest.json");
    for place in [10, 200, fs::metadata(&manifest).unwrap().len() - 20] {
        with_a_flipped_byte(&manifest, place, || {
            check(&manifest, &backup, &["manifest.json is damaged"]);
        });
    }
    assert_well(&starling, None, 2);
    assert_well(&starling, Some(&backup), 2);
}

fn with_a_flipped_byte(path: &Path, place: u64, check: impl FnOnce()) {
    let sound = fs::read(path).unwrap();
    let mut damaged = sound.clone();
    damaged[place as usize] ^= 1;
    fs::write(path, damaged).unwrap();
    check();
    fs::write(path, sound).unwrap();
}

#[track_caller]
fn place_of(bytes: &[u8], path: &Path) -> u64 {
    let all = fs::read(path).unwrap();
    let place = all.windows(bytes.len()).position(|window| window == bytes);
    place.expect("the chunk is in the database") as u64
}
