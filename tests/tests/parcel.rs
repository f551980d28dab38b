//! A take in one file: opened in a browser without a server, and what a coach wrote in it brought back.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, fs::File, os::unix::fs::MetadataExt as _};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree, microphone::SAMPLE_RATE, node::node, practised::practise, program::Starling,
};

const HOSTILE: &str = "</script><script>alert(1)</script><!-- \u{2028} é";

#[test]
fn a_coach_without_a_server_hears_comments_and_sends_a_file_back() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let before = comments(&starling, &json!([comment(1, HOSTILE, "red_flag")]));
    let imported = import(&starling, &before).code(0).json();
    agree(
        "import",
        &json!({"author": "Ben", "new": 1, "already_there": 0, "refused": []}),
        &imported,
    );

    let written = starling.run(["parcel", &take]).code(0);
    assert_eq!(written.stdout, format!("{take}.html\n"));
    let parcel = starling.home().join(format!("{take}.html"));
    let html = fs::read_to_string(&parcel).unwrap();
    assert!(!html.contains("alert(1)"));
    let _ = starling
        .run(["parcel", &take])
        .code(4)
        .said(&["there already"]);

    let seen = node(
        "parcel.js",
        &json!({"parcel": parcel, "folder": starling.home()}),
    );
    assert_eq!(seen["problems"], json!([]), "{seen:#}");
    assert_eq!(seen["fetched"], json!(["file", "blob"]), "{seen:#}");
    assert_eq!(seen["unsigned"], 0, "{seen:#}");
    let texts = seen["texts"].as_array().unwrap();
    assert!(texts.contains(&json!(HOSTILE)), "{seen:#}");
    assert!(
        texts.contains(&json!("</script><img src=x onerror=alert(1)>")),
        "{seen:#}"
    );
    assert!(seen["rows"].as_u64() >= Some(2), "{seen:#}");
    assert!(
        seen["title"].as_str().unwrap().ends_with("Starling"),
        "{seen:#}"
    );

    let saved = seen["saved"].as_str().unwrap();
    assert!(saved.ends_with(&format!("{take}.comments.json")), "{saved}");
    for (new, already_there) in [(2, 0), (0, 2)] {
        let imported = starling
            .run(["parcel", "import", saved, "--json"])
            .code(0)
            .json();
        let expected =
            json!({"author": "Ana <b>", "new": new, "already_there": already_there, "refused": []});
        agree("import", &expected, &imported);
    }
    let review = starling.run(["review", "--json"]).code(0).json();
    let threads = review["threads"].as_array().unwrap();
    assert_eq!(threads.len(), 3, "{review:#}");
    assert!(
        threads.iter().all(|thread| thread["is_imported"] == true),
        "{review:#}"
    );
    let of_ana: Vec<&Value> = threads
        .iter()
        .filter(|thread| thread["author"] == "Ana <b>")
        .collect();
    assert_eq!(of_ana.len(), 2, "{review:#}");
    assert!(of_ana.iter().any(|thread| thread["kind"] == "strong"));
    assert!(
        of_ana
            .iter()
            .all(|thread| thread["start_s"].as_f64() >= Some(5.0)),
        "{review:#}"
    );
    let text = starling.run(["review"]).code(0).stdout;
    assert!(
        text.contains("Ana <b> (") && text.contains("from a file"),
        "{text}"
    );
}

#[test]
fn what_comes_back_is_checked_one_by_one() {
    let starling = Starling::new();
    let _ = practise(&starling, &[]);
    let mut reply = comment(2, "I agree.", "note");
    reply["reply_to"] = comment(1, "", "note")["id"].clone();
    let mut lost = comment(3, "To whom?", "note");
    lost["reply_to"] = comment(9, "", "note")["id"].clone();
    let mut backwards = comment(4, "x", "note");
    backwards["end_sample"] = json!(0);
    let mut late = comment(5, "x", "note");
    late["start_sample"] = json!(60 * SAMPLE_RATE);
    late["end_sample"] = json!(60 * SAMPLE_RATE);
    let all = json!([
        comment(1, "Here.", "note"),
        reply,
        lost,
        backwards,
        late,
        comment(6, "x", "unheard_of"),
        comment(7, "", "note"),
        comment(8, &"x".repeat(5_001), "note"),
    ]);
    let file = comments(&starling, &all);
    let outcome = import(&starling, &file)
        .code(4)
        .said(&["6 of the comments"]);
    let imported = outcome.json();
    agree("import", &json!({"new": 2, "already_there": 0}), &imported);
    let whys: Vec<&str> = { imported["refused"].as_array().unwrap().iter() }
        .map(|refused| refused["why"].as_str().unwrap())
        .collect();
    let expected = [
        "replies to",
        "end_sample",
        "after the end",
        "unheard_of",
        "characters",
        "text",
    ];
    assert_eq!(whys.len(), expected.len(), "{whys:?}");
    for (why, expected) in whys.iter().zip(expected) {
        assert!(why.contains(expected), "no {expected:?} in {whys:?}");
    }
    let review = starling.run(["review", "--json"]).code(0).json();
    agree(
        "threads",
        &json!([{"text": "Here.", "replies": [{"text": "I agree."}]}]),
        &review["threads"],
    );
}

