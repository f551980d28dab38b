//! Material of one's own: begun, checked, practised with, counted, and mended while a server runs.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree, program::Starling, recording::Answer, running::Running, server::Server,
    wait::wait_until,
};

#[test]
fn a_story_goes_from_a_template_to_a_report() {
    let starling = Starling::new();
    let nothing = starling.run(["coverage"]).code(0).stdout;
    assert!(nothing.contains("starling content new story"), "{nothing}");

    let story = begin(
        &starling,
        &["story", "late-launch", "--principle=ownership"],
    );
    let packs = starling.run(["content", "path"]).code(0).stdout;
    let expected = PathBuf::from(packs.trim_end()).join("my-stories/stories/late-launch.md");
    assert_eq!(story, expected);
    let template = fs::read_to_string(&story).unwrap();
    let again = starling.run(["content", "new", "question", "late-launch"]);
    let _ = again.code(4).said(&["late-launch.md is there already"]);
    assert_eq!(fs::read_to_string(&story).unwrap(), template);

    let checked = starling.run(["content", "check", "--json"]).code(0).json();
    assert_eq!(checked[0]["unfinished"], json!(["stories/late-launch"]));
    let situation = &checked[0]["hints"][1];
    agree("a hint", &json!({"file": story, "line": 11}), situation);
    let _ = starling.run(["content", "check", "--strict"]).code(4);
    let practice = ["practice", "--question", "late-launch"];
    let _ = starling
        .run(practice)
        .code(4)
        .said(&["no question `late-launch`"]);

    fs::write(&story, fill_in(&template)).unwrap();
    let checked = starling
        .run(["content", "check", "--strict"])
        .code(0)
        .stdout;
    assert!(checked.contains("1 story"), "{checked}");
    let questions = starling
        .run(["questions", "--principle=ownership"])
        .code(0)
        .stdout;
    assert!(questions.contains("late-launch"), "{questions}");
    let found = starling
        .run(["search", "chandelier", "--json"])
        .code(0)
        .json();
    agree(
        "a search",
        &json!([{"kind": "story", "pack": "my-stories", "id": "late-launch"}]),
        &found,
    );

    let formats = starling.run(["formats"]).code(0).stdout;
    assert_eq!(
        formats.matches("l6-2min").count(),
        1,
        "a copy is not listed twice"
    );

    let answer = Answer::in_folder(starling.home());
    let recording = [answer.wav.as_os_str(), answer.labels.as_os_str()];
    let mut command = starling.command(practice);
    command
        .args(["--json", "--input"])
        .arg(recording[0])
        .arg("--marks")
        .arg(recording[1]);
    let report = Running::start(command).end().code(0).json();
    agree(
        "a report",
        &json!({"question": "late-launch", "format": "l6-2min"}),
        &report,
    );

    let rows = starling.run(["coverage", "--json"]).code(0).json();
    let rows = rows.as_array().unwrap();
    let ownership = rows.last().unwrap();
    let expected = json!({
        "principle": "ownership",
        "stories": [{"pack": "my-stories", "id": "late-launch", "level": "L6", "takes": 1}],
    });
    agree("the fullest row", &expected, ownership);
    assert_eq!(rows[0]["stories"], json!([]));
    let table = starling.run(["coverage"]).code(0).stdout;
    assert!(table.contains("late-launch (L6, 1 take)"), "{table}");
}

#[test]
fn a_server_follows_the_files() {
    let starling = Starling::new();
    let mut server = Server::start(&starling);
    let url = server.url();
    let title = || {
        let questions = starling
            .run(["questions", "--json", "--server", &url])
            .code(0)
            .json();
        let questions = questions.as_array().unwrap().clone();
        let own = questions
            .into_iter()
            .find(|question| question["id"] == "late-launch");
        own.map(|question| question["title"].clone())
    };
    let story = begin(
        &starling,
        &["story", "late-launch", "--principle=ownership"],
    );
    let sound = fill_in(&fs::read_to_string(&story).unwrap());
    fs::write(&story, &sound).unwrap();
    wait_until(|| title() == Some(Value::from("Late launch")));

    let broken = sound
        .replace("Late launch", "Other")
        .replace("\"L6\"", "\"L8\"");
    fs::write(&story, &broken).unwrap();
    let told = server.wait_for("late-launch.md:3");
    assert!(told.contains("level must be"), "{told}");
    assert_eq!(
        title(),
        Some(Value::from("Late launch")),
        "what was sound is served on"
    );
    let _ = starling
        .run(["content", "check"])
        .code(4)
        .said(&["1 error"]);

    fs::write(&story, broken.replace("\"L8\"", "\"L7\"")).unwrap();
    wait_until(|| title() == Some(Value::from("Other")));
    fs::remove_file(&story).unwrap();
    wait_until(|| title().is_none());
    server.stop();
}

