//! What happened in a run, counted by all who take part.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use starling_proto::error::CallError;

/// The counts of a run, and what is lost: nothing.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) takes: Count,
    pub(crate) kills: Count,
    /// Servers that ended because of their disk.
    pub(crate) ends: Count,
    pub(crate) cuts: Count,
    pub(crate) stalls: Count,
    pub(crate) resumes: Count,
    acknowledged_size: Count,
    lost_size: Count,
    /// What clients were told, by code and reason.
    refusals: Mutex<BTreeMap<String, u64>>,
}

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Ledger {
    /// Notes that so many bytes more are acknowledged.
    pub(crate) fn acknowledged(&self, size: u64) {
        self.acknowledged_size.add(size);
    }

    /// Notes bytes that were acknowledged and are not there.
    pub(crate) fn lost(&self, size: u64, of: impl fmt::Display) {
        eprintln!("{size} acknowledged bytes of {of} are lost");
        self.lost_size.add(size);
    }

    pub(crate) fn lost_size(&self) -> u64 {
        self.lost_size.get()
    }

    /// Notes a call that failed.
    pub(crate) fn refused(&self, error: &CallError) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        *refusals.entry(of(error)).or_default() += 1;
    }

    /// How many calls failed with this code and reason, such as `ResourceExhausted DISK_FULL`.
    pub(crate) fn refusals(&self, refusal: &str) -> u64 {
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        refusals.get(refusal).copied().unwrap_or_default()
    }
}

/// Code and reason of a refusal, as programs see them.
pub(crate) fn of(error: &CallError) -> String {
    format!("{:?} {}", error.code, error.reason)
        .trim_end()
        .to_owned()
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = self.acknowledged_size.get() as f64 / 1e6;
        write!(
            f,
            "{} acknowledged bytes lost of {megabytes:.1} MB, {} takes finished; {} kills, {} servers ended, {} cuts, {} stalls, {} resumes",
            self.lost_size(),
            self.takes.get(),
            self.kills.get(),
            self.ends.get(),
            self.cuts.get(),
            self.stalls.get(),
            self.resumes.get(),
        )?;
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        for (refusal, count) in refusals.iter() {
            write!(f, "; {count} x {refusal}")?;
        }
        Ok(())
    }
}
