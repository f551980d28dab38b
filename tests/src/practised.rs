//! Takes of noise, for tests that need a take and not what is said in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    microphone::{SAMPLE_RATE, noise},
    program::Starling,
    recording::write_wav,
};

const SECONDS: usize = 8;
const LABELS: &str = "1\t4\tsituation\n4\t6\ttask\n";

/// Practises on eight seconds of noise, with more arguments; gives the name of the take.
#[track_caller]
pub fn practise(starling: &Starling, more: &[&str]) -> String {
    practise_softly(starling, 1, more)
}

/// The same with the noise divided, so that no run of its bytes is the same.
#[track_caller]
pub fn practise_softly(starling: &Starling, divisor: i16, more: &[&str]) -> String {
    let before = starling.takes(".wav");
    let practice = practice_on_noise(starling, SECONDS, divisor);
    let practice = practice.iter().map(String::as_str);
    let _ = starling.run(practice.chain(more.iter().copied())).code(0);
    let takes = starling.takes(".wav");
    let new: Vec<&PathBuf> = takes.iter().filter(|take| !before.contains(take)).collect();
    let [new] = new[..] else {
        panic!("one new take was expected: {new:?}");
    };
    let name = new.file_stem().and_then(|name| name.to_str());
    name.expect("takes are named in ASCII").to_owned()
}

/// The command that practises on seconds of noise, which this writes into the home.
#[track_caller]
pub fn practice_on_noise(starling: &Starling, seconds: usize, divisor: i16) -> Vec<String> {
    let home = starling.home();
    let samples = noise().map(|sample| sample / 64 / divisor);
    let samples: Vec<i16> = samples.take(seconds * SAMPLE_RATE as usize).collect();
    write_wav(&home.join("answer.wav"), &samples);
    fs::write(home.join("answer.txt"), LABELS).expect("the folder is a test's own");
    let words = "practice --input answer.wav --marks answer.txt --format l6-2min";
    words.split(' ').map(str::to_owned).collect()
}

/// `sessions/…/takes/…` of the first take, which may still be on its way.
#[must_use]
#[track_caller]
pub fn resource_name(starling: &Starling) -> String {
    let records = starling.takes(".json");
    let record = read(records.first().expect("there is a take"));
    let id = |key: &str| {
        record["take"][key]
            .as_str()
            .expect("it is known")
            .to_owned()
    };
    format!("sessions/{}/takes/{}", id("session"), id("take"))
}

fn read(record: &Path) -> Value {
    let text = fs::read(record).expect("the folder is a test's own");
    serde_json::from_slice(&text).expect("a record is JSON")
}