#[test]
fn a_pack_of_its_own_is_checked_wherever_it_lies() {
    let starling = Starling::new();
    let pack = begin(&starling, &["pack", "library-jobs", "--dir=packs"]);
    assert_eq!(pack, PathBuf::from("packs/library-jobs/pack.toml"));
    let new = [
        "question",
        "reader",
        "--dir=packs",
        "--pack=library-jobs",
        "--level=L7",
    ];
    let question = begin(&starling, &new);
    let check = |path: &str, code: i32| starling.run(["content", "check", path]).code(code);
    for path in ["packs", "packs/library-jobs", question.to_str().unwrap()] {
        assert!(check(path, 0).stdout.contains("questions/reader"), "{path}");
    }
    fs::write(
        starling
            .home()
            .join("packs/library-jobs/questions/empty.md"),
        "",
    )
    .unwrap();
    let told = check("packs", 4).stdout;
    assert!(
        told.contains("empty.md:1: error: an item must begin"),
        "{told}"
    );
    let _ = check("nowhere", 4).said(&["nowhere: cannot be read"]);
}

#[test]
fn nobody_who_has_stories_hears_that_there_are_none() {
    let starling = Starling::new();
    let story = begin(&starling, &["story", "late-launch"]);
    let text = fs::read_to_string(&story).unwrap();
    fs::write(&story, text.replace("\"L6\"", "\"L9\"")).unwrap();
    let _ = starling.run(["coverage"]).code(4).said(&[
        "late-launch.md:3: level must be",
        "there are errors in my-stories; `starling content check` names them",
    ]);
}

#[test]
fn the_editor_is_the_persons_own() {
    let starling = Starling::new();
    let editor = starling.home().join("my editor");
    fs::write(&editor, "#!/bin/sh\necho \"$1 $2\" >>edited\n").unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
    let edit = |id: &str, editor: &str| {
        let mut command = starling.command(["content", "new", "story", id, "--edit"]);
        command.env("EDITOR", editor);
        Running::start(command).end()
    };
    let outcome = edit("one", "'./my editor' --wait").code(0);
    let edited = fs::read_to_string(starling.home().join("edited")).unwrap();
    assert_eq!(edited, format!("--wait {}", outcome.stdout));
    let _ = edit("two", "")
        .code(1)
        .said(&["$EDITOR", "the file is there"]);
    let _ = edit("three", "false").code(1).said(&["`false` failed"]);
}

#[test]
fn levels_are_compared_in_either_order() {
    let starling = Starling::new();
    let compare = |arguments: &[&str]| starling.run([&["compare"], arguments].concat());
    let text = compare(&["l6", "L7", "People"]).code(0).stdout;
    let [left, right] = ["L6 Team leader", "L7 Organizational leader"].map(|role| text.find(role));
    assert!(left.is_some() && left < right, "{text}");
    for part in [
        "Do your direct reports lead engineers",
        "l6-guide#",
        "community estimates",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    // Only a source may be longer than the line: it is never taken apart.
    let mut lines = text.lines().filter(|line| !line.contains('#'));
    assert!(lines.all(|line| line.chars().count() <= 80), "{text}");
    let json = compare(&["l7", "l6", "span", "--json"]).code(0).json();
    let expected = json!({
        "levels": ["L7", "L6"],
        "competencies": [{"id": "people", "aspects": [{"id": "span"}]}],
    });
    agree("a comparison", &expected, &json);
    let _ = compare(&["l6", "l7", "peple"])
        .code(4)
        .said(&["did you mean people"]);
    let _ = compare(&["l6", "l6"]).code(4).said(&["two levels"]);
}

/// What `starling content new` prints: the path of the file.
#[track_caller]
fn begin(starling: &Starling, arguments: &[&str]) -> PathBuf {
    let outcome = starling
        .run([&["content", "new"], arguments].concat())
        .code(0);
    PathBuf::from(outcome.stdout.trim_end())
}

/// A template as a person fills it in, with as many words as it asks for.
fn fill_in(template: &str) -> String {
    let lines = template
        .lines()
        .map(|line| match line.strip_suffix(" words.]") {
            Some(asked) => {
                let most: usize = asked.rsplit(' ').next().unwrap().parse().unwrap();
                format!("{}chandelier 7\n", "word ".repeat(most - 2))
            }
            None if line.contains('=') => format!("{line}\n"),
            None => line.replace(['[', ']'], "") + "\n",
        });
    lines.collect()
}
