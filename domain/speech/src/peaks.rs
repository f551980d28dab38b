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

impl Peak {
    fn of(sample: f32) -> Self {
        Self {
            min: sample,
            max: sample,
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }
}

/// Gathers a waveform sample by sample; where the buckets run out, every two become one.
pub(crate) struct PeakMeter {
    peaks: Peaks,
    /// The samples in the last bucket.
    filled: u64,
}

impl PeakMeter {
    pub(crate) fn new() -> Self {
        let peaks = Peaks {
            samples_per_bucket: FINEST_BUCKET,
            buckets: Vec::new(),
        };
        Self {
            peaks,
            filled: FINEST_BUCKET,
        }
    }

    pub(crate) fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            let peak = Peak::of(sample);
            match self.peaks.buckets.last_mut() {
                Some(last) if self.filled < self.peaks.samples_per_bucket => {
                    *last = last.with(peak);
                    self.filled += 1;
                }
                _ => self.begin_bucket(peak),
            }
        }
    }

    pub(crate) fn finish(self) -> Peaks {
        self.peaks
    }

    fn begin_bucket(&mut self, peak: Peak) {
        if self.peaks.buckets.len() == MAX_BUCKETS {
            let (pairs, _) = self.peaks.buckets.as_chunks::<2>();
            self.peaks.buckets = pairs
                .iter()
                .map(|[first, second]| first.with(*second))
                .collect();
            self.peaks.samples_per_bucket *= 2;
        }
        self.peaks.buckets.push(peak);
        self.filled = 1;
    }
}
