//! How loud a take is: the same meter runs live while recording and behind the report.

use crate::Dbfs;

/// The largest positive value of 16-bit audio: at and beyond it the converter may have clipped.
const CLIPPING: f32 = 32_767.0 / 32_768.0;

/// The loudness of a run of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Root mean square; a full-scale sine reads -3.01.
    pub rms: Dbfs,
    /// The sample farthest from zero.
    pub peak: Dbfs,
    /// Samples at or beyond the largest value of 16-bit audio.
    pub clipped_sample_count: u64,
}

impl Level {
    /// The level of one block, as a live meter shows it.
    pub fn of(samples: &[f32]) -> Self {
        let mut meter = LevelMeter::default();
        meter.push(samples);
        meter.level()
    }
}

/// Measures a level block by block.
#[derive(Clone, Debug, Default)]
pub struct LevelMeter {
    sum_of_squares: f64,
    peak: f32,
    clipped_sample_count: u64,
    sample_count: u64,
}

impl LevelMeter {
    /// Takes in the next samples, nominally -1 to 1.
    pub fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            // One addition per sample, so that the sum does not depend on the size of the blocks.
            self.sum_of_squares += f64::from(sample) * f64::from(sample);
            self.peak = self.peak.max(sample.abs());
            self.clipped_sample_count += u64::from(sample.abs() >= CLIPPING);
        }
        self.sample_count += samples.len() as u64;
    }

    /// The level of all samples so far; silence if there are none.
    pub fn level(&self) -> Level {
        let mean_square = self.sum_of_squares / self.sample_count.max(1) as f64;
        Level {
            rms: Dbfs::from_amplitude(mean_square.sqrt()),
            peak: Dbfs::from_amplitude(f64::from(self.peak)),
            clipped_sample_count: self.clipped_sample_count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_sine_reads_three_decibels_below_its_peak() {
        let sine: Vec<f32> = (0..48_000)
            .map(|n| (n as f32 * std::f32::consts::TAU / 48.0).sin())
            .collect();
        let level = Level::of(&sine);
        assert!((level.rms.decibels() + 3.01).abs() < 0.001, "{level:?}");
        assert!(level.peak.decibels().abs() < 1e-6, "{level:?}");
        assert_eq!(level.clipped_sample_count, 2_000);
    }

    #[test]
    fn no_samples_are_silent() {
        let silence = Level {
            rms: Dbfs::SILENCE,
            peak: Dbfs::SILENCE,
            clipped_sample_count: 0,
        };
        assert_eq!(Level::of(&[]), silence);
        assert_eq!(Level::of(&[0.0; 9]), silence);
    }

    #[test]
    fn the_limits_of_16_bits_are_clipped() {
        let sample = |value: i16| f32::from(value) / 32_768.0;
        let samples = [i16::MAX, i16::MIN, i16::MAX - 1, i16::MIN + 2].map(sample);
        assert_eq!(Level::of(&samples).clipped_sample_count, 2);
    }
}
