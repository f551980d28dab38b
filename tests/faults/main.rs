//! No acknowledged byte is lost, whatever is killed, cut, full, slow or broken: faults injected into the real server
//! while clients upload.
//!
//! Each fault has a file. `STARLING_FAULTS=long` runs many more kills and cuts; `STARLING_FAULT_SEED` repeats one run
//! of each, as far as the timing of the system lets it.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

mod cuts;
mod kills;
mod ledger;
mod random;
mod seeds;
mod stored;
mod uploader;
mod uploads;
