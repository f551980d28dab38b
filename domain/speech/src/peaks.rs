//! A take's waveform for drawing.

/// The most buckets of a waveform: more than the pixels of a wide screen.
const MAX_BUCKETS: usize = 4_096;
/// The samples of the finest bucket: 5 ms at 48 kHz.
const FINEST_BUCKET: u64 = 256;

/// The waveform of a take in equal buckets: at most 4 096, whatever its length.
#[derive(Clone, Debug, PartialEq)]
pub struct Peaks {
    /// The samples of each bucket, 256 times a power of two; the last bucket may hold fewer.
    pub samples_per_bucket: u64,
    /// The buckets from the first sample on.
    pub buckets: Vec<Peak>,
}

/// The lowest and the highest sample of a bucket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// The lowest sample, -1 to 1.
    pub min: f32,
    /// The highest sample, -1 to 1.
    pub max: f32,
}

/// No sample yet.
const NOTHING: Peak = Peak {
    min: f32::INFINITY,
    max: f32::NEG_INFINITY,
};

impl Peak {
    fn with(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// Gathers a waveform; where the buckets run out, every two become one.
pub(crate) struct PeakMeter {
    full: Vec<Peak>,
    samples_per_bucket: u64,
    last: Peak,
    /// The samples in `last`.
    filled: u64,
}

impl PeakMeter {
    pub(crate) fn new() -> Self {
        Self {
            full: Vec::new(),
            samples_per_bucket: FINEST_BUCKET,
            last: NOTHING,
            filled: 0,
        }
    }

    pub(crate) fn push(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let room = (self.samples_per_bucket - self.filled) as usize;
            let (now, later) = samples.split_at(room.min(samples.len()));
            samples = later;
            self.last = now
                .iter()
                .fold(self.last, |peak, &min| peak.with(Peak { min, max: min }));
            self.filled += now.len() as u64;
            if self.filled == self.samples_per_bucket {
                self.close_bucket();
            }
        }
    }

    pub(crate) fn finish(mut self) -> Peaks {
        if self.filled > 0 {
            self.full.push(self.last);
        }
        Peaks {
            samples_per_bucket: self.samples_per_bucket,
            buckets: self.full,
        }
    }

    fn close_bucket(&mut self) {
        self.full.push(self.last);
        self.last = NOTHING;
        self.filled = 0;
        if self.full.len() == MAX_BUCKETS {
            let (pairs, _) = self.full.as_chunks::<2>();
            self.full = pairs
                .iter()
                .map(|[first, second]| first.with(*second))
                .collect();
            self.samples_per_bucket *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peaks(samples: &[f32]) -> Peaks {
        let mut meter = PeakMeter::new();
        meter.push(samples);
        meter.finish()
    }

    #[test]
    fn a_short_take_has_the_finest_buckets() {
        let mut samples = vec![0.1; 300];
        samples[7] = -0.5;
        samples[299] = 0.75;
        let buckets = vec![
            Peak {
                min: -0.5,
                max: 0.1,
            },
            Peak {
                min: 0.1,
                max: 0.75,
            },
        ];
        assert_eq!(
            peaks(&samples),
            Peaks {
                samples_per_bucket: 256,
                buckets
            }
        );
        assert_eq!(peaks(&[]).buckets, []);
    }

    #[test]
    fn buckets_are_bounded_and_lose_no_peak() {
        let finest = FINEST_BUCKET as usize * MAX_BUCKETS;
        for (len, samples_per_bucket, buckets) in [
            (finest - 1, 256, 4_096),
            (finest, 512, 2_048),
            (2 * finest + 5, 1_024, 2_049),
        ] {
            let mut samples = vec![0.0; len];
            samples[len - 1] = 1.0;
            samples[len / 2] = -1.0;
            let peaks = peaks(&samples);
            assert_eq!(
                (peaks.samples_per_bucket, peaks.buckets.len()),
                (samples_per_bucket, buckets)
            );
            let lowest = (len / 2) as u64 / samples_per_bucket;
            assert_eq!(peaks.buckets[lowest as usize].min, -1.0);
            assert_eq!(peaks.buckets[buckets - 1].max, 1.0);
        }
    }
}
