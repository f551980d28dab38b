//! Recordings for the program to take in.

use std::path::{Path, PathBuf};

use crate::{microphone::SAMPLE_RATE, speech::speak};

/// A spoken answer of some seconds, and the label track that says where its sections are.
pub struct Answer {
    /// 48 kHz, mono, 16-bit.
    pub wav: PathBuf,
    /// Four sections with a gap behind the second.
    pub labels: PathBuf,
}

impl Answer {
    /// The sections of the label track with their times in seconds.
    pub const SECTIONS: [(&str, f64, f64); 4] = [
        ("situation", 0.5, 2.5),
        ("task", 2.5, 4.0),
        ("action", 5.0, 7.0),
        ("result", 7.0, 8.0),
    ];
    /// How long it is, in seconds.
    pub const LENGTH_S: f64 = 8.0;

    /// Speaks it into a folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let text = "We had promised a new search to our largest customer, and four weeks before the day it was \
            still slower than the old one. I asked two engineers to measure first and to change nothing, which \
            took a week, and showed that the index was read twice.";
        let mut speech = speak(text);
        let length = (Self::LENGTH_S * f64::from(SAMPLE_RATE)) as usize;
        assert!(speech.len() >= length, "{}", speech.len());
        speech.truncate(length);
        let answer = Self {
            wav: folder.join("answer.wav"),
            labels: folder.join("answer.txt"),
        };
        write_wav(&answer.wav, &speech);
        let line =
            |(section, start, end): (&str, f64, f64)| format!("{start:.6}\t{end:.6}\t{section}\n");
        let track: String = Self::SECTIONS.map(line).concat();
        std::fs::write(&answer.labels, track).expect("the folder is a test's own");
        answer
    }
}

/// Writes a 48 kHz mono 16-bit WAV file.
pub fn write_wav(path: &Path, samples: &[i16]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).expect("the folder is a test's own");
    for &sample in samples {
        writer.write_sample(sample).expect("there is room");
    }
    writer.finalize().expect("there is room");
}
