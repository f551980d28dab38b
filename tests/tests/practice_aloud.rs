//! The main job: a question, an answer spoken into the microphone, a WAV with its sections marked, a report.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, path::Path};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree,
    microphone::{SAMPLE_RATE, VirtualMicrophone},
    program::Starling,
    python::python,
    running::Outcome,
    server::Server,
    speech::speak,
    wait::wait_until,
    wav::{Chapter, chapters, samples},
};

/// A key and when it is pressed, in seconds of what is spoken; what the program answers; what begins with it.
const KEYS: [(&str, f64, &str, &str); 7] = [
    ("", 0.5, "section 1: Situation", "situation"),
    ("o", 3.5, "off-clock", "off_clock"),
    ("", 4.5, "section 1: Situation", "situation"),
    ("3", 6.0, "section 3: Action", "action"),
    ("2", 8.5, "section 2: Task", "task"),
    ("p", 19.0, "the clock stands", "off_clock"),
    ("4", 20.0, "section 4: Result", "result"),
];
const END_S: f64 = 22.5;

const ANSWER: &str = "Last winter our payment service failed on the busiest day of the year, and every \
    third customer could not pay. I was the manager of the team that had built it. I was asked to bring it back \
    within the hour, and to make sure that it would never happen again. I called three teams together, gave each \
    of them one thing to find out, and spoke to our partners myself. We turned off the new feature, then we wrote \
    down what we had learned, and changed how we test. Since then we have not lost a single payment.";

/// What was said, at which sample of the microphone, and what became of it.
struct Told {
    speech: Vec<i16>,
    spoken_from: u64,
    /// For every key: what the microphone had said just before it was pressed, and just after it was answered.
    pressed: Vec<(u64, u64)>,
    outcome: Outcome,
}

fn tell(microphone: &VirtualMicrophone, starling: &Starling) -> Told {
    let question = "worst-production-incident";
    let command = [
        "practice",
        "--plain",
        "--json",
        "--format",
        "l6-2min",
        "--question",
        question,
    ];
    let mut practice = starling.start(command);
    practice.wait_for("question: ");
    practice.wait_for("recording");
    let speech = speak(ANSWER);
    assert!(
        speech.len() as f64 > END_S * f64::from(SAMPLE_RATE),
        "{}",
        speech.len()
    );
    let spoken_from = microphone.feed(speech.iter().copied());
    let wait_for_second = |seconds: f64| {
        let sample = spoken_from + (seconds * f64::from(SAMPLE_RATE)) as u64;
        wait_until(|| microphone.fed_sample_count() >= sample);
    };
    let press = |(key, seconds, answer, _)| {
        wait_for_second(seconds);
        let before = microphone.fed_sample_count();
        practice.type_line(key);
        practice.wait_for(answer);
        (before, microphone.fed_sample_count())
    };
    let pressed = KEYS.map(press).to_vec();
    wait_for_second(END_S);
    practice.type_line("q");
    Told {
        speech,
        spoken_from,
        pressed,
        outcome: practice.end(),
    }
}

#[test]
fn an_answer_is_recorded_timed_scored_and_stored() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let told = tell(&microphone, &starling);
    assert_eq!(told.outcome.code, Some(0), "{:#?}", told.outcome);
    let report = told.outcome.json();
    let take = starling.only_take();
    let markers = chapters(&take);

    let names: Vec<_> = markers.iter().map(|marker| marker.title.as_str()).collect();
    assert_eq!(names, KEYS.map(|(_, _, _, place)| place));
    the_audio_is_what_was_said(&told, &take, &markers);
    the_label_track_agrees(&take, &markers, &report);
    the_report_is_whole(&report, &take, &markers);
    the_score_is_right(&starling, &report, &markers);
    the_list_of_takes_has_it(&starling, &report, &take);
    the_session_service_has_it(&starling, &report, &markers);
    the_wav_alone_tells_as_much(&starling, &report, &take);
}

