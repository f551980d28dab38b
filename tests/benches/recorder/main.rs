//! What recording costs, beside the recorders of every distribution in the same minute.
//!
//! `cargo bench -p starling-tests --bench recorder [-- NAME...]` with the names below; without one, the
//! first three. They need PulseAudio and alsa-utils.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command"
)]

mod cost;
mod endurance;
mod kills;
mod marks;
mod process;
mod start;

use std::process::ExitCode;

type Outcome = Result<(), Box<dyn std::error::Error>>;

struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
}

const BENCHMARKS: [Benchmark; 5] = [
    Benchmark {
        name: "cost",
        about: "CPU and memory over a minute, three rounds",
        run: cost::run,
    },
    Benchmark {
        name: "start",
        about: "first sample and first bytes, seven rounds",
        run: start::run,
    },
    Benchmark {
        name: "marks",
        about: "200 marks against what was said at the moment",
        run: marks::run,
    },
    Benchmark {
        name: "kills",
        about: "100 recorders killed at random moments",
        run: kills::run,
    },
    Benchmark {
        name: "endurance",
        about: "ten minutes, every sample compared",
        run: endurance::run,
    },
];
const DEFAULT_COUNT: usize = 3;

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let names: Vec<String> = std::env::args()
        .skip(1)
        .filter(|name| name != "--bench")
        .collect();
    let is_named = |benchmark: &&Benchmark| names.iter().any(|name| name == benchmark.name);
    let chosen: Vec<&Benchmark> = match names.as_slice() {
        [] => BENCHMARKS.iter().take(DEFAULT_COUNT).collect(),
        _ => BENCHMARKS.iter().filter(is_named).collect(),
    };
    if chosen.len() < names.len() {
        eprintln!(
            "the benchmarks are {}",
            BENCHMARKS.map(|benchmark| benchmark.name).join(", ")
        );
        return ExitCode::FAILURE;
    }
    for benchmark in chosen {
        println!("{}: {}", benchmark.name, benchmark.about);
        if let Err(error) = (benchmark.run)() {
            eprintln!("{}: {error}", benchmark.name);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The value in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
