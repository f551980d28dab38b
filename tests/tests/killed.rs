//! A recorder that is killed in mid-take: what it had heard is there at the next start.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::path::Path;

use serde_json::{Value, json};
use starling_tests::{
    agree::agree,
    microphone::{SAMPLE_RATE, VirtualMicrophone, noise},
    program::Starling,
    wait::wait_until,
    wav::{chapters, ffprobe, samples},
};

/// Moments of the kill, in samples after the second key: between the beats of every timer there is.
const MOMENTS: [u64; 4] = [1_000, 26_111, 61_777, 99_999];

#[test]
fn a_killed_take_is_whole_at_the_next_start() {
    for moment in MOMENTS {
        let microphone = VirtualMicrophone::start().unwrap();
        let starling = Starling::with_microphone(&microphone);
        let mut practice = starling.start(["practice", "--plain", "--json", "--format", "l6-2min"]);
        practice.wait_for("recording");
        let said_from = microphone.feed(noise().take(20 * SAMPLE_RATE as usize));
        let wait_for_sample =
            |sample: u64| wait_until(|| microphone.fed_sample_count() >= said_from + sample);
        wait_for_sample(5_000);
        practice.type_line("");
        practice.wait_for("section 1");
        wait_for_sample(40_000);
        practice.type_line("");
        practice.wait_for("section 2");
        let end = microphone.fed_sample_count() + moment;
        wait_until(|| microphone.fed_sample_count() >= end);
        let said = microphone.fed_sample_count() - said_from;
        let outcome = practice.kill();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (None, ""));
        let part = starling.takes(".wav.part");
        assert_eq!(part.len(), 1, "{part:?}");
        let heard_s = ffprobe(&part[0])["format"]["duration"].clone();
        assert!(
            heard_s.as_str().unwrap().parse::<f64>().unwrap() > 0.0,
            "{heard_s}"
        );

        let take = part[0].with_extension("");
        the_next_start_repairs_it(&starling, &take);
        nothing_but_a_second_is_missing(&samples(&take), said);
        let markers = chapters(&take);
        let titles: Vec<&str> = markers.iter().map(|marker| marker.title.as_str()).collect();
        assert_eq!(titles, ["situation", "task"], "after {moment} samples");
        it_is_listed_with_its_report(&starling, markers[1].sample - markers[0].sample);
    }
}

fn the_next_start_repairs_it(starling: &Starling, take: &Path) {
    let mut next = starling.start(["practice", "--plain", "--json"]);
    let line = next.wait_for("repaired a take that was cut off: ");
    assert!(line.contains(&take.display().to_string()), "{line}");
    next.wait_for("recording");
    next.type_line("q");
    // No section was begun in the next take, so there is nothing to report of that one.
    let _ = next.end().code(6).said(&["no section was begun"]);
    assert!(starling.takes(".wav.part").is_empty());
}

fn nothing_but_a_second_is_missing(heard: &[i16], said: u64) {
    let start = heard.iter().position(|&sample| sample != 0).unwrap();
    let heard = &heard[start..];
    let expected: Vec<i16> = noise().take(heard.len()).collect();
    assert!(heard == expected, "bit for bit");
    let missing = said - heard.len() as u64;
    assert!(missing <= u64::from(SAMPLE_RATE), "{missing}");
}

fn it_is_listed_with_its_report(starling: &Starling, situation_samples: u64) {
    let takes = starling.run(["takes", "--json"]).code(0).json();
    let killed: Vec<&Value> = takes
        .as_array()
        .unwrap()
        .iter()
        .filter(|take| take["ended"] == "killed")
        .collect();
    let [killed] = killed.as_slice() else {
        panic!("{takes:#}");
    };
    let report = starling
        .run(["takes", killed["name"].as_str().unwrap(), "--json"])
        .code(0)
        .json();
    let situation_s = situation_samples as f64 / f64::from(SAMPLE_RATE);
    let expected = json!({
        "sections": [{"elapsed_s": situation_s}, {}, {"elapsed_s": 0.0}, {"elapsed_s": 0.0}],
        "take": {"ended": "killed"},
    });
    agree("the report", &expected, &report);
}
