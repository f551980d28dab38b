//! CPU and memory, all recorders on the same microphone at the same time.

use std::{thread, time::Duration};

use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone, noise};
use tempfile::TempDir;

use crate::{
    Outcome, median,
    process::{Process, Recorder},
};

const ROUNDS: usize = 3;
const MINUTE: Duration = Duration::from_secs(60);

#[expect(
    clippy::disallowed_methods,
    reason = "a minute of recording is the subject"
)]
pub(crate) fn run() -> Outcome {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let microphone = VirtualMicrophone::start()?;
        let folder = TempDir::new()?;
        microphone.feed(noise().take(70 * SAMPLE_RATE as usize));
        let processes: Vec<Process> = Recorder::ALL
            .into_iter()
            .map(|recorder| recorder.spawn(&microphone, folder.path()))
            .collect::<Result<_, _>>()?;
        thread::sleep(MINUTE);
        let mut costs = Vec::new();
        for process in &processes {
            costs.push((process.cpu_seconds()?, process.peak_megabytes()?));
        }
        rounds.push(costs);
    }
    let median_of = |recorder: usize, value: fn(&(f64, f64)) -> f64| {
        median(
            &rounds
                .iter()
                .map(|costs| value(&costs[recorder]))
                .collect::<Vec<_>>(),
        )
    };
    for (index, recorder) in Recorder::ALL.into_iter().enumerate() {
        let all: Vec<String> = rounds
            .iter()
            .map(|costs| format!("{:.3}", costs[index].0))
            .collect();
        println!(
            "  {:<9} CPU s per minute {} (median {:.2} x parecord), peak {:.1} MB ({:.2} x parecord)",
            recorder.name(),
            all.join(" / "),
            median_of(index, |cost| cost.0) / median_of(1, |cost| cost.0),
            median_of(index, |cost| cost.1),
            median_of(index, |cost| cost.1) / median_of(1, |cost| cost.1),
        );
    }
    Ok(())
}
