//! WAV files as programs that nobody here wrote see them.

use std::{path::Path, process::Command};

use serde_json::Value;

/// A stretch of a WAV file, from one of its markers to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The sample of the marker.
    pub sample: u64,
    /// The marker's label.
    pub title: String,
}

/// What ffprobe says of a WAV file, which it must be able to read.
#[track_caller]
pub fn ffprobe(wav: &Path) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-f", "wav", "-of", "json"])
        .args(["-show_format", "-show_streams", "-show_chapters"])
        .arg(wav)
        .output()
        .expect("ffprobe runs");
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {trouble}", wav.display());
    serde_json::from_slice(&output.stdout).expect("ffprobe prints JSON")
}

/// The markers of a WAV file as ffprobe reads them.
#[track_caller]
pub fn chapters(wav: &Path) -> Vec<Chapter> {
    let answer = ffprobe(wav);
    let rate = answer["streams"][0]["sample_rate"]
        .as_str()
        .expect("audio has a rate");
    let chapters = answer["chapters"]
        .as_array()
        .expect("it was asked for chapters");
    let chapter = |chapter: &Value| {
        assert_eq!(
            chapter["time_base"],
            format!("1/{rate}"),
            "positions are samples"
        );
        Chapter {
            sample: chapter["start"].as_u64().expect("a chapter has a start"),
            title: chapter["tags"]["title"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        }
    };
    chapters.iter().map(chapter).collect()
}

/// The samples of a 16-bit mono WAV file.
#[track_caller]
pub fn samples(wav: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(wav).expect("it is a WAV file");
    reader
        .samples()
        .map(|sample| sample.expect("it is whole"))
        .collect()
}

/// Runs sox, which must have nothing to complain about.
#[track_caller]
pub fn sox(arguments: &[&str]) {
    let output = Command::new("sox")
        .args(arguments)
        .output()
        .expect("sox runs");
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "sox {arguments:?}: {trouble}");
}

/// What ffmpeg makes of a recording.
#[track_caller]
pub fn ffmpeg(wav: &Path, options: &[&str]) -> Vec<u8> {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(wav)
        .args(options);
    let output = command.output().expect("ffmpeg runs");
    assert!(
        output.status.success(),
        "{options:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