/// The samples are those said, bit for bit, and the markers are within 50 ms of their keys.
fn the_audio_is_what_was_said(told: &Told, take: &Path, markers: &[Chapter]) {
    let heard = samples(take);
    let start = told.speech.iter().position(|&sample| sample != 0).unwrap();
    let heard_from = heard.iter().position(|&sample| sample != 0).unwrap();
    let length = told.speech.len() - start;
    let heard_speech = &heard[heard_from..heard.len().min(heard_from + length)];
    assert!(heard_speech.len() as f64 > (END_S - 1.0) * f64::from(SAMPLE_RATE));
    assert!(
        heard_speech == &told.speech[start..start + heard_speech.len()],
        "bit for bit"
    );

    let tolerance = u64::from(SAMPLE_RATE) / 20;
    let said_from = told.spoken_from + start as u64;
    let is_exact = |(marker, (before, after)): &(&Chapter, &(u64, u64))| {
        let said_at_marker = marker.sample + said_from - heard_from as u64;
        (before - tolerance..=after + tolerance).contains(&said_at_marker)
    };
    // On a busy machine the microphone itself may be late for a moment.
    let exact = markers.iter().zip(&told.pressed).filter(is_exact).count();
    assert!(
        exact + 1 >= KEYS.len(),
        "{exact}: {markers:?}, {:?}",
        told.pressed
    );
}

fn the_label_track_agrees(take: &Path, markers: &[Chapter], report: &Value) {
    let track = fs::read_to_string(take.with_extension("labels.txt")).unwrap();
    let mut expected = Vec::new();
    let ends = markers.iter().skip(1).map(|next| next.sample);
    let sample_count = report["take"]["sample_count"].as_u64().unwrap();
    for (marker, end) in markers.iter().zip(ends.chain([sample_count])) {
        if marker.title != "off_clock" {
            expected.push((marker.sample, end, marker.title.clone()));
        }
    }
    let sample =
        |seconds: &str| (seconds.parse::<f64>().unwrap() * f64::from(SAMPLE_RATE)).round() as u64;
    let labels: Vec<_> = track
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|fields| (sample(fields[0]), sample(fields[1]), fields[2].to_owned()))
        .collect();
    assert_eq!(labels, expected, "{track}");
}

/// The report has every key that a program may ask for, and its times are those of the markers.
fn the_report_is_whole(report: &Value, take: &Path, markers: &[Chapter]) {
    for key in [
        "sections",
        "total",
        "order_score",
        "timing_score",
        "headline_overrun_s",
        "format",
        "fit",
    ] {
        assert!(!report[key].is_null(), "{key}: {report:#}");
    }
    let heard = samples(take);
    agree(
        "the report",
        &json!({
            "question": "worst-production-incident",
            "format": "l6-2min",
            "fit": "printed",
            "score_version": 1,
            "lead_in_s": markers[0].sample as f64 / f64::from(SAMPLE_RATE),
            "take": {
                "wav": take,
                "sample_rate_hertz": SAMPLE_RATE,
                "sample_count": heard.len(),
                "lost_frame_count": 0,
                "ended": "stopped",
            },
        }),
        report,
    );
    assert!(
        report["pauses"].is_array() && report["advice"].is_string(),
        "{report:#}"
    );

    let elapsed = |section: &str| {
        let ends = markers
            .iter()
            .skip(1)
            .map(|next| next.sample)
            .chain([heard.len() as u64]);
        let of_section = markers
            .iter()
            .zip(ends)
            .filter(|(marker, _)| marker.title == section);
        of_section
            .map(|(marker, end)| end - marker.sample)
            .sum::<u64>() as f64
            / f64::from(SAMPLE_RATE)
    };
    for section in report["sections"].as_array().unwrap() {
        let name = section["section"].as_str().unwrap();
        let told_s = section["elapsed_s"].as_f64().unwrap();
        assert!(
            (told_s - elapsed(name)).abs() < 1e-6,
            "{name}: {told_s}, not {}",
            elapsed(name)
        );
        assert!(
            section["speech_s"].as_f64().unwrap() > 0.5 * told_s,
            "{section:#}"
        );
    }
}

