//! Recordings, marks and names that cannot be used: refused in a sentence, with the exit code that is documented.

use std::fs;

use starling_tests::{program::Starling, recording::Answer, running::Outcome, wav::ffmpeg};

#[test]
fn a_file_that_is_not_sound_is_refused() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let check = |what: &str, bytes: &[u8], text: &str| {
        fs::write(starling.home().join("bad.wav"), bytes).unwrap();
        for command in [
            &["practice", "--input", "bad.wav", "--marks", "answer.txt"][..],
            &[
                "score",
                "bad.wav",
                "--marks",
                "answer.txt",
                "--format",
                "l6-2min",
                "--json",
            ],
            &["measure", "bad.wav"],
        ] {
            let outcome = starling.run(command);
            assert_eq!(outcome.code, Some(4), "{what}: {outcome:#?}");
            refuses_in_a_sentence(&outcome.said(&["bad.wav", text]));
        }
    };
    let good = fs::read(&answer.wav).unwrap();
    check("empty", b"", "the file is empty");
    check("text", b"Once upon a time", "not a WAV file");
    check("header only", &good[..20], "ends before its audio");
    check("no audio chunk", &good[..36], "ends before its audio");
    let made = |options: &[&str]| ffmpeg(&answer.wav, &[options, &["-f", "wav", "-"]].concat());
    check("A-law", &made(&["-c:a", "pcm_alaw"]), "not plain samples");
    check("ADPCM", &made(&["-c:a", "adpcm_ms"]), "not plain samples");
    check("64-bit float", &made(&["-c:a", "pcm_f64le"]), "64 bits");
    check("4 kHz", &made(&["-ar", "4000"]), "4000 Hz");
    check("384 kHz", &made(&["-ar", "384000"]), "384000 Hz");
    check(
        "an MP3",
        &ffmpeg(&answer.wav, &["-f", "mp3", "-"]),
        "not a WAV file",
    );
    assert!(starling.takes("").is_empty(), "nothing is left");

    let outcome = starling.run(["practice", "--input", "none.wav", "--marks", "answer.txt"]);
    refuses_in_a_sentence(&outcome.code(4).said(&["cannot read none.wav"]));
}

#[test]
fn marks_that_do_not_fit_are_refused() {
    let starling = Starling::new();
    let answer = Answer::in_folder(starling.home());
    let check = |track: &str, texts: &[&str]| {
        fs::write(&answer.labels, track).unwrap();
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
        refuses_in_a_sentence(&starling.run(command).code(4).said(texts));
    };
    check("", &["there are no marks"]);
    check(
        "0.5 2.5 situation\n",
        &["answer.txt, line 1", "separated by tabs"],
    );
    check(
        "0\t2\tsituation\n2\tend\ttask\n",
        &["answer.txt, line 2", "\"end\" is not a time"],
    );
    check(
        "-1\t2\tsituation\n",
        &["answer.txt, line 1", "outside 0 to"],
    );
    check(
        "2\t1\tsituation\n",
        &["answer.txt, line 1", "ends before it starts"],
    );
    check(
        "3\t4\tsituation\n1\t2\ttask\n",
        &["answer.txt, line 2", "sort the lines"],
    );
    check(
        "1\t3\tsituation\n2\t4\ttask\n",
        &["answer.txt, line 2", "before the one above ends"],
    );
    check(
        "1\t9\tsituation\n",
        &["`situation` at 9.000 s", "ends at 8.000 s"],
    );
    check(
        "20\t21\tsituation\n",
        &["`situation` at 20.000 s", "outside the audio"],
    );
    check(
        "1\t2\tlearning\n",
        &["`learning`", "l6-2min", "situation, task, action, result"],
    );
    check("1\t2\t!?\n", &["answer.txt", "`!?` names no section"]);
    assert!(starling.takes("").is_empty(), "nothing is left");

    let outcome = starling.run(["practice", "--input", "answer.wav"]);
    refuses_in_a_sentence(
        &outcome
            .code(4)
            .said(&["no section markers", "--marks LABELS.txt"]),
    );
    let outcome = starling.run(["practice", "--input", "answer.wav", "--marks", "none.txt"]);
    refuses_in_a_sentence(&outcome.code(4).said(&["cannot read none.txt"]));
}

#[test]
fn the_nearest_names_are_offered() {
    let starling = Starling::new();
    let check = |arguments: &[&str], texts: &[&str]| {
        refuses_in_a_sentence(
            &starling
                .run([&["practice"], arguments].concat())
                .code(4)
                .said(texts),
        );
    };
    check(
        &["--format", "l6-2m"],
        &[
            "no format `l6-2m`",
            "did you mean l6-2min",
            "starling formats",
        ],
    );
    check(
        &["--question", "worst-incident"],
        &[
            "did you mean worst-production-incident",
            "starling questions",
        ],
    );
    check(
        &["--question", "???"],
        &["no question `???`", "starling questions"],
    );
    check(
        &["--format", "l6-story", "--fit", "headline"],
        &["headline"],
    );
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let starling = Starling::new();
    for arguments in [
        &["practise"][..],
        &["practice", "--marks", "labels.txt"],
        &["practice", "--demo", "--input", "answer.wav"],
        &["practice", "--think", "soon"],
        &["score", "answer.wav"],
        &["score", "--format", "l6-2min"],
        &["serve", "--listen", "here"],
    ] {
        let outcome = starling.run(arguments).code(2).said(&["--help"]);
        assert_eq!(outcome.stdout, "", "{arguments:?}");
    }
}

/// Nothing on standard output, and one line that does not panic on the other.
#[track_caller]
fn refuses_in_a_sentence(outcome: &Outcome) {
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    assert!(
        outcome.stderr.starts_with("starling: "),
        "{}",
        outcome.stderr
    );
}
