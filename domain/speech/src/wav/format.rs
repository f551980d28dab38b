//! How the audio of a WAV file is stored, and decoding it.

use std::io::Read;

use super::{WavError, skip};
use crate::SampleRate;
use crate::riff::Header;
use crate::units::bounded;

const PCM: u16 = 1;
const IEEE_FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xFFFE;
/// What follows the format tag in the GUID of an extensible format (`KSDATAFORMAT_SUBTYPE_…`).
const SUBTYPE: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
const MAX_CHANNELS: u16 = 8;

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
    /// Unsigned 8-bit integer.
    U8,
    /// Signed 16-bit integer.
    I16,
    /// Signed 24-bit integer.
    I24,
    /// Signed 32-bit integer.
    I32,
    /// 32-bit float.
    F32,
}

impl Encoding {
    fn new(tag: u16, bits: u16) -> Result<Self, WavError> {
        match (tag, bits) {
            (PCM, 8) => Ok(Self::U8),
            (PCM, 16) => Ok(Self::I16),
            (PCM, 24) => Ok(Self::I24),
            (PCM, 32) => Ok(Self::I32),
            (IEEE_FLOAT, 32) => Ok(Self::F32),
            (PCM | IEEE_FLOAT, _) => Err(WavError::UnsupportedBits(bits)),
            _ => Err(WavError::UnsupportedCodec(tag)),
        }
    }

    fn bytes_per_sample(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 => 2,
            Self::I24 => 3,
            Self::I32 | Self::F32 => 4,
        }
    }
}

impl Spec {
    /// Reads a `fmt ` chunk.
    pub(super) fn read(source: &mut impl Read, header: &Header) -> Result<Self, WavError> {
        let mut chunk = Vec::new();
        let wanted = u64::from(header.size).min(40);
        if source.take(wanted).read_to_end(&mut chunk)? as u64 != wanted {
            return Err(WavError::TruncatedHeader);
        }
        skip(source, header.padded_size() - wanted)?;
        Self::parse(&chunk)
    }

    fn parse(chunk: &[u8]) -> Result<Self, WavError> {
        if chunk.len() < 16 {
            return Err(WavError::MalformedFormat);
        }
        let word = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
        let (channels, bytes_per_frame, bits) = (word(2), word(12), word(14));
        let tag = match word(0) {
            // The GUID begins with the real tag.
            EXTENSIBLE if chunk.get(26..) == Some(&SUBTYPE) => word(24),
            tag => tag,
        };
        let encoding = Encoding::new(tag, bits)?;
        let sample_rate = SampleRate::new(u32::from(word(6)) << 16 | u32::from(word(4)))?;
        if channels > MAX_CHANNELS {
            return Err(WavError::TooManyChannels(channels));
        }
        let spec = Self {
            sample_rate,
            channels,
            encoding,
        };
        if channels == 0 || usize::from(bytes_per_frame) != spec.bytes_per_frame() {
            return Err(WavError::MalformedFormat);
        }
        Ok(spec)
    }

    pub(crate) fn bytes_per_frame(&self) -> usize {
        usize::from(self.channels) * self.encoding.bytes_per_sample()
    }

    /// Appends the average of every whole frame's channels, -1 to 1.
    pub(super) fn decode(&self, bytes: &[u8], block: &mut Vec<f32>) {
        let channels = usize::from(self.channels);
        match self.encoding {
            Encoding::U8 => mix(bytes, channels, block, |[byte]| {
                (f32::from(byte) - 128.0) / 128.0
            }),
            Encoding::I16 => mix(bytes, channels, block, |sample| {
                f32::from(i16::from_le_bytes(sample)) / 32_768.0
            }),
            // Into the upper three bytes of 32 bits, so that the sign comes right by itself.
            Encoding::I24 => mix(bytes, channels, block, |[a, b, c]| from_i32([0, a, b, c])),
            Encoding::I32 => mix(bytes, channels, block, from_i32),
            Encoding::F32 => mix(bytes, channels, block, |sample| {
                bounded(f32::from_le_bytes(sample))
            }),
        }
    }
}

fn from_i32(sample: [u8; 4]) -> f32 {
    i32::from_le_bytes(sample) as f32 / 2_147_483_648.0
}

fn mix<const BYTES: usize>(
    bytes: &[u8],
    channels: usize,
    block: &mut Vec<f32>,
    sample: impl Fn([u8; BYTES]) -> f32,
) {
    let (samples, _) = bytes.as_chunks::<BYTES>();
    block.extend(
        samples
            .chunks_exact(channels)
            .map(|frame| frame.iter().map(|&bytes| sample(bytes)).sum::<f32>() / channels as f32),
    );
}
