//! A take's waveform for looking at closely: coarse at first, and any stretch of it as finely as 256 samples.

use std::ops::Range;

/// The samples of the finest bucket: 5 ms at 48 kHz.
pub const FINEST_BUCKET: u64 = 256;
/// The bytes of a bucket.
const BUCKET_SIZE: usize = 2;

/// The lowest and the highest of every 256 samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waveform {
    /// Samples of the take.
    pub sample_count: u64,
    /// The lowest and the highest sample of each bucket, a signed byte each, -127 to 127 for -1 to 1. The last bucket may
    /// hold fewer than 256 samples.
    pub buckets: Vec<u8>,
}

/// A stretch of a waveform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The first sample of the first bucket.
    pub start: u64,
    /// Samples of each bucket, 256 times a power of two; the last one may hold fewer.
    pub samples_per_bucket: u64,
    /// As in [`Waveform::buckets`].
    pub buckets: Vec<u8>,
}

/// Gathers a waveform. However the samples are cut into blocks, it is the same.
#[derive(Debug, Default)]
pub struct WaveformBuilder {
    sample_count: u64,
    buckets: Vec<u8>,
    lowest: f32,
    highest: f32,
}

impl WaveformBuilder {
    /// Takes in the next samples, -1 to 1: beyond is clipped, and what is no number is silence.
    pub fn push(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let filled = self.sample_count % FINEST_BUCKET;
            let room = (FINEST_BUCKET - filled) as usize;
            let (now, later) = samples.split_at(room.min(samples.len()));
            samples = later;
            if filled == 0 {
                (self.lowest, self.highest) = (f32::INFINITY, f32::NEG_INFINITY);
            }
            for sample in now {
                let sample = if sample.is_nan() { 0.0 } else { *sample };
                self.lowest = self.lowest.min(sample);
                self.highest = self.highest.max(sample);
            }
            self.sample_count += now.len() as u64;
            if self.sample_count.is_multiple_of(FINEST_BUCKET) {
                self.close_bucket();
            }
        }
    }

    /// The waveform of all samples pushed.
    pub fn finish(mut self) -> Waveform {
        if !self.sample_count.is_multiple_of(FINEST_BUCKET) {
            self.close_bucket();
        }
        Waveform {
            sample_count: self.sample_count,
            buckets: self.buckets,
        }
    }

    fn close_bucket(&mut self) {
        self.buckets.extend([byte(self.lowest), byte(self.highest)]);
    }
}

impl Waveform {
    /// The stretch from one sample to another as finely as at most so many buckets allow, at least one. It begins with a
    /// whole bucket, so before `samples.start`, and a bucket of the same size always begins at the same samples.
    pub fn stretch(&self, samples: Range<u64>, max_buckets: usize) -> Stretch {
        let max_buckets = max_buckets.max(1) as u64;
        let end = samples.end.min(self.sample_count);
        let start = samples.start.min(end);
        let mut samples_per_bucket = FINEST_BUCKET;
        while end.div_ceil(samples_per_bucket) - start / samples_per_bucket > max_buckets {
            samples_per_bucket *= 2;
        }
        let first = start / samples_per_bucket;
        let last = if start == end {
            first
        } else {
            end.div_ceil(samples_per_bucket)
        };
        let fine = usize::try_from(samples_per_bucket / FINEST_BUCKET).unwrap_or(usize::MAX);
        let at = |bucket: u64| {
            let at = usize::try_from(bucket).unwrap_or(usize::MAX);
            at.saturating_mul(fine).saturating_mul(BUCKET_SIZE)
        };
        let end = at(last).min(self.buckets.len());
        let stretch = &self.buckets[at(first).min(end)..end];
        let buckets = stretch.chunks(fine * BUCKET_SIZE).flat_map(reduce);
        Stretch {
            start: first * samples_per_bucket,
            samples_per_bucket,
            buckets: buckets.collect(),
        }
    }
}

/// One bucket for several.
fn reduce(buckets: &[u8]) -> [u8; BUCKET_SIZE] {
    let (buckets, _) = buckets.as_chunks::<BUCKET_SIZE>();
    let lowest = buckets.iter().map(|bucket| bucket[0] as i8).min();
    let highest = buckets.iter().map(|bucket| bucket[1] as i8).max();
    [lowest.unwrap_or(0) as u8, highest.unwrap_or(0) as u8]
}

