//! No acknowledged byte is lost, whatever is killed, cut, full, slow or broken: faults injected into the real server
//! while clients upload.
//!
//! Each fault has a file. `STARLING_LONG=1` runs many more kills and cuts; `STARLING_FAULT_SEED` repeats one run,
//! as far as the timing of the system lets it. Each test prints its ledger.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]
#![expect(clippy::print_stderr, reason = "a long run says how far it is")]
#![cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "only Linux lets a test inject all faults")
)]

mod cuts;
#[cfg(target_os = "linux")]
mod disk_full;
mod kills;
mod ledger;
mod random;
mod seeds;
#[cfg(target_os = "linux")]
mod slow_client;
#[cfg(target_os = "linux")]
mod slow_disk;
#[cfg(target_os = "linux")]
mod storage_fails;
mod stored;
#[cfg(target_os = "linux")]
mod strace;
mod uploader;
mod uploads;
