//! The quantities every measure is made of.

/// The samples of one channel in a second: 8 000 to 192 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleRate(u32);

/// A sample rate outside 8 000 to 192 000 Hz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sample rate of {0} Hz is outside 8000 to 192000 Hz; convert the audio to 48000 Hz")]
pub struct SampleRateError(u32);

impl SampleRate {
    /// A rate in hertz; fails outside 8 000 to 192 000.
    pub const fn new(hertz: u32) -> Result<Self, SampleRateError> {
        match hertz {
            8_000..=192_000 => Ok(Self(hertz)),
            _ => Err(SampleRateError(hertz)),
        }
    }

    /// The rate in hertz.
    pub const fn hertz(self) -> u32 {
        self.0
    }

    /// How long this many samples last.
    pub fn seconds(self, samples: u64) -> f64 {
        samples as f64 / f64::from(self.0)
    }

    /// The number of samples nearest to this time; 0 for a negative time.
    pub fn samples(self, seconds: f64) -> u64 {
        (seconds * f64::from(self.0)).round() as u64
    }
}

/// A stretch of a take in sample indices, its end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first sample.
    pub start: u64,
    /// The sample after the last one.
    pub end: u64,
}

impl Span {
    /// The number of samples; 0 if the end lies before the start.
    pub fn len(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether there is no sample in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of samples that lie in both spans.
    pub fn overlap(&self, other: &Self) -> u64 {
        let start = self.start.max(other.start);
        let end = self.end.min(other.end);
        end.saturating_sub(start)
    }
}

/// A level in decibels relative to full scale: an amplitude of 1 is 0, silence is minus infinity.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Dbfs(f64);

impl Dbfs {
    /// No sound at all.
    pub const SILENCE: Self = Self(f64::NEG_INFINITY);

    /// The level of an amplitude of 0 to 1, `20 · log10(amplitude)`; zero and NaN are silence.
    pub fn from_amplitude(amplitude: f64) -> Self {
        if amplitude > 0.0 {
            Self(20.0 * amplitude.log10())
        } else {
            Self::SILENCE
        }
    }

    /// A level given in decibels.
    pub const fn from_decibels(decibels: f64) -> Self {
        Self(decibels)
    }

    /// The level in decibels, minus infinity for silence.
    pub const fn decibels(self) -> f64 {
        self.0
    }
}

/// A sample as every measure takes it: beyond full scale it is clipped, and what is no number is silence.
pub(crate) fn bounded(sample: f32) -> f32 {
    if sample.is_nan() {
        0.0
    } else {
        sample.clamp(-1.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_rates_are_bounded() {
        for (hertz, valid) in [
            (0, false),
            (7_999, false),
            (8_000, true),
            (192_000, true),
            (192_001, false),
        ] {
            assert_eq!(SampleRate::new(hertz).is_ok(), valid, "{hertz}");
        }
    }

    #[test]
    fn seconds_and_samples_agree() {
        let rate = SampleRate::new(44_100).unwrap();
        assert_eq!(rate.seconds(22_050), 0.5);
        for (seconds, samples) in [(0.5, 22_050), (-1.0, 0), (f64::NAN, 0), (1e300, u64::MAX)] {
            assert_eq!(rate.samples(seconds), samples, "{seconds}");
        }
    }

    #[test]
    fn spans_overlap_in_the_samples_they_share() {
        let span = Span { start: 10, end: 20 };
        for (start, end, shared) in [
            (0, 10, 0),
            (0, 11, 1),
            (12, 15, 3),
            (19, 30, 1),
            (20, 30, 0),
            (0, 99, 10),
            (30, 5, 0),
        ] {
            let other = Span { start, end };
            assert_eq!(span.overlap(&other), shared, "{other:?}");
            assert_eq!(other.overlap(&span), shared, "{other:?}");
        }
        assert!(Span { start: 5, end: 3 }.is_empty());
    }

    #[test]
    fn amplitudes_become_decibels() {
        assert_eq!(Dbfs::from_amplitude(1.0).decibels(), 0.0);
        assert!((Dbfs::from_amplitude(0.5).decibels() + 6.0206).abs() < 1e-4);
        for silent in [0.0, -1.0, f64::NAN] {
            assert_eq!(Dbfs::from_amplitude(silent), Dbfs::SILENCE, "{silent}");
        }
    }
}
