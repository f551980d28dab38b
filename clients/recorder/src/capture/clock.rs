//! Which sample is being captured at an instant.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

use starling_speech::SampleRate;

/// Samples arrive in blocks and late; between and before them their indices follow from the time.
///
/// One atomic number holds it all: the instant at which sample 0 was captured, as the latest block
/// tells it. It moves with the drift between the microphone's clock and the machine's.
pub(super) struct Clock {
    epoch: Instant,
    sample_rate: SampleRate,
    /// Nanoseconds from `epoch`.
    sample_zero: AtomicI64,
}

impl Clock {
    pub(super) fn new(sample_rate: SampleRate) -> Self {
        Self {
            epoch: Instant::now(),
            sample_rate,
            sample_zero: AtomicI64::new(0),
        }
    }

    pub(super) fn sample_rate(&self) -> SampleRate {
        self.sample_rate
    }

    /// Notes that sample `index` was captured at this instant.
    pub(super) fn anchor(&self, index: u64, captured_at: Instant) {
        let age = i128::from(index) * 1_000_000_000 / i128::from(self.sample_rate.hertz());
        let sample_zero = self.since_epoch(captured_at) - age;
        // 292 years fit.
        self.sample_zero
            .store(sample_zero as i64, Ordering::Relaxed);
    }

    /// The index of the sample captured at `now`.
    pub(super) fn position(&self, now: Instant) -> u64 {
        let sample_zero = i128::from(self.sample_zero.load(Ordering::Relaxed));
        let age = self.since_epoch(now) - sample_zero;
        u64::try_from(age * i128::from(self.sample_rate.hertz()) / 1_000_000_000).unwrap_or(0)
    }

    fn since_epoch(&self, instant: Instant) -> i128 {
        match instant.checked_duration_since(self.epoch) {
            Some(after) => after.as_nanos() as i128,
            None => -(self.epoch.duration_since(instant).as_nanos() as i128),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn positions_follow_from_the_last_anchor() {
        let clock = Clock::new(SampleRate::new(48_000).unwrap());
        let start = clock.epoch;
        let at = |millis| clock.position(start + Duration::from_millis(millis));
        // Captured before the clock was made: blocks arrive late.
        clock.anchor(0, start - Duration::from_millis(50));
        assert_eq!(at(0), 2_400);
        assert_eq!(at(1_000), 50_400);
        clock.anchor(50_448, start + Duration::from_millis(1_000));
        assert_eq!(at(1_000), 50_448, "the microphone runs fast");
        assert_eq!(at(1_001), 50_496);
    }
}
