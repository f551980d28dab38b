//! What was acknowledged outlives the power: a disk in memory under SQLite and the object store, turmoil's network and
//! clock under tonic, and no threads, so that a seed decides all that happens.
//!
//! `STARLING_SEED=7 cargo test -p starling-session --lib power_loss::what -- --nocapture` does the run of one seed again.

mod client;
mod disk;
mod network;
mod objects;
mod server;
mod simulation;
mod vfs;

use std::env;
use std::process::Command;

use disk::Drive;
use simulation::run;

const SEEDS: u64 = 25;
const SEEDS_OF_A_LONG_CHECK: u64 = 500;
/// Seeds beyond these that have failed once.
const REGRESSIONS: &[u64] = &[213];
const SEED: &str = "STARLING_SEED";

#[test]
fn what_was_acknowledged_outlives_the_power() {
    let seeds: Vec<u64> = match env::var(SEED) {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => {
            let is_long = env::var_os("STARLING_LONG").is_some();
            let count = if is_long {
                SEEDS_OF_A_LONG_CHECK
            } else {
                SEEDS
            };
            (0..count).chain(REGRESSIONS.iter().copied()).collect()
        }
    };
    let mut broken = Vec::new();
    for seed in seeds {
        let outcome = run(seed, Drive::Honest);
        println!("seed {seed}: {outcome:?}");
        let of_seed = outcome.broken.into_iter();
        broken.extend(of_seed.map(|broken| format!("seed {seed}: {broken}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_drive_that_says_it_synced_a_file_is_found_out() {
    assert_found_out(Drive::IgnoresSyncOfFiles);
}

#[test]
fn a_directory_that_is_not_synced_is_found_out() {
    assert_found_out(Drive::IgnoresSyncOfDirectory);
}

/// Or else the simulation would prove nothing.
fn assert_found_out(drive: Drive) {
    let is_found_out = (0..SEEDS).any(|seed| !run(seed, drive).broken.is_empty());
    assert!(is_found_out, "{drive:?}");
}

/// Each run in a process of its own: tokio and SQLite keep something of the runs before.
#[test]
fn a_seed_decides_all_that_happens() {
    for seed in 0..5 {
        let [first, second] = [(); 2].map(|()| outcome_in_a_process(seed));
        assert_eq!(first, second);
    }
}

fn outcome_in_a_process(seed: u64) -> String {
    let tests = env::current_exe().unwrap();
    let output = Command::new(tests)
        .args(["--nocapture", "power_loss::what_was_acknowledged"])
        .env(SEED, seed.to_string())
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let outcome = format!("seed {seed}: ");
    let start = output.find(&outcome).expect("the outcome is printed");
    output[start..].lines().next().unwrap().to_owned()
}
