//! How far a mark is from the sample said at that moment.

use std::{thread, time::Duration};

use starling_recorder::{Recording, device};
use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone, noise};
use tempfile::TempDir;

use crate::{Outcome, median};

const MARKS: usize = 200;

#[expect(
    clippy::disallowed_methods,
    reason = "moments spread over real time are the subject"
)]
pub(crate) fn run() -> Outcome {
    let microphone = VirtualMicrophone::start()?;
    let folder = TempDir::new()?;
    let device = device::find(Some(&microphone.alsa_device()))?;
    let recording = Recording::start(&device, &folder.path().join("take.wav"))?;
    recording.wait_until_started(Duration::from_secs(10));
    let said_from = microphone.feed(noise().take(40 * SAMPLE_RATE as usize));
    let mut marks = Vec::new();
    for pause in noise().take(MARKS) {
        thread::sleep(Duration::from_millis(
            20 + u64::from(pause.unsigned_abs() % 160),
        ));
        marks.push((microphone.fed_sample_count(), recording.position()));
    }
    let finished = recording.finish(&[]);

    let first = noise().next();
    let heard: Vec<i16> = hound::WavReader::open(&finished.path)?
        .into_samples()
        .collect::<Result<_, _>>()?;
    let heard_from = heard
        .iter()
        .position(|&sample| Some(sample) == first)
        .ok_or("nothing was heard")?;
    let errors: Vec<f64> = marks
        .into_iter()
        .map(|(said, mark)| (mark + said_from) as f64 - (said + heard_from as u64) as f64)
        .map(|samples| samples * 1e3 / f64::from(SAMPLE_RATE))
        .collect();
    let beyond = errors.iter().filter(|error| error.abs() > 50.0).count();
    println!(
        "  {:.1} / {:.1} / {:.1} ms (the microphone speaks in blocks of 10 ms), {beyond} beyond 50 ms",
        errors.iter().copied().fold(f64::INFINITY, f64::min),
        median(&errors),
        errors.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    );
    Ok(())
}
