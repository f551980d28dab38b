//! A folder of a newer program.

use std::{fs, path::Path};

use serde_json::Value;
use starling_tests::program::Starling;

#[test]
fn what_a_newer_program_has_made_is_left_alone() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let database = starling.data_dir().join("sessions/session.db");
    let newer = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        // The user version of an SQLite file.
        bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
        fs::write(path, &bytes).unwrap();
        bytes
    };
    let bytes = newer(&database);
    let new = starling.home().join("new");
    for command in [
        &["backup", new.to_str().unwrap()][..],
        &["verify"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["formats"],
    ] {
        let _ = starling
            .run(command)
            .code(1)
            .said(&["use a newer starling"]);
        assert!(fs::read(&database).unwrap() == bytes, "{command:?}");
    }
    assert!(!new.exists());

    let bytes = newer(&backup.join("backup.db"));
    let manifest = backup.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let (body, _) = text.trim_end().rsplit_once('\n').unwrap();
    let version = serde_json::from_str::<Value>(&text).unwrap()["schema_version"].clone();
    let body = body.replace(
        &format!("\"schema_version\":{version}"),
        "\"schema_version\":999",
    ) + "\n";
    let hash = blake3::hash(body.as_bytes());
    fs::write(&manifest, format!("{body}\"blake3\":\"{hash}\"}}\n")).unwrap();
    let other = Starling::new();
    for command in ["restore", "verify"] {
        let refused = other.run([command, backup.to_str().unwrap()]);
        let _ = refused.code(1).said(&["a newer starling"]);
    }
    assert!(!other.data_dir().join("sessions/session.db").exists());
    assert!(fs::read(backup.join("backup.db")).unwrap() == bytes);
}
