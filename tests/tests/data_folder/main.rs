//! What keeps a data folder whole: one server at a time, backups, restores, and a look at every byte.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

mod backups;
mod damage;
mod failing_sync;
mod lock;
mod newer;
mod orphans;
mod upload;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use starling_tests::{program::Starling, server::Server};

/// Has somebody elsewhere bring a take to the server.
fn store_a_take(server: &Server) {
    let practised = Starling::new().run([
        "practice",
        "--demo",
        "--json",
        "--server",
        &server.url(),
        "--token",
        server.token().expose(),
    ]);
    let _ = practised.code(0);
}

/// The sessions, or a backup of them, have so many takes and no damage.
#[track_caller]
fn assert_well(starling: &Starling, folder: Option<&Path>, take_count: u64) {
    let mut command = vec!["verify", "--json"];
    command.extend(folder.map(|folder| folder.to_str().unwrap()));
    let verified = starling.run(command).code(0).json();
    assert_eq!(verified["damage"], json!([]));
    assert_eq!(verified["take_count"], take_count, "{verified:#}");
    assert!(verified["size_bytes"].as_u64().unwrap() > 0);
}

/// The one part of the takes in a folder of sessions.
#[track_caller]
fn only_part(dir: &Path) -> PathBuf {
    let below = |folder: PathBuf| {
        folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let parts: Vec<_> = below(dir.join("parts"))
        .flat_map(below)
        .flat_map(below)
        .collect();
    let [part] = parts.as_slice() else {
        panic!("one part was expected: {parts:?}");
    };
    part.clone()
}

fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}
