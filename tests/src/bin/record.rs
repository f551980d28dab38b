//! Records the default microphone without a screen: `record SECONDS NAME.wav`.
//!
//! Prints `started` when samples come, and at the end what became of them.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use starling_recorder::{Recording, device};

const USAGE: &str = "usage: record SECONDS NAME.wav";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere is left to tell it if this fails.
            let reason = error.source().map(|source| format!(": {source}"));
            let _ = writeln!(io::stderr(), "{error}{}", reason.unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [seconds, path] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let duration = Duration::try_from_secs_f64(seconds.parse()?)?;
    let mut out = io::stdout();

    let recording = Recording::start(&device::find(None)?, Path::new(path))?;
    if recording.wait_until_started(Duration::from_secs(10)) {
        writeln!(out, "started")?;
    }
    recording.wait_until_ended(duration);
    let finished = recording.finish(&[]);
    writeln!(
        out,
        "{} {} samples, {} lost: {}",
        finished.ended.as_str(),
        finished.sample_count,
        finished.lost_frame_count,
        finished.path.display(),
    )?;
    Ok(())
}
