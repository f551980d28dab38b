//! `starling export`: what a coach said, for programs that nobody here wrote.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use starling_practice::{Collection, Fit, TakeId};
use starling_proto::name;
use starling_tests::{coach::Coach, practised::practise, program::Starling, server::Server};
use uuid::Uuid;

/// Every kind of file, as programs that nobody here wrote read them.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_coach_said_is_written_as_files() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let server = Server::start(&starling);
    Coach::let_in(&starling, &server, &take).await.say().await;
    let export = |kind: &str| starling.run(["export", &take, "--as", kind]).code(0).stdout;
    let labels = export("labels");
    assert!(labels.starts_with("1.250000\t1.250000\t"), "{labels}");
    let newest = starling.run(["export", "--as", "labels"]).code(0);
    assert_eq!(newest.stdout, labels);
    assert!(export("vtt").starts_with("WEBVTT\n"));
    assert!(export("csv").lines().count() >= 4);
    let markdown = starling
        .run(["export", &take, "--as", "markdown", "--json"])
        .code(0)
        .json();
    assert_eq!(
        markdown["media_type"]
            .as_str()
            .map(|kind| kind.starts_with("text/markdown")),
        Some(true)
    );
    assert!(
        markdown["content"]
            .as_str()
            .unwrap()
            .contains("Say the figure first.")
    );

    let _ = starling
        .run(["export", &take, "--as", "wav", "--json"])
        .code(2)
        .said(&["--output"]);
    let written = starling
        .run(["export", &take, "--as", "wav", "--output", "reviewed.wav"])
        .code(0);
    assert_eq!(written.stdout, "reviewed.wav\n");
    let reviewed = starling.home().join("reviewed.wav");
    assert_eq!(samples(&reviewed), samples(&starling.only_take()));
    has_the_comments(&reviewed);
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_lies_on_a_server_is_fetched() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let server = Server::start(&starling);
    let mut coach = Coach::let_in(&starling, &server, &take).await;
    coach.say().await;
    let (take, url) = (name::take(&coach.take), server.url());

    for token in [server.token().expose(), &coach.token] {
        let elsewhere = Starling::new();
        let export = [
            "export", &take, "--as", "wav", "--server", &url, "--token", token,
        ];
        let to_file = [&export[..], &["--output", "fetched.wav"]].concat();
        let written = elsewhere.run(&to_file).code(0);
        assert_eq!(written.stdout, "fetched.wav\n");
        let fetched = elsewhere.home().join("fetched.wav");
        assert_eq!(samples(&fetched), samples(&starling.only_take()));
        has_the_comments(&fetched);
        assert_eq!(files(&elsewhere), ["fetched.wav"]);

        let piped = elsewhere.command(export).output().unwrap();
        assert!(piped.stdout == fs::read(&fetched).unwrap(), "byte for byte");
        let again = elsewhere.run(&to_file).code(4);
        let _ = again.said(&["cannot write fetched.wav", "there already"]);
    }
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_on_its_way_is_not_written() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let take = name::take(&begin_upload(&server).await);
    let url = server.url();
    let elsewhere = Starling::new().let_in_by(&server);
    let export = [
        "export",
        &take,
        "--as",
        "wav",
        "--server",
        &url,
        "--output",
        "early.wav",
    ];
    let refused = elsewhere.run(export).code(4);
    let _ = refused.said(&["upload is not complete"]);
    assert_eq!(files(&elsewhere), [""; 0]);
    server.stop();
}

#[test]
fn nothing_is_written_over() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let none = starling.run(["export", "none", "--as", "csv"]).code(4);
    let _ = none.said(&["starling takes"]);
    let there = starling.home().join("there.csv");
    fs::write(&there, "mine").unwrap();
    let command = ["export", &take, "--as", "csv", "--output", "there.csv"];
    let _ = starling.run(command).code(4).said(&["there already"]);
    assert_eq!(fs::read_to_string(there).unwrap(), "mine");
}

/// A take whose recorder has sent nothing yet.
async fn begin_upload(server: &Server) -> TakeId {
    let mut client = server.client().await.unwrap();
    let item = |field, collection, id: &str| {
        let name = format!("packs/amazon-em/{id}");
        name::parse_item(field, collection, &name).unwrap()
    };
    let question = item(
        "question",
        Collection::Questions,
        "questions/failed-technology-bet",
    );
    let format = item("format", Collection::Formats, "formats/l6-2min");
    let session = client.create_session(Uuid::new_v4(), "", None).await;
    let session = session.unwrap().id;
    let request = Uuid::new_v4();
    let take = client.create_take(&session, request, &question, &format, Fit::Printed, None);
    let take = take.await.unwrap().id;
    client.open_upload(&take, Uuid::new_v4()).await.unwrap();
    take
}

/// What lies in the home.
fn files(starling: &Starling) -> Vec<String> {
    let entries = starling.home().read_dir().unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "data").collect()
}

#[track_caller]
fn has_the_comments(wav: &Path) {
    let chapters = chapters(wav);
    let chapters = chapters["chapters"].as_array().unwrap().clone();
    let at = |start: &str, text: &str| {
        chapters.iter().any(|chapter| {
            let title = chapter["tags"]["title"].as_str().unwrap_or_default();
            chapter["start_time"] == start && title.contains(text)
        })
    };
    assert!(
        at("1.250000", "Ana: \u{201c}We\u{201d} for"),
        "{chapters:#?}"
    );
    assert!(at("2.000000", "Ana: <b>Why"), "{chapters:#?}");
}

/// The samples of a WAV, as sox reads them.
fn samples(wav: &Path) -> Vec<u8> {
    let sox = Command::new("sox")
        .arg(wav)
        .args(["-t", "raw", "-"])
        .output()
        .unwrap();
    assert!(sox.status.success() && !sox.stdout.is_empty());
    sox.stdout
}

/// The markers of a WAV, as ffprobe reads them.
fn chapters(wav: &Path) -> Value {
    let mut ffprobe = Command::new("ffprobe");
    ffprobe
        .args(["-v", "error", "-of", "json", "-show_chapters"])
        .arg(wav);
    serde_json::from_slice(&ffprobe.output().unwrap().stdout).unwrap()
}
