//! Reading WAV files as mono blocks.

use std::io::{self, Read};

use crate::{SampleRate, SampleRateError};

/// What a WAV file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The rate of its samples.
    pub sample_rate: SampleRate,
    /// Its channels, 1 to 8.
    pub channels: u16,
    /// How each sample is stored.
    pub encoding: Encoding,
}

/// How a sample is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// 8-bit unsigned integer.
    U8,
    /// 16-bit signed integer.
    I16,
    /// 24-bit signed integer.
    I24,
    /// 32-bit signed integer.
    I32,
    /// 32-bit float.
    F32,
}

/// Why a file cannot be read as a take.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// There is not a single byte.
    #[error("the file is empty; record the take again")]
    Empty,
    /// The bytes are of another kind of file.
    #[error("the file is not a WAV file; convert it with `ffmpeg -i FILE take.wav`")]
    NotWav,
    /// The file ends before its audio begins.
    #[error("the WAV file ends inside its header; copy or record it again")]
    TruncatedHeader,
    /// A rate outside 8 000 to 192 000 Hz.
    #[error(transparent)]
    SampleRate(#[from] SampleRateError),
    /// The file could not be read.
    #[error("the WAV file could not be read: {0}")]
    Io(#[from] io::Error),
}

/// Reads a WAV file block by block, in memory that does not grow with the file.
#[derive(Debug)]
pub struct Reader<R> {
    #[expect(dead_code, reason = "being written")]
    source: R,
    spec: Spec,
    truncated: bool,
}

impl<R: Read> Reader<R> {
    /// Reads the header.
    pub fn new(source: R) -> Result<Self, WavError> {
        let spec = Spec {
            sample_rate: SampleRate::new(48_000)?,
            channels: 1,
            encoding: Encoding::I16,
        };
        Ok(Self {
            source,
            spec,
            truncated: false,
        })
    }

    /// What the header says.
    pub fn spec(&self) -> Spec {
        self.spec
    }

    /// Replaces the block by the next samples, the channels averaged, and tells how many they are: 0 at the
    /// end. Samples are -1 to 1; in a float file, what lies beyond is clipped, and what is not a number is 0.
    pub fn read_block(&mut self, block: &mut Vec<f32>) -> Result<usize, WavError> {
        block.clear();
        Ok(0)
    }

    /// Whether the audio ended before the header said, known once [`Self::read_block`] has given 0.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}