#[test]
fn a_file_that_comes_again_adds_what_is_new_in_it() {
    let starling = Starling::new();
    let _ = practise(&starling, &[]);
    let file = |first: u32, texts: &[&str]| {
        let mut all: Vec<Value> = (first..)
            .zip(texts)
            .map(|(id, text)| comment(id, text, "note"))
            .collect();
        // The second replies to the first, and says of itself that it is elsewhere.
        all[1]["reply_to"] = all[0]["id"].clone();
        all[1]["start_sample"] = json!(0);
        comments(&starling, &json!(all))
    };
    let check = |file: &Value, new: u32, already_there: u32| {
        let imported = import(&starling, file).code(0).json();
        let expected = json!({"new": new, "already_there": already_there, "refused": []});
        agree("import", &expected, &imported);
    };
    check(&file(1, &["Here.", "I agree.", "Twice.", "Twice."]), 4, 0);
    // By other ids: the service has forgotten after a day which requests it was asked.
    let again = file(11, &["Here.", "I agree.", "Twice.", "Twice.", "Later."]);
    check(&again, 1, 4);
    check(&again, 0, 5);
    let review = starling.run(["review", "--json"]).code(0).json();
    let threads = review["threads"].as_array().unwrap();
    assert_eq!(threads.len(), 4, "{review:#}");
}

#[test]
fn what_is_no_file_of_comments_is_refused_whole() {
    let starling = Starling::new();
    let _ = practise(&starling, &[]);
    let good = comments(&starling, &json!([comment(1, "Here.", "note")]));
    let with = |key: &str, value: Value| {
        let mut file = good.clone();
        file[key] = value;
        file.to_string()
    };
    for (text, said) in [
        (String::new(), "cut short"),
        ("[]".to_owned(), "no file of comments"),
        (good.to_string().split_at(90).0.to_owned(), "cut short"),
        (with("version", json!(2)), "version 1"),
        (with("take", json!("sessions/none/takes/none")), "none"),
        (with("take", json!("../none")), "take"),
        (with("author", json!("")), "author"),
        (with("comments", json!([{"id": "1"}])), "cut short"),
        (with("padding", json!("x".repeat(5_000_000))), "larger"),
    ] {
        fs::write(starling.home().join("back.json"), text).unwrap();
        let _ = starling
            .run(["parcel", "import", "back.json"])
            .code(4)
            .said(&[said]);
    }
    let _ = starling
        .run(["parcel", "import", "none.json"])
        .code(4)
        .said(&["none.json"]);
    let review = starling.run(["review", "--json"]).code(0).json();
    assert_eq!(review["threads"], json!([]));
}

#[test]
fn a_recording_that_no_browser_opens_from_a_file_is_shared_by_link() {
    let starling = Starling::new();
    let take = practise(&starling, &[]);
    let wav = File::options()
        .write(true)
        .open(starling.only_take())
        .unwrap();
    wav.set_len(60_000_001).unwrap();
    assert!(
        wav.metadata().unwrap().blocks() < 100_000,
        "it is mostly a hole"
    );
    let _ = starling
        .run(["parcel", &take])
        .code(4)
        .said(&["60 MB", "starling share"]);
    assert!(!starling.home().join(format!("{take}.html")).exists());
}

/// A comment of a file, about the second second.
fn comment(id: u32, text: &str, kind: &str) -> Value {
    json!({
        "id": format!("5f1f8a52-0000-4000-8000-{id:012}"),
        "create_time": "2026-11-21T10:17:09.000Z",
        "start_sample": SAMPLE_RATE,
        "end_sample": 2 * SAMPLE_RATE,
        "text": text,
        "kind": kind,
        "criterion": "",
        "reply_to": "",
    })
}

/// The file of somebody who heard the only take.
#[track_caller]
fn comments(starling: &Starling, comments: &Value) -> Value {
    let review = starling.run(["review", "--json"]).code(0).json();
    json!({"version": 1, "take": review["name"], "author": "Ben", "comments": comments})
}

#[track_caller]
fn import(starling: &Starling, file: &Value) -> starling_tests::running::Outcome {
    fs::write(starling.home().join("back.json"), file.to_string()).unwrap();
    starling.run(["parcel", "import", "back.json", "--json"])
}