/// A second computation, in another language, from the markers in the WAV and the format's budgets.
fn the_score_is_right(starling: &Starling, report: &Value, markers: &[Chapter]) {
    let formats = starling.run(["formats", "--json"]).code(0).json();
    let format = formats
        .as_array()
        .unwrap()
        .iter()
        .find(|format| format["id"] == "l6-2min")
        .unwrap();
    let sample_count = report["take"]["sample_count"].as_u64().unwrap();
    let ends = markers
        .iter()
        .skip(1)
        .map(|next| next.sample)
        .chain([sample_count]);
    let segments: Vec<Value> = markers
        .iter()
        .zip(ends)
        .zip(report["segments"].as_array().unwrap())
        .map(|((marker, end), segment)| {
            let elapsed_s = (end - marker.sample) as f64 / f64::from(SAMPLE_RATE);
            json!({"section": marker.title, "elapsed_s": elapsed_s, "speech_s": segment["speech_s"]})
        })
        .collect();
    let answer = json!([{
        "sections": format["sections"], "headline_s": format["headline_s"], "fit": "printed", "segments": segments,
    }]);
    let score = &python("score.py", &[], &answer)[0];
    assert!(
        score["order_score"].as_f64().unwrap() < 100.0,
        "it went back once: {score:#}"
    );
    assert!(score["timing_score"].as_f64().unwrap() > 0.0, "{score:#}");
    agree("the score", score, report);
}

fn the_list_of_takes_has_it(starling: &Starling, report: &Value, take: &Path) {
    let takes = starling.run(["takes", "--json"]).code(0).json();
    let expected = json!([{
        "wav": take,
        "question": "worst-production-incident",
        "format": "l6-2min",
        "timing_score": report["timing_score"],
        "duration_s": samples(take).len() as f64 / f64::from(SAMPLE_RATE),
        "ended": "stopped",
        "uploaded": true,
    }]);
    agree("takes", &expected, &takes);
    let name = takes[0]["name"].as_str().unwrap();
    assert_eq!(
        starling.run(["takes", name, "--json"]).code(0).json(),
        *report
    );
}

/// What Python reads from the session service: the question and format as they were, the marks, the same report.
fn the_session_service_has_it(starling: &Starling, report: &Value, markers: &[Chapter]) {
    let server = Server::start(starling);
    let stored = server.only_take();
    let marks: Vec<Value> = markers
        .iter()
        .map(|marker| json!({"sample": marker.sample.to_string(), "place": marker.title}))
        .collect();
    let size = fs::metadata(starling.only_take()).unwrap().len();
    let expected = json!({
        "question": {"name": "packs/amazon-em/questions/worst-production-incident"},
        "format": {
            "name": "packs/amazon-em/formats/l6-2min",
            "headline_milliseconds": "120000",
            "sections": [
                {"id": "situation", "min_milliseconds": "25000"},
                {"id": "task", "min_milliseconds": "20000"},
                {"id": "action", "min_milliseconds": "60000"},
                {"id": "result", "min_milliseconds": "35000"},
            ],
        },
        "fit": "FIT_PRINTED",
        "end": {"marks": marks, "lost_frame_count": "0", "ended": "stopped"},
        "upload": {"state": "UPLOAD_STATE_COMPLETE", "committed_size_bytes": size.to_string()},
        "reports": [{
            "score": {"timing_score": report["timing_score"], "order_score": report["order_score"]},
            "advice": report["advice"],
        }],
    });
    agree("the stored take", &expected, &stored);
    server.stop();
}

/// A person who has only the WAV gets the same report, by the markers in it.
fn the_wav_alone_tells_as_much(starling: &Starling, report: &Value, take: &Path) {
    fs::copy(take, starling.home().join("sent by mail.wav")).unwrap();
    let score = ["score", "sent by mail.wav", "--format", "l6-2min", "--json"];
    let practice = [
        "practice",
        "--input",
        "sent by mail.wav",
        "--format",
        "l6-2min",
        "--json",
    ];
    for command in [&score[..], &practice[..]] {
        let again = starling.run(command).code(0).json();
        for (key, value) in report.as_object().unwrap() {
            if !["question", "take"].contains(&key.as_str()) {
                assert_eq!(again[key], *value, "{command:?}: {key}");
            }
        }
    }
}
