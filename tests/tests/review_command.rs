//! `starling review` and `starling export`: what a coach said, as the speaker gets it.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use starling_practice::{
    Author, CommentContent, CommentId, CommentKind, CommentText, Criterion, Level, MissingEvidence,
    NextStep, Note, Point, Rating, Ratings, ReviewContent, Slug, TakeId,
};
use starling_proto::{
    client::{ReviewClient, ShareClient},
    name,
    transport::{self, Credentials, Token},
};
use starling_speech::Span;
use starling_tests::{
    agree::agree, microphone::SAMPLE_RATE, practised::practise, program::Starling, server::Server,
    terminal::Terminal,
};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_coach_sent_is_read_at_the_very_second() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let none = starling.run(["review"]).code(0).stdout;
    assert!(none.contains("starling share TAKE"), "{none}");

    let server = Server::start(&starling);
    let coach = coach(&starling, &server, &take).await;
    say(coach).await;

    let review = starling.run(["review", "--json"]).code(0).json();
    agree(
        "review",
        &json!({"take": take, "sample_rate_hertz": SAMPLE_RATE}),
        &review,
    );
    agree(
        "reviews",
        &json!([{
            "author": "Ana", "is_own": false, "next_step": "Say the figure first.",
            "note": "Clear to the end.",
            "ratings": [
                {"dimension": "ownership", "point": 4, "level": "L6"},
                {"dimension": "ownership", "point": 2, "level": "L7", "missing_evidence": "Whose idea was it?"},
            ],
        }]),
        &review["reviews"],
    );
    assert!(review["reviews"][0]["send_time"].is_string());
    agree(
        "threads",
        &json!([
            {"kind": "we_for_i", "text": "", "start_s": 1.25, "end_s": 1.25, "replies": []},
            {
                "author": "Ana", "kind": "note", "text": ODD, "start_s": 2.0, "end_s": 3.5,
                "replies": [{"text": "I mean it."}],
            },
        ]),
        &review["threads"],
    );
    assert!(review["threads"][0]["resolve_time"].is_string());

    let text = starling.run(["review", &take]).code(0).stdout;
    for said in [
        "Ana  review, sent ",
        "Do this next: Say the figure first.",
        "as an L6\n4 of 5  ",
        "as an L7\n2 of 5  ",
        "missing: Whose idea was it?",
        " 0:01.2  Ana (resolved)  \u{201c}We\u{201d} for \u{201c}I\u{201d}\n",
        " 0:02.0  Ana (to 0:03.5)  ",
        "         > Ana  I mean it.",
    ] {
        assert!(text.contains(said), "no {said:?} in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "{text}");

    exported(&starling, &take);
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_coach_sends_is_told_as_it_comes() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let _ = starling
        .run(["review", "--watch"])
        .code(4)
        .said(&["starling console"]);
    let server = Server::start(&starling);
    let coach = coach(&starling, &server, &take).await;
    let terminal = Terminal::open(&starling);
    terminal.type_line("clear; starling review --watch; echo ended $?");
    terminal.wait_for("No review and no comment yet");
    say(coach).await;
    terminal.wait_for("Do this next: Say the figure first.");
    terminal.wait_for("Ana (a reply)  I mean it.");
    terminal.wait_for("Ana (resolved)  \u{201c}We\u{201d} for \u{201c}I\u{201d}");
    terminal.press("C-c");
    terminal.wait_for("ended 0");
    terminal.type_line("clear; starling review --watch; echo ended $?");
    terminal.wait_for("I mean it.");
    server.stop();
    terminal.wait_for("ended 5");
}

#[test]
fn a_take_that_is_not_there_is_named() {
    let starling = Starling::new();
    let _ = starling
        .run(["review"])
        .code(4)
        .said(&["starling practice"]);
    let take = practise(&starling, &[]);
    for (command, said) in [
        (&["review", "none"][..], "starling takes"),
        (&["export", "none", "--as", "csv"], "starling takes"),
        (&["review", "sessions/none/takes/none"], "no session `none`"),
    ] {
        let _ = starling.run(command).code(4).said(&[said]);
    }
    let there = starling.home().join("there.csv");
    fs::write(&there, "mine").unwrap();
    let command = ["export", &take, "--as", "csv", "--output", "there.csv"];
    let _ = starling.run(command).code(4).said(&["there already"]);
    assert_eq!(fs::read_to_string(there).unwrap(), "mine");
}

#[test]
fn lines_fit_the_terminal() {
    let starling = Starling::new();
    let _ = practise(&starling, &[]);
    let terminal = Terminal::open(&starling);
    terminal.type_line("clear; starling review; echo ended");
    terminal.wait_for("\nended");
    let screen = terminal.screen_with_colours();
    assert!(screen.contains("\u{1b}["), "{screen}");
    terminal.type_line("clear; NO_COLOR=1 starling review; echo ended");
    terminal.wait_for("\nended");
    let screen = terminal.screen_with_colours();
    assert!(!screen.contains("\u{1b}["), "{screen}");
}

const ODD: &str = "<b>Why</b>, \"then\";\n=1+1\u{1b}[31m";

/// Says what coaches say: a review for both levels, a quick mark that is settled, and a thread.
async fn say((mut coach, take): (ReviewClient, TakeId)) {
    let author = || Author::new("Ana").unwrap();
    let rating = |level, point, missing: &str| Rating {
        dimension: Slug::new("ownership").unwrap(),
        point: Point::new(point).unwrap(),
        level: Some(level),
        missing_evidence: MissingEvidence::new(missing).unwrap(),
    };
    let review = ReviewContent {
        author: author(),
        note: Note::new("Clear to the end.").unwrap(),
        next_step: NextStep::new("Say the figure first.").unwrap(),
        ratings: Ratings::new(vec![
            rating(Level::L6, 4, ""),
            rating(Level::L7, 2, "Whose idea was it?"),
        ])
        .unwrap(),
    };
    let review = coach.create_review(&take, Uuid::new_v4(), review).await;
    coach.send_review(&review.unwrap().id, None).await.unwrap();

    let second = u64::from(SAMPLE_RATE);
    let mut comment = async |start, end, kind, text: &str, reply_to: Option<CommentId>| {
        let content = CommentContent {
            author: author(),
            span: Span { start, end },
            text: CommentText::new(text).unwrap(),
            kind,
            criterion: Criterion::default(),
            reply_to,
            is_imported: false,
        };
        let created = coach.create_comment(&take, Uuid::new_v4(), content, Vec::new());
        created.await.unwrap().id
    };
    let note = CommentKind::Note;
    let thread = comment(2 * second, 7 * second / 2, note, ODD, None).await;
    comment(0, 0, note, "I mean it.", Some(thread)).await;
    let quick = 5 * second / 4;
    let quick = comment(quick, quick, CommentKind::WeForI, "", None).await;
    coach.resolve_comment(&quick, None).await.unwrap();
}

/// Every kind of file, as programs that nobody here wrote read them.
fn exported(starling: &Starling, take: &str) {
    let export = |kind: &str| starling.run(["export", take, "--as", kind]).code(0).stdout;
    let labels = export("labels");
    assert!(labels.starts_with("1.250000\t1.250000\t"), "{labels}");
    assert!(export("vtt").starts_with("WEBVTT\n"));
    assert!(export("csv").lines().count() >= 4);
    let markdown = starling
        .run(["export", take, "--as", "markdown", "--json"])
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
        .run(["export", take, "--as", "wav", "--json"])
        .code(2)
        .said(&["--output"]);
    let written = starling
        .run(["export", take, "--as", "wav", "--output", "reviewed.wav"])
        .code(0);
    assert_eq!(written.stdout, "reviewed.wav\n");
    let reviewed = starling.home().join("reviewed.wav");
    assert_eq!(samples(&reviewed), samples(&starling.only_take()));
    let chapters = chapters(&reviewed);
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

/// Lets a coach in by a link.
async fn coach(starling: &Starling, server: &Server, take: &str) -> (ReviewClient, TakeId) {
    let share = ["share", take, "--role", "comment", "--for", "7d", "--json"];
    let shared = starling.run(share).code(0).json();
    let url = server.url();
    let stranger = transport::connect(&url, &Credentials::default())
        .await
        .unwrap();
    let token = shared["token"].as_str().unwrap();
    let redeemed = ShareClient::new(stranger)
        .redeem_share_link(token)
        .await
        .unwrap();
    let credentials = Credentials {
        token: Some(Token::new(redeemed.access_token.expose()).unwrap()),
        certificate_authority: None,
    };
    let connection = transport::connect(&url, &credentials).await.unwrap();
    let takes = server.stored();
    let id = name::parse_take("take", takes["takes"][0]["name"].as_str().unwrap());
    (ReviewClient::new(connection), id.unwrap())
}
