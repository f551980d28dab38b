//! What-if scores: every worked case of the timing score, by the command and by a second computation.

use std::{fs, io::Write, process::Stdio};

use serde_json::{Value, json};
use starling_tests::{agree::agree, program::Starling, python::python};

const CASES: &str = include_str!("../../domain/practice/tests/scoring.json");

/// The budgets are those of the shipped content, so the bands of the cases hold it to them.
#[test]
fn the_command_and_a_second_computation_agree_with_every_case() {
    let starling = Starling::new();
    let formats = starling.run(["formats", "--json"]).code(0).json();
    let cases: Value = serde_json::from_str(CASES).unwrap();
    let cases = cases["cases"].as_array().unwrap();
    let answers: Vec<Value> = cases
        .iter()
        .map(|case| {
            let is_meant = |format: &&Value| format["id"] == case["format"];
            let format = formats.as_array().unwrap().iter().find(is_meant).unwrap();
            json!({
                "sections": format["sections"],
                "headline_s": format["headline_s"],
                "fit": case["fit"],
                "segments": case["segments"],
            })
        })
        .collect();
    let scores = python("score.py", &[], &answers.into());
    let file = starling.home().join("segments.json");
    for (case, second) in cases.iter().zip(scores.as_array().unwrap()) {
        let name = case["name"].as_str().unwrap();
        fs::write(&file, case["segments"].to_string()).unwrap();
        let [format, fit] = ["format", "fit"].map(|key| case[key].as_str().unwrap());
        let what_if = ["score", "--segments", "segments.json", "--json"];
        let what_if = what_if
            .into_iter()
            .chain(["--format", format, "--fit", fit]);
        let score = starling.run(what_if).code(0).json();
        agree(name, &case["expect"], &score);
        agree(name, &case["expect"], second);
        agree(name, second, &score);
    }
}

#[test]
fn segments_come_from_standard_input_too() {
    let starling = Starling::new();
    let segments = r#"[{"section": "Situation", "elapsed_s": 25, "speech_s": 20},
        {"section": "off-clock", "elapsed_s": 60, "speech_s": 5},
        {"section": "task", "elapsed_s": 9.9, "speech_s": 9}]"#;
    let mut child = starling
        .command(["score", "--segments", "-", "--format", "l6-2min"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(segments.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let report = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Vec<&str>> = report
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    for (row, verdict) in [
        ("Situation", "on time"),
        ("Task", "short"),
        ("Action", "missing"),
        ("Result", "missing"),
    ] {
        let row = rows
            .iter()
            .find(|words| words.first() == Some(&row))
            .unwrap();
        assert!(row.join(" ").contains(verdict), "{report}");
    }
    assert!(report.contains("Timing score 22 of 100"), "{report}");
    assert!(report.contains("Fix first: "), "{report}");
}

#[test]
fn what_cannot_be_scored_is_refused() {
    let starling = Starling::new();
    let check = |segments: &str, format: &str, fit: &str, texts: &[&str]| {
        fs::write(starling.home().join("segments.json"), segments).unwrap();
        let what_if = [
            "score",
            "--segments",
            "segments.json",
            "--format",
            format,
            "--fit",
            fit,
            "--json",
        ];
        let outcome = starling.run(what_if).code(4).said(texts);
        assert_eq!(outcome.stdout, "");
    };
    let good = r#"[{"section": "task", "elapsed_s": 9, "speech_s": 9}]"#;
    check("", "l6-2min", "printed", &["segments.json is not a list"]);
    check("{}", "l6-2min", "printed", &["segments.json is not a list"]);
    check(
        r#"[{"section": "task"}]"#,
        "l6-2min",
        "printed",
        &["elapsed_s", "line 1"],
    );
    for times in [
        r#""elapsed_s": -1, "speech_s": 0"#,
        r#""elapsed_s": 1, "speech_s": 2"#,
    ] {
        let segments = format!(r#"[{{"section": "task", {times}}}]"#);
        check(
            &segments,
            "l6-2min",
            "printed",
            &["segment 1", "0 <= speech_s <= elapsed_s"],
        );
    }
    let unknown = good.replace("task", "tusk");
    check(
        &unknown,
        "l6-2min",
        "printed",
        &[
            "segment 1",
            "no section `tusk`",
            "situation, task, action, result",
        ],
    );
    check(
        good,
        "l6-2mins",
        "printed",
        &["no format `l6-2mins`", "did you mean l6-2min"],
    );
    check(good, "l7-executive", "headline", &["headline"]);
    let outcome = starling.run(["score", "--segments", "none.json", "--format", "l6-2min"]);
    let _ = outcome.code(4).said(&["cannot read none.json"]);
}