/// A sample as a signed byte, which takes up no room by its sign.
fn byte(sample: f32) -> u8 {
    (sample.clamp(-1.0, 1.0) * 127.0).round() as i8 as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn waveform(samples: &[f32]) -> Waveform {
        let mut builder = WaveformBuilder::default();
        builder.push(samples);
        builder.finish()
    }

    fn signed(bytes: &[u8]) -> Vec<i8> {
        bytes.iter().map(|byte| *byte as i8).collect()
    }

    #[test]
    fn samples_become_signed_bytes() {
        for (samples, expected) in [
            (&[0.0][..], &[0, 0][..]),
            (&[-1.0, 1.0], &[-127, 127]),
            (&[-9.0, 9.0], &[-127, 127]),
            (&[f32::NAN, f32::INFINITY], &[0, 127]),
            (&[0.5], &[64, 64]),
            (&[], &[]),
        ] {
            assert_eq!(signed(&waveform(samples).buckets), expected, "{samples:?}");
        }
    }

    #[test]
    fn stretches() {
        // Bucket n of 10 reaches from -n to n; the last one is cut short.
        let samples: Vec<f32> = (0..2_400)
            .map(|sample| (sample / 256) as f32 / 127.0 * if sample % 2 == 0 { -1.0 } else { 1.0 })
            .collect();
        let whole = waveform(&samples);
        assert_eq!((whole.sample_count, whole.buckets.len()), (2_400, 20));
        for (samples, max, start, size, expected) in [
            (0..2_400, 100, 0, 256, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (0..u64::MAX, 10, 0, 256, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (0..2_400, 9, 0, 512, vec![1, 3, 5, 7, 9]),
            (0..2_400, 4, 0, 1_024, vec![3, 7, 9]),
            (0..2_400, 1, 0, 4_096, vec![9]),
            (0..2_400, 0, 0, 4_096, vec![9]),
            (700..1_100, 100, 512, 256, vec![2, 3, 4]),
            // Never more than was asked for, where a border lies between.
            (255..257, 1, 0, 512, vec![1]),
            (1_100..1_100, 5, 1_024, 256, vec![]),
            (9_999..10_000, 5, 2_304, 256, vec![]),
        ] {
            let stretch = whole.stretch(samples.clone(), max);
            assert_eq!(
                (stretch.start, stretch.samples_per_bucket),
                (start, size),
                "{samples:?}"
            );
            let expected: Vec<i8> = expected.iter().flat_map(|n: &i8| [-n, *n]).collect();
            assert_eq!(signed(&stretch.buckets), expected, "{samples:?} {max}");
        }
    }

    proptest! {
        #[test]
        fn blocks_do_not_matter(samples in prop::collection::vec(-1.0_f32..=1.0, 0..2_000), cut in 1_usize..700) {
            let mut builder = WaveformBuilder::default();
            samples.chunks(cut).for_each(|block| builder.push(block));
            prop_assert_eq!(builder.finish(), waveform(&samples));
        }

        #[test]
        fn a_stretch_shows_its_highest_sample(len in 1_u64..10_000, a in 0_u64..10_000, b in 0_u64..10_000, max in 1_usize..50) {
            let (start, end) = (a.min(b).min(len - 1), a.max(b).clamp(1, len));
            prop_assume!(start < end);
            let mut samples = vec![0.0; len as usize];
            samples[start as usize] = 1.0;
            samples[end as usize - 1] = -1.0;
            let stretch = waveform(&samples).stretch(start..end, max);
            prop_assert!(stretch.start <= start);
            prop_assert!(stretch.buckets.len() <= 2 * max);
            let bytes = signed(&stretch.buckets);
            prop_assert_eq!(*bytes.iter().min().unwrap(), -127);
            prop_assert!(bytes.contains(&127) || end - start == 1);
            let reached = stretch.start + stretch.samples_per_bucket * (stretch.buckets.len() / 2) as u64;
            prop_assert!(reached >= end);
        }
    }
}
