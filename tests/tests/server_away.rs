//! A server that is away, or goes away: the take is safe, says so, and goes up later.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, net::TcpListener, path::Path};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree,
    microphone::{SAMPLE_RATE, VirtualMicrophone, noise},
    program::Starling,
    proxy::Proxy,
    recording::write_wav,
    running::{Outcome, Running},
    server::Server,
};

#[test]
fn a_server_that_is_away_is_said_at_once() {
    let starling = Starling::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let commands = [
        &["practice", "--demo"][..],
        &["practice", "--plain"],
        &["formats"],
        &["questions", "--json"],
        &["upload"],
        &["score", "--segments", "none.json", "--format", "l6-2min"],
    ];
    for command in commands {
        let outcome = starling
            .run([command, &["--server", &url]].concat())
            .code(5);
        assert_eq!(outcome.stdout, "", "{command:?}");
        assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:#?}");
        assert!(outcome.stderr.contains(&url), "{outcome:#?}");
    }
    assert!(starling.takes("").is_empty());
    let _ = starling.run(["formats", "--server", "not a URL"]).code(5);
}

#[test]
fn a_server_that_goes_away_in_mid_take_gets_it_later() {
    let microphone = VirtualMicrophone::start().unwrap();
    let there = Starling::new();
    let server = Server::start(&there);
    let starling = Starling::with_microphone(&microphone).let_in_by(&server);
    let (address, url) = (server.address().to_owned(), server.url());

    let mut practice = starling.start(["practice", "--plain", "--json", "--server", &url]);
    practice.wait_for("recording");
    practice.type_line("");
    practice.wait_for("section 1");
    microphone.feed(noise().take(SAMPLE_RATE as usize));
    server.kill();
    practice.type_line("");
    practice.wait_for("section 2");
    practice.type_line("q");
    let report = the_take_is_safe(&starling, practice.end());

    let still_away = starling.run(["upload", "--json", "--server", &url]);
    let _ = still_away.code(5).said(&[&url]);
    // A take belongs to its server; the services of this machine do not get it.
    it_is_brought(&starling, None, 0);
    let server = Server::start_at(&there, &address);
    it_is_brought(&starling, Some(&url), 1);
    the_server_has_it(&server, &starling.only_take(), &report);
    it_is_brought(&starling, Some(&url), 0);
    server.stop();
}

/// How many bytes reach the server before it goes away.
const PASSED: u64 = 3_000_000;
/// The most of them that a busy server has not committed yet: 1 MiB that it may have unacknowledged, 1 MiB in the
/// stream's window that it has not read, and what is wrapped around the audio.
const UNDER_WAY: u64 = 2 * 1024 * 1024 + 100_000;

#[test]
fn an_upload_that_is_cut_goes_on_where_it_was() {
    #[track_caller]
    fn check(go_away: impl FnOnce(Server)) {
        let there = Starling::new();
        let server = Server::start(&there);
        let starling = Starling::new().let_in_by(&server);
        let proxy = Proxy::start(server.address(), PASSED).unwrap();
        let url = proxy.url();
        let practice = practice_on_an_answer(&starling, &url);
        proxy.wait_until_held();
        go_away(server);
        let report = the_take_is_safe(&starling, practice.end());

        let server = Server::start(&there);
        let committed: u64 = server.only_take()["upload"]["committed_size_bytes"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(
            committed > PASSED - UNDER_WAY,
            "what was acknowledged is there: {committed}"
        );
        proxy.mend(server.address());
        it_is_brought(&starling, Some(&url), 1);
        let take = starling.only_take();
        let rest = fs::metadata(&take).unwrap().len() - committed;
        let passed = proxy.passed();
        assert!(
            (rest..rest + 100_000).contains(&passed),
            "{passed} bytes for a rest of {rest}"
        );
        the_server_has_it(&server, &take, &report);
        server.stop();
    }
    check(Server::kill);
    check(Server::stop);
}

#[test]
fn a_connection_that_is_reset_is_made_again() {
    let there = Starling::new();
    let server = Server::start(&there);
    let starling = Starling::new().let_in_by(&server);
    let proxy = Proxy::start(server.address(), PASSED).unwrap();
    let practice = practice_on_an_answer(&starling, &proxy.url());
    proxy.wait_until_held();
    proxy.mend(server.address());
    proxy.cut();
    let outcome = practice.end().code(0);
    assert!(!outcome.stderr.contains("not uploaded"), "{outcome:#?}");
    the_server_has_it(&server, &starling.only_take(), &outcome.json());
    server.stop();
}

/// A take of 42 s from a file, which goes up when it is over.
#[track_caller]
fn practice_on_an_answer(starling: &Starling, url: &str) -> Running {
    let answer: Vec<i16> = noise()
        .map(|sample| sample / 64)
        .take(42 * SAMPLE_RATE as usize)
        .collect();
    write_wav(&starling.home().join("answer.wav"), &answer);
    fs::write(
        starling.home().join("answer.txt"),
        "1\t30\tsituation\n30\t40\ttask\n",
    )
    .unwrap();

    let command = [
        "practice",
        "--input",
        "answer.wav",
        "--marks",
        "answer.txt",
        "--format",
        "l6-2min",
    ];
    starling.start([&command[..], &["--json", "--server", url]].concat())
}

/// The report is there all the same, and what is to be done is said.
#[track_caller]
fn the_take_is_safe(starling: &Starling, outcome: Outcome) -> Value {
    let take = starling.only_take().display().to_string();
    let safe = format!("the take is safe in {take}, but not uploaded yet");
    let outcome = outcome
        .code(0)
        .said(&[&safe, "`starling upload` tries again"]);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree("takes", &json!([{"wav": take, "uploaded": false}]), &takes);
    outcome.json()
}

#[track_caller]
fn it_is_brought(starling: &Starling, url: Option<&str>, count: u64) {
    let server = url.map(|url| ["--server", url]);
    let command = ["upload", "--json"]
        .into_iter()
        .chain(server.into_iter().flatten());
    let uploaded = starling.run(command).code(0).json();
    assert_eq!(uploaded, json!({"uploaded": count, "failed": 0}));
}

#[track_caller]
fn the_server_has_it(server: &Server, take: &Path, report: &Value) {
    let section = |section: &Value| json!({"section": section["section"], "elapsed_seconds": section["elapsed_s"]});
    let sections: Vec<Value> = report["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(section)
        .collect();
    let expected = json!({
        "upload": {
            "state": "UPLOAD_STATE_COMPLETE",
            "committed_size_bytes": fs::metadata(take).unwrap().len().to_string(),
        },
        "reports": [{
            "score": {"timing_score": report["timing_score"], "sections": sections},
            "advice": report["advice"],
            "sample_count": report["take"]["sample_count"].to_string(),
        }],
    });
    agree("the stored take", &expected, &server.only_take());
}
