//! The whole path on a recording: the sample answer, and every kind of WAV file that is sound.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, path::Path};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree,
    program::Starling,
    recording::Answer,
    wav::{ffmpeg, sox},
};

#[test]
fn the_demo_goes_the_whole_path() {
    let starling = Starling::new();
    let report = starling
        .run(["practice", "--demo", "--json"])
        .code(0)
        .json();
    // As demo/README.md has them, who joined the audio.
    let expected = json!({
        "question": "worst-production-incident",
        "format": "l6-2min",
        "sections": [
            {"section": "situation", "elapsed_s": 34.377, "verdict": "long"},
            {"section": "task", "elapsed_s": 20.4, "verdict": "on_time"},
            {"section": "action", "elapsed_s": 45.755, "verdict": "short"},
            {"section": "result", "elapsed_s": 28.549, "verdict": "short"},
        ],
        "lead_in_s": 2.5,
        "pauses_withheld": null,
        "take": {"sample_rate_hertz": 16_000, "sample_count": 2_201_296, "lost_frame_count": 0, "ended": "file"},
    });
    agree("the demo", &expected, &report);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients/starling/demo/answer.wav");
    assert!(
        fs::read(starling.only_take()).unwrap() == fs::read(shipped).unwrap(),
        "byte for byte"
    );

    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree(
        "takes",
        &json!([{"timing_score": report["timing_score"], "uploaded": true}]),
        &takes,
    );
}

#[test]
fn the_sample_is_not_taken_for_an_answer_to_another_question() {
    let starling = Starling::new();
    let own = starling.run(["practice", "--demo"]).code(0);
    assert!(!own.stderr.contains("another question"), "{own:#?}");
    let _ = starling
        .run([
            "practice",
            "--demo",
            "--question",
            "platform-adoption",
            "--format",
            "l6-2min",
        ])
        .code(0)
        .said(&["the sample answers another question"]);
}

#[test]
fn people_read_a_report_within_80_columns() {
    let starling = Starling::new();
    let report = starling.run(["practice", "--demo"]).code(0).stdout;
    let rows = [
        "Situation ",
        "Task ",
        "Action ",
        "Result ",
        "Total ",
        "Timing score 80 of 100",
        "Fix first: ",
    ];
    for row in rows {
        assert!(
            report.lines().any(|line| line.starts_with(row)),
            "{row}: {report}"
        );
    }
    for verdict in [
        "long by 6.9 s",
        "on time",
        "short by 8.2 s",
        "short by 3.0 s",
    ] {
        assert!(report.contains(verdict), "{verdict}: {report}");
    }
    let path = starling.only_take().display().to_string();
    for line in report.lines().filter(|line| !line.contains(&path)) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_recording_gives_the_report_that_score_gives() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let command = [
        "practice",
        "--input",
        "answer.wav",
        "--marks",
        "answer.txt",
        "--format",
        "l7-2min",
        "--json",
    ];
    let practised = starling.run(command).code(0).json();
    times_are_those_of_the_labels(&practised, 1e-9);
    assert!(
        fs::read(starling.only_take()).unwrap() == fs::read(&answer.wav).unwrap(),
        "byte for byte"
    );

    let command = [
        "score",
        "answer.wav",
        "--marks",
        "answer.txt",
        "--format",
        "l7-2min",
        "--json",
    ];
    let scored = starling.run(command).code(0).json();
    for (key, value) in scored.as_object().unwrap() {
        if !["question", "take"].contains(&key.as_str()) {
            assert_eq!(practised[key], *value, "{key}");
        }
    }
}

/// Every kind of WAV file that programs write, whose sound is the same.
#[test]
fn every_sound_kind_of_wav_is_read() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let original = measure(&starling, &answer.wav);
    let with_sox = [
        &["-b", "8"][..],
        &["-b", "24"],
        &["-b", "32"],
        &["-e", "float", "-b", "32"],
        &["-c", "2"],
        &["-r", "8000"],
        &["-r", "44100"],
        &["-r", "192000", "-b", "24"],
    ];
    let path = starling.home().join("kind.wav");
    for options in with_sox {
        let from = [answer.wav.to_str().unwrap()];
        sox(&[
            &["-D", "-V1"][..],
            &from,
            options,
            &[path.to_str().unwrap()],
        ]
        .concat());
        is_read(&starling, &options.join(" "), &path, &original);
    }
    // Sizes are unknown to a program that writes into a pipe.
    let with_ffmpeg = [&["-c:a", "pcm_s24le"][..], &["-c:a", "pcm_f32le"]];
    for options in with_ffmpeg {
        let output = ffmpeg(&answer.wav, &[options, &["-f", "wav", "-"]].concat());
        fs::write(&path, output).unwrap();
        is_read(&starling, &options.join(" "), &path, &original);
    }
}

fn is_read(starling: &Starling, kind: &str, path: &Path, original: &Value) {
    let found = measure(starling, path);
    let near = |key: &str, tolerance: f64| {
        let [expected, found] = [original, &found].map(|measures| measures[key].as_f64().unwrap());
        assert!(
            (expected - found).abs() <= tolerance,
            "{kind}, {key}: {found}, not {expected}"
        );
    };
    near("duration_s", 0.001);
    near("speech_s", 0.5);
    near("rms_dbfs", 0.5);
    let path = path.to_str().unwrap();
    let command = [
        "practice",
        "--input",
        path,
        "--marks",
        "answer.txt",
        "--format",
        "l6-2min",
        "--json",
    ];
    let report = starling.run(command).code(0).json();
    times_are_those_of_the_labels(&report, 1.0 / 8_000.0);
}

#[test]
fn what_is_left_of_a_truncated_recording_is_used() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let bytes = fs::read(&answer.wav).unwrap();
    fs::write(&answer.wav, &bytes[..bytes.len() / 2 + 1]).unwrap();
    fs::write(&answer.labels, "0.5\t1.5\tsituation\n2\t4\ttask\n").unwrap();
    let command = [
        "practice",
        "--input",
        "answer.wav",
        "--marks",
        "answer.txt",
        "--format",
        "l6-2min",
        "--json",
    ];
    let outcome = starling
        .run(command)
        .code(0)
        .said(&["answer.wav ends before its header says"]);
    let expected =
        json!([{"elapsed_s": 1.0}, {"elapsed_s": 2.0}, {"elapsed_s": 0.0}, {"elapsed_s": 0.0}]);
    agree("sections", &expected, &outcome.json()["sections"]);
    let measures = starling
        .run(["measure", "answer.wav", "--json"])
        .code(0)
        .json();
    agree(
        "measures",
        &json!({"truncated": true, "duration_s": 4.0}),
        &measures,
    );
}

#[track_caller]
fn times_are_those_of_the_labels(report: &Value, tolerance_s: f64) {
    let sections = report["sections"].as_array().unwrap();
    assert_eq!(sections.len(), Answer::SECTIONS.len());
    for (found, (section, start, end)) in sections.iter().zip(Answer::SECTIONS) {
        assert_eq!(found["section"], section);
        let elapsed_s = found["elapsed_s"].as_f64().unwrap();
        assert!(
            (elapsed_s - (end - start)).abs() <= tolerance_s,
            "{section}: {elapsed_s}"
        );
    }
}

fn measure(starling: &Starling, wav: &Path) -> Value {
    let wav = wav.to_str().unwrap();
    starling.run(["measure", wav, "--json"]).code(0).json()
}
