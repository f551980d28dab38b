//! What a recorder killed at a random moment has lost.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use starling_recorder::repair::{Repair, repair_folder};
use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone, noise};
use tempfile::TempDir;

use crate::{Outcome, median, process::Recorder};

const KILLS: usize = 100;

pub(crate) fn run() -> Outcome {
    let mut losses = Vec::new();
    for pause in noise().take(KILLS) {
        losses.push(kill_after(Duration::from_micros(
            u64::from(pause.unsigned_abs()) * 100,
        ))?);
    }
    println!(
        "  all {KILLS} readable by ffprobe before and after repair; lost {:.0} ms median, {:.0} ms at most",
        median(&losses),
        losses.iter().copied().fold(0.0, f64::max),
    );
    Ok(())
}

/// The milliseconds said before the kill that are not in the repaired take.
#[expect(
    clippy::disallowed_methods,
    reason = "a random moment of real time is the subject"
)]
fn kill_after(pause: Duration) -> Result<f64, Box<dyn std::error::Error>> {
    let microphone = VirtualMicrophone::start()?;
    let folder = TempDir::new()?;
    let process = Recorder::Starling.spawn(&microphone, folder.path())?;
    let part = Recorder::Starling.file(folder.path());
    while !fs::metadata(&part).is_ok_and(|file| file.len() > 44) {
        thread::sleep(Duration::from_millis(1));
    }
    let said_from = microphone.feed(noise().take(10 * SAMPLE_RATE as usize));
    thread::sleep(pause);
    let said = microphone.fed_sample_count().saturating_sub(said_from);
    drop(process);

    ffprobe(&part)?;
    let repairs = repair_folder(folder.path(), |_| Vec::new())?;
    let [Repair::Repaired { path, .. }] = repairs.as_slice() else {
        return Err(format!("{repairs:?}").into());
    };
    ffprobe(path)?;
    let heard: Vec<i16> = hound::WavReader::open(path)?
        .into_samples()
        .collect::<Result<_, _>>()?;
    let start = heard
        .iter()
        .position(|&sample| sample != 0)
        .unwrap_or(heard.len());
    if !heard[start..]
        .iter()
        .copied()
        .eq(noise().take(heard.len() - start))
    {
        return Err("the take is not what was said".into());
    }
    let missing = said as f64 - (heard.len() - start) as f64;
    Ok(missing.max(0.0) * 1e3 / f64::from(SAMPLE_RATE))
}

fn ffprobe(wav: &Path) -> Outcome {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-f", "wav"])
        .arg(wav)
        .output()?;
    if output.status.success() && output.stderr.is_empty() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into())
}
