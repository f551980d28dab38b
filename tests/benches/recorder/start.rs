//! From the start of the process to its first sample, and to the first samples on disk.
//!
//! What is said are the milliseconds since it began to be said: the first sample heard tells when it
//! was said, to one block of the microphone (10 ms).

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone};
use tempfile::TempDir;

use crate::{Outcome, median, process::Recorder};

const ROUNDS: usize = 7;
const HEADER_SIZE: usize = 44;
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn run() -> Outcome {
    for recorder in Recorder::ALL {
        let (mut first_samples, mut first_bytes) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (sample, bytes) = measure(recorder)?;
            first_samples.push(sample);
            first_bytes.push(bytes);
        }
        println!(
            "  {:<9} first sample {} ms, first bytes on disk {} ms",
            recorder.name(),
            spread(&first_samples),
            spread(&first_bytes),
        );
    }
    Ok(())
}

/// Milliseconds from the start of the process to the first sample and to the first bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "only looking again shows that the file has grown"
)]
fn measure(recorder: Recorder) -> Result<(f64, f64), Box<dyn std::error::Error>> {
    let microphone = VirtualMicrophone::start()?;
    let folder = TempDir::new()?;
    // While somebody else records, nothing waits in the microphone.
    let keeper = TempDir::new()?;
    let _keeper = Recorder::Parecord.spawn(&microphone, keeper.path())?;
    audio(&Recorder::Parecord.file(keeper.path()))?;

    let said_from =
        microphone.feed((0..20 * SAMPLE_RATE).map(|n| (n / (SAMPLE_RATE / 1_000)) as i16 + 1));
    while microphone.fed_sample_count() < said_from + u64::from(SAMPLE_RATE) / 2 {
        thread::sleep(Duration::from_millis(1));
    }
    let start = Instant::now();
    let said_before = microphone.fed_sample_count() - said_from;
    let _process = recorder.spawn(&microphone, folder.path())?;
    let file = audio(&recorder.file(folder.path()))?;
    let first_bytes = start.elapsed().as_secs_f64() * 1e3;
    let first_sample = i16::from_le_bytes([file[0], file[1]]);
    let before = said_before as f64 * 1e3 / f64::from(SAMPLE_RATE);
    Ok((f64::from(first_sample) - before, first_bytes))
}

/// The bytes behind the header, as soon as there are some.
#[expect(
    clippy::disallowed_methods,
    reason = "only looking again shows that the file has grown"
)]
fn audio(path: &Path) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if fs::metadata(path).is_ok_and(|file| file.len() > HEADER_SIZE as u64 + 1) {
            return Ok(fs::read(path)?.split_off(HEADER_SIZE));
        }
        thread::sleep(Duration::from_micros(500));
    }
    Err(format!("{} has no audio", path.display()).into())
}

fn spread(values: &[f64]) -> String {
    let minimum = values.iter().copied().fold(f64::INFINITY, f64::min);
    let maximum = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{minimum:.0} / {:.0} / {maximum:.0}", median(values))
}
