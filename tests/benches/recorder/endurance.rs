//! Ten minutes, every sample compared with what was said.

use std::{thread, time::Duration};

use starling_recorder::{Recording, device};
use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone, noise};
use tempfile::TempDir;

use crate::Outcome;

const SAMPLES: usize = 600 * SAMPLE_RATE as usize;

#[expect(
    clippy::disallowed_methods,
    reason = "ten minutes of real time are the subject"
)]
pub(crate) fn run() -> Outcome {
    let microphone = VirtualMicrophone::start()?;
    let folder = TempDir::new()?;
    let device = device::find(Some(&microphone.alsa_device()))?;
    let recording = Recording::start(&device, &folder.path().join("take.wav"))?;
    recording.wait_until_started(Duration::from_secs(10));
    microphone.feed(noise().take(SAMPLES));
    while !microphone.is_silent() && recording.ended().is_none() {
        thread::sleep(Duration::from_millis(100));
    }
    thread::sleep(Duration::from_millis(500));
    let finished = recording.finish(&[]);
    let heard = hound::WavReader::open(&finished.path)?
        .into_samples()
        .collect::<Result<Vec<i16>, _>>()?;
    let start = heard
        .iter()
        .position(|&sample| sample != 0)
        .unwrap_or(heard.len());
    let same = heard[start..]
        .iter()
        .copied()
        .zip(noise().take(SAMPLES))
        .take_while(|(a, b)| a == b)
        .count();
    println!(
        "  {same} of {SAMPLES} samples equal, {} lost, ended {}",
        finished.lost_frame_count,
        finished.ended.as_str(),
    );
    if same < SAMPLES {
        return Err("the take is not what was said".into());
    }
    Ok(())
}
