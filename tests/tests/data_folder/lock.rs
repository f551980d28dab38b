//! One server at a time, and commands beside each other.

use std::{fs::File, path::Path};

use starling_tests::{program::Starling, server::Server, wait::wait_until};

use crate::make_fifo;

#[test]
fn one_server_has_the_folder_and_commands_go_through_it() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let process = format!("(process {})", server.id());
    let second = starling.run(["serve", "--listen", "127.0.0.1:0"]).code(1);
    let folder = starling.data_dir().join("sessions").display().to_string();
    let _ = second.said(&["a server is using", &folder, &process, "stop it first"]);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    assert_eq!(
        server.only_take()["upload"]["state"],
        "UPLOAD_STATE_COMPLETE"
    );
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let refused = starling.run(["restore", backup.to_str().unwrap(), "--replace"]);
    let _ = refused.code(1).said(&["a server is using", &process]);
    // The kernel takes the lock from the dead.
    server.kill();

    // Commands are there beside each other.
    let fifo = starling.home().join("answer.wav");
    make_fifo(&fifo);
    let practice = starling.start(["practice", "--input", "answer.wav", "--question", "none"]);
    drop(practice);
    let practice = starling.start(["practice", "--input", "answer.wav", "--format", "l6-2min"]);
    let lock = starling.data_dir().join("sessions/lock");
    wait_until(|| is_shared(&lock));
    let _ = starling.run(["questions", "--json"]).code(0);
    let refused = starling.run(["serve", "--listen", "127.0.0.1:0"]).code(1);
    let _ = refused.said(&["are using", "end them first", "fuser"]);
    let refused = starling.run(["restore", backup.to_str().unwrap(), "--replace"]);
    let _ = refused.code(1).said(&["end them first"]);
    practice.kill();
    Server::start(&starling).stop();
}

/// Whether somebody holds the lock, and would let others in.
fn is_shared(lock: &Path) -> bool {
    File::open(lock).is_ok_and(|file| file.try_lock().is_err() && file.try_lock_shared().is_ok())
}
