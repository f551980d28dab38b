//! A voice for the microphone.

use std::process::{Command, Stdio};

/// Says a text: 48 kHz mono samples of a synthetic voice, which peaks at -6 dBFS.
#[must_use]
pub fn speak(text: &str) -> Vec<i16> {
    let mut voice = Command::new("espeak-ng")
        .args(["--stdout", "--", text])
        .stdout(Stdio::piped())
        .spawn()
        .expect("espeak-ng runs");
    let samples = Command::new("sox")
        // No dither: the same text gives the same samples.
        .args(["-D", "-V1", "-t", "wav", "-"])
        .args([
            "-t", "raw", "-r", "48000", "-c", "1", "-b", "16", "-e", "signed", "-",
        ])
        .args(["gain", "-n", "-6"])
        .stdin(voice.stdout.take().expect("it is piped"))
        .output()
        .expect("sox runs");
    assert!(voice.wait().is_ok_and(|status| status.success()));
    assert!(samples.status.success());
    let (samples, _) = samples.stdout.as_chunks::<2>();
    samples
        .iter()
        .map(|sample| i16::from_le_bytes(*sample))
        .collect()
}
