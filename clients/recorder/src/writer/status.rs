//! What the writer thread and the recording tell each other.

use std::{
    sync::{
        Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use starling_speech::Level;

use crate::recording::Ending;

/// The state of a running take.
pub(crate) struct Status {
    stop_at: AtomicU64,
    silent: AtomicU64,
    level: Mutex<Level>,
    ended: OnceLock<Ending>,
    started: Mutex<bool>,
    changed: Condvar,
}

impl Status {
    pub(crate) fn new() -> Self {
        Self {
            stop_at: AtomicU64::new(u64::MAX),
            silent: AtomicU64::new(0),
            level: Mutex::new(Level::of(&[])),
            ended: OnceLock::new(),
            started: Mutex::new(false),
            changed: Condvar::new(),
        }
    }

    /// Ends the take with this sample, which may be still to come.
    pub(crate) fn stop_at(&self, sample: u64) {
        self.stop_at.store(sample, Ordering::Relaxed);
    }

    pub(super) fn stops_at(&self) -> u64 {
        self.stop_at.load(Ordering::Relaxed)
    }

    /// Notes that so many samples have come, and how many zeros they end with.
    pub(super) fn hear(&self, level: Level, count: u64, trailing_zeros: u64) {
        *lock(&self.level) = level;
        if trailing_zeros < count {
            self.silent.store(0, Ordering::Relaxed);
        }
        self.silent.fetch_add(trailing_zeros, Ordering::Relaxed);
        let mut started = lock(&self.started);
        if !*started {
            *started = true;
            self.changed.notify_all();
        }
    }

    /// Notes how the take ended.
    pub(super) fn end(&self, ending: Ending) {
        // Under the lock, so that nobody begins to wait between the two lines.
        let _started = lock(&self.started);
        self.ended.get_or_init(|| ending);
        self.changed.notify_all();
    }

    /// The level of the latest samples.
    pub(crate) fn level(&self) -> Level {
        *lock(&self.level)
    }

    /// How many samples in a row, the latest included, were exactly zero.
    pub(crate) fn silent_sample_count(&self) -> u64 {
        self.silent.load(Ordering::Relaxed)
    }

    pub(crate) fn ended(&self) -> Option<&Ending> {
        self.ended.get()
    }

    /// Waits for the first samples; false if the take ended without or the time is up.
    pub(crate) fn wait_until_started(&self, timeout: Duration) -> bool {
        self.wait_while(timeout, |started| !started && self.ended().is_none())
    }

    /// Waits for the take to end by itself, as long as the time is not up.
    pub(crate) fn wait_until_ended(&self, timeout: Duration) {
        self.wait_while(timeout, |_| self.ended().is_none());
    }

    /// Waits for a change of whether it has started, or ended; gives whether it has started.
    fn wait_while(&self, timeout: Duration, condition: impl Fn(bool) -> bool) -> bool {
        let (started, _) = self
            .changed
            .wait_timeout_while(lock(&self.started), timeout, |started| condition(*started))
            .unwrap_or_else(PoisonError::into_inner);
        *started
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
