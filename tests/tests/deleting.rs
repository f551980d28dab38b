//! Deleting for good, and what is kept of who knew of a recording.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use serde_json::json;
use starling_tests::{
    agree::agree,
    practised::{practise, practise_softly},
    program::Starling,
    server::Server,
    terminal::Terminal,
};

#[test]
fn a_deleted_take_leaves_no_byte_behind() {
    let starling = Starling::new();
    let first = practise(&starling, &["--told", "Zebulon"]);
    let audio = fs::read(starling.only_take()).unwrap();
    let piece = &audio[audio.len() / 2..][..64];
    let second = practise_softly(&starling, 7, &[]);
    assert!(!holding(&starling.data_dir(), piece).is_empty());
    assert!(!holding(&starling.data_dir(), b"Zebulon").is_empty());

    let backup = starling.home().join("backup");
    let _ = starling
        .run(["backup".as_ref(), backup.as_os_str()])
        .code(0);
    let deleted = starling.run(["delete", &first, "--yes"]).code(0).stdout;
    assert!(
        deleted.starts_with(&format!("deleted {first}\n")),
        "{deleted}"
    );
    assert!(deleted.contains(&backup.display().to_string()), "{deleted}");
    assert_eq!(holding(&starling.data_dir(), piece), Vec::<PathBuf>::new());
    assert_eq!(
        holding(&starling.data_dir(), b"Zebulon"),
        Vec::<PathBuf>::new()
    );
    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree(
        "takes",
        &json!([{"name": second, "uploaded": true}]),
        &takes,
    );

    let deleted = starling
        .run(["delete", "--everything", "--yes", "--json"])
        .code(0)
        .json();
    assert_eq!(deleted["takes"], json!([second]));
    assert!(starling.takes("").is_empty());
    let server = Server::start(&starling);
    assert_eq!(server.stored()["takes"], json!([]));
    server.stop();
}

#[test]
fn where_the_server_is_away_nothing_is_deleted() {
    let starling = Starling::new();
    let there = Starling::new();
    let server = Server::start(&there);
    let url = server.url();
    let token = server.token().expose().to_owned();
    let own = practise(&starling, &[]);
    let their = practise(&starling, &["--server", &url, "--token", &token]);

    let _ = starling
        .run(["delete", &their, "--yes"])
        .code(4)
        .said(&[&url]);
    let _ = starling
        .run(["delete", &own, "--yes", "--server", &url, "--token", &token])
        .code(4)
        .said(&["leave --server out"]);
    let _ = starling
        .run(["delete", "--everything", "--yes"])
        .code(1)
        .said(&["1 take of other servers kept"]);
    server.kill();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    drop(nobody);
    for what in [&their, "--everything"] {
        let command = ["delete", what, "--yes", "--server", &url, "--token", &token];
        let _ = starling.run(command).code(5).said(&[&url]);
    }
    assert_eq!(starling.takes(".wav").len(), 1);
    assert_eq!(starling.takes(".json").len(), 1);
    assert_eq!(starling.takes(".labels.txt").len(), 1);
}

#[test]
fn a_person_is_asked_before_anything_is_deleted() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let delete = format!("starling delete {take}; echo ended $?");
    let terminal = Terminal::open(&starling);
    terminal.type_line(&delete);
    terminal.wait_for("Type yes to go on");
    terminal.type_line("no");
    terminal.wait_for("nothing was deleted");
    terminal.wait_for("ended 0");
    assert_eq!(starling.takes(".wav").len(), 1);
    terminal.type_line("clear");
    terminal.type_line(&delete);
    terminal.wait_for("Type yes to go on");
    terminal.type_line("yes");
    terminal.wait_for("ended 0");
    assert!(starling.takes("").is_empty());
}

#[test]
fn who_was_told_and_how_long_it_is_kept_are_stored() {
    let starling = Starling::new();
    let take = practise(
        &starling,
        &["--told", "Ana", "--told", "Ben Gurion", "--keep-for", "30d"],
    );
    let told = json!(["Ana", "Ben Gurion"]);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    assert_eq!(takes[0]["told"], told);
    let report = starling.run(["takes", &take, "--json"]).code(0).json();
    assert_eq!(report["take"]["told"], told);
    let shown = starling.run(["takes", &take]).code(0).stdout;
    assert!(
        shown.ends_with("told that it is recorded: Ana, Ben Gurion\n"),
        "{shown}"
    );

    let server = Server::start(&starling);
    let stored = server.stored();
    assert_eq!(stored["takes"][0]["consent"]["told"], told, "{stored:#}");
    assert_eq!(stored["sessions"][0]["retention"], "2592000s", "{stored:#}");
    server.stop();

    let refused = ["practice", "--demo", "--keep-for", "1m"];
    let _ = starling.run(refused).code(4).said(&["1 hour"]);
    assert_eq!(
        starling.takes(".wav").len(),
        1,
        "it is refused before anything is kept"
    );
}

/// The files below a folder that have these bytes in them.
fn holding(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, bytes));
        } else if path.is_file()
            && fs::read(&path)
                .unwrap()
                .windows(bytes.len())
                .any(|run| run == bytes)
        {
            found.push(path);
        }
    }
    found
}
