//! How long the shipped answers take when somebody says them: a speech synthesiser against our count of words.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use starling_practice::spoken_words;

/// espeak-ng has its own idea of a word: set to this, it says the answers at 150 of ours a minute in the mean.
const SPEED: &str = "140";
const WORDS_A_MINUTE: f64 = 150.0;
const SECTIONS: [&str; 4] = ["Situation", "Task", "Action", "Result"];

#[test]
fn answers_take_as_long_as_their_words_say() {
    let mut answers = Vec::new();
    answers.extend(every("stories", 10));
    answers.extend(every("scenarios", 4));
    assert_eq!(answers.len(), 15);
    let ratios: Vec<f64> = answers.iter().map(|path| ratio(path)).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    assert!((0.97..=1.03).contains(&mean), "{mean:.3} in the mean");
    for (path, ratio) in answers.iter().zip(&ratios) {
        assert!(
            (0.9..=1.1).contains(ratio),
            "{}: {ratio:.3}",
            path.display()
        );
    }
}

/// Every nth answer of a folder, by name.
fn every(folder: &str, n: usize) -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../content/amazon-em")
        .join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.into_iter().step_by(n)
}

/// The time that the synthesiser takes, as a share of the time that the words say.
fn ratio(path: &Path) -> f64 {
    let item = fs::read_to_string(path).unwrap();
    let said: Vec<&str> = SECTIONS.map(|section| said(&item, section)).to_vec();
    let said = said.join("\n");
    let expected_s = spoken_words(&said) as f64 * 60.0 / WORDS_A_MINUTE;
    measured_s(&said) / expected_s
}

fn said<'a>(item: &'a str, section: &str) -> &'a str {
    let (_, below) = item.split_once(&format!("\n## {section}\n")).unwrap();
    below.split("\n## ").next().unwrap()
}

fn measured_s(text: &str) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("said.wav");
    let status = Command::new("espeak-ng")
        .args(["-v", "en-us", "-s", SPEED, "-w"])
        .arg(&wav)
        .arg(text)
        .status()
        .unwrap();
    assert!(status.success());
    let wav = hound::WavReader::open(wav).unwrap();
    f64::from(wav.duration()) / f64::from(wav.spec().sample_rate)
}
