//! Backups: made while the server works, restored elsewhere, killed on the way.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    thread,
};

use serde_json::{Value, json};
use starling_tests::{program::Starling, server::Server, wait::wait_until};

use crate::{assert_well, make_fifo, only_part, store_a_take, upload::Upload};

#[test]
fn a_backup_made_during_an_upload_is_restored_elsewhere() {
    let there = Starling::new();
    let server = Server::start(&there);
    let upload = Upload::begin(&server);
    store_a_take(&server);
    let before = server.stored();
    let backup = there.home().join("backups/one");
    let made = there.run([OsStr::new("backup"), backup.as_ref(), OsStr::new("--json")]);
    let made = made.code(0).json();
    assert_eq!(
        (&made["path"], &made["take_count"]),
        (&json!(backup), &json!(2))
    );
    assert_well(&there, Some(&backup), 2);
    is_for_its_owner_alone(&backup);
    // It was the server's disk only, not its time: the upload goes on.
    upload.go_on(&server);
    assert_well(&there, None, 2);
    server.stop();
    let refused = there.run(["backup", backup.to_str().unwrap()]);
    let _ = refused.code(1).said(&["is not empty"]);

    let elsewhere = Starling::new();
    let restored = elsewhere.run(["restore", backup.to_str().unwrap(), "--json"]);
    let restored = restored.code(0).json();
    assert_eq!(
        (&restored["take_count"], &restored["set_aside"]),
        (&json!(2), &Value::Null)
    );
    assert_well(&elsewhere, None, 2);
    let server = Server::start(&elsewhere);
    assert_eq!(server.stored(), before);
    server.stop();

    let refused = elsewhere.run(["restore", backup.to_str().unwrap()]);
    let _ = refused.code(1).said(&["--replace moves it aside"]);
    let replaced = elsewhere.run(["restore", backup.to_str().unwrap(), "--replace", "--json"]);
    let aside = replaced.code(0).json()["set_aside"].clone();
    assert_well(&elsewhere, Some(Path::new(aside.as_str().unwrap())), 2);
    assert_well(&elsewhere, None, 2);
}

#[test]
fn a_killed_backup_is_none() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let part = only_part(&starling.data_dir().join("sessions"));
    let (aside, backup) = (
        starling.home().join("aside"),
        starling.home().join("backup"),
    );
    fs::rename(&part, &aside).unwrap();
    make_fifo(&part);
    let making = starling.start(["backup", backup.to_str().unwrap()]);
    // Then it waits for the part.
    wait_until(|| backup.join("backup.db").is_file());
    making.kill();
    fs::rename(&aside, &part).unwrap();

    let folder = backup.to_str().unwrap();
    for command in [["verify", folder], ["restore", folder], ["backup", folder]] {
        let outcome = starling.run(command).code(1);
        assert_eq!(outcome.stdout, "", "{command:?}");
    }
    let another = starling.home().join("another");
    let _ = starling.run(["backup", another.to_str().unwrap()]).code(0);
    assert_well(&starling, Some(&another), 1);
}

#[test]
fn a_killed_restore_leaves_what_was_there_and_can_be_repeated() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    assert_well(&starling, None, 2);

    // The part can be read once, to be verified; the copy waits for it.
    let part = only_part(&backup);
    let bytes = fs::read(&part).unwrap();
    fs::remove_file(&part).unwrap();
    make_fifo(&part);
    let of_thread = (part.clone(), bytes.clone());
    let writer = thread::spawn(move || fs::write(of_thread.0, of_thread.1));
    let restore = ["restore", backup.to_str().unwrap(), "--replace"];
    let restoring = starling.start(restore);
    let draft = starling.data_dir().join("sessions.restoring");
    wait_until(|| draft.join("session.db").is_file());
    writer.join().unwrap().unwrap();
    // Nobody else comes in meanwhile.
    let _ = starling
        .run(["formats"])
        .code(1)
        .said(&["is being restored"]);
    restoring.kill();
    fs::remove_file(&part).unwrap();
    File::create(&part).unwrap().write_all(&bytes).unwrap();

    assert_well(&starling, None, 2);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let _ = starling.run(restore).code(0);
    assert!(!draft.exists());
    assert_well(&starling, None, 1);
}

fn is_for_its_owner_alone(path: &Path) {
    let metadata = fs::metadata(path).unwrap();
    let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(
        metadata.permissions().mode() & 0o777,
        expected,
        "{}",
        path.display()
    );
    if metadata.is_dir() {
        for entry in path.read_dir().unwrap() {
            is_for_its_owner_alone(&entry.unwrap().path());
        }
    }
}
