//! `starling review`: what a coach said, as the speaker gets it.

use serde_json::json;
use starling_tests::{
    agree::agree,
    coach::{Coach, ODD},
    microphone::SAMPLE_RATE,
    practised::practise,
    program::Starling,
    server::Server,
    terminal::Terminal,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_coach_sent_is_read_at_the_very_second() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let none = starling.run(["review"]).code(0).stdout;
    assert!(none.contains("starling share TAKE"), "{none}");

    let server = Server::start(&starling);
    let mut coach = Coach::let_in(&starling, &server, &take).await;
    coach.say().await;

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
    let mut coach = Coach::let_in(&starling, &server, &take).await;
    let terminal = Terminal::open(&starling);
    terminal.type_line("clear; starling review --watch; echo ended $?");
    terminal.wait_for("No review and no comment yet");
    coach.say().await;
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
    let _ = practise(&starling, &[]);
    for (take, said) in [
        ("none", "starling takes"),
        ("sessions/none/takes/none", "no session `none`"),
    ] {
        let _ = starling.run(["review", take]).code(4).said(&[said]);
    }
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
