//! A take's waveform for drawing.

/// The most buckets a waveform has: twice the pixels of a wide screen.
const MAX_BUCKETS: usize = 4_096;
/// The finest bucket: 5 ms at 48 kHz.
const FINEST: u64 = 256;

/// The waveform of a take in equal buckets: at most 4 096, whatever its length.
#[derive(Clone, Debug, PartialEq)]
pub struct Peaks {
    /// The samples in each bucket, 256 times a power of two; the last bucket may hold fewer.
    pub samples_per_bucket: u64,
    /// The buckets, from the first sample on.
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
