//! What time it is.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often an open stream looks whether its caller may stay. It sleeps no longer even where it knows the end: the time
/// may jump, and sleep stands still with the machine.
pub(super) const RECHECK: Duration = Duration::from_secs(30);

/// Tells the time; a test brings its own.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// The system's.
    pub(crate) fn system() -> Self {
        Self(Arc::new(SystemTime::now))
    }

    /// Stands at `start` now and goes with the runtime's time, which a test can pause.
    #[cfg(test)]
    pub(crate) fn of_runtime(start: SystemTime) -> Self {
        let first = tokio::time::Instant::now();
        Self(Arc::new(move || start + first.elapsed()))
    }

    /// Always says the same.
    #[cfg(test)]
    pub(crate) fn stopped(at: SystemTime) -> Self {
        Self(Arc::new(move || at))
    }

    /// The time now. It may go back, or jump.
    pub(crate) fn now(&self) -> SystemTime {
        (self.0)()
    }

    /// How long it is until a time; nothing once it has come.
    pub(crate) fn until(&self, time: SystemTime) -> Duration {
        time.duration_since(self.now()).unwrap_or_default()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
