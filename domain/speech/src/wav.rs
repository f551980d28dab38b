//! Reading WAV files as mono blocks.
//!
//! Written for what is really sent: files cut short keep what is there, files that a streaming recorder
//! could not go back to (`ffmpeg … -`, `sox … -`, a killed recorder) are read to their end.

mod format;

use std::io::{self, Read};

pub use format::{Encoding, Spec};

use crate::SampleRateError;
use crate::riff::{Header, MAX_CHUNKS};

/// The frames of a block: 85 ms at 48 kHz.
const BLOCK_FRAMES: usize = 4_096;

/// Reads a WAV file block by block, in memory that does not grow with the file.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    spec: Spec,
    /// The bytes of audio still to come; nothing if only the end of the file can tell.
    remaining: Option<u64>,
    bytes: Vec<u8>,
    truncated: bool,
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
    /// The file ends before its audio begins, or is said to begin.
    #[error("the WAV file ends before its audio; copy or record it again")]
    TruncatedHeader,
    /// The format is absent, contradicts itself or comes after the audio.
    #[error("the WAV file does not say how its audio is stored; convert or record it again")]
    MalformedFormat,
    /// The audio is compressed or of an unknown kind; holds the format tag.
    #[error(
        "the WAV file holds audio of format {0:#06x}, not plain samples; \
         convert it with `ffmpeg -i FILE -c:a pcm_s16le take.wav`"
    )]
    UnsupportedCodec(u16),
    /// The samples have a size that is not read; holds their bits.
    #[error(
        "the WAV file has samples of {0} bits; convert it with `ffmpeg -i FILE -c:a pcm_s16le take.wav`"
    )]
    UnsupportedBits(u16),
    /// There are more than 8 channels; holds how many.
    #[error("the WAV file has {0} channels; convert it with `ffmpeg -i FILE -ac 1 take.wav`")]
    TooManyChannels(u16),
    /// The rate is outside 8 000 to 192 000 Hz.
    #[error(transparent)]
    SampleRate(#[from] SampleRateError),
    /// Reading failed.
    #[error("the WAV file could not be read: {0}")]
    Io(#[from] io::Error),
}

impl<R: Read> Reader<R> {
    /// Reads up to where the audio begins.
    pub fn new(mut source: R) -> Result<Self, WavError> {
        let riff_size = read_form(&mut source)?;
        let mut spec = None;
        for _ in 0..MAX_CHUNKS {
            let header = Header::read(&mut source)?.ok_or(WavError::TruncatedHeader)?;
            match &header.id {
                b"fmt " => spec = Some(Spec::read(&mut source, &header)?),
                b"data" => {
                    return Ok(Self {
                        source,
                        spec: spec.ok_or(WavError::MalformedFormat)?,
                        remaining: audio_size(&header, riff_size),
                        bytes: Vec::new(),
                        truncated: false,
                    });
                }
                _ => skip(&mut source, header.padded_size())?,
            }
        }
        Err(WavError::TruncatedHeader)
    }

    /// What the header says of the audio.
    pub fn spec(&self) -> Spec {
        self.spec
    }

    /// Replaces the block by the next samples, the channels averaged, and tells how many they are: 0 at
    /// the end. Samples are -1 to 1; in a float file, what lies beyond is clipped, and what is no number
    /// is 0. A frame that is there in part is left out.
    pub fn read_block(&mut self, block: &mut Vec<f32>) -> Result<usize, WavError> {
        block.clear();
        let whole_block = (BLOCK_FRAMES * self.spec.bytes_per_frame()) as u64;
        let wanted = self.remaining.unwrap_or(whole_block).min(whole_block);
        self.bytes.clear();
        let found = self
            .source
            .by_ref()
            .take(wanted)
            .read_to_end(&mut self.bytes)? as u64;
        if let Some(remaining) = &mut self.remaining {
            *remaining -= found;
            self.truncated = found < wanted;
        }
        self.spec.decode(&self.bytes, block);
        Ok(block.len())
    }

    /// Whether the file ended before the audio its header promises; known once [`Self::read_block`] has
    /// given 0. All whole frames that are there have been delivered then.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}

/// Reads `RIFF`, a size and `WAVE`, and gives the size.
fn read_form(source: &mut impl Read) -> Result<u32, WavError> {
    let mut form = Vec::new();
    source.take(12).read_to_end(&mut form)?;
    match *form.as_slice() {
        [] => Err(WavError::Empty),
        [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'A', b'V', b'E'] => {
            Ok(u32::from_le_bytes([a, b, c, d]))
        }
        [b'R', b'I', b'F', b'F', ..] if form.len() < 12 => Err(WavError::TruncatedHeader),
        _ => Err(WavError::NotWav),
    }
}

/// The bytes of audio, or nothing where a recorder that could not seek has left a placeholder.
fn audio_size(data: &Header, riff_size: u32) -> Option<u64> {
    match data.size {
        // An honest 0 has a RIFF size that counts the header.
        0 if riff_size == 0 || is_placeholder(riff_size) => None,
        size if is_placeholder(size) => None,
        size => Some(u64::from(size)),
    }
}

/// Whether a size is what streaming recorders write for "unknown": sox and espeak-ng just below 2 GiB,
/// arecord 2 GiB, ffmpeg 4 GiB.
fn is_placeholder(size: u32) -> bool {
    matches!(size, 0x7FFF_0000..=0x8000_00FF | 0xFFFF_0000..)
}

fn skip(source: &mut impl Read, bytes: u64) -> io::Result<()> {
    io::copy(&mut source.take(bytes), &mut io::sink())?;
    Ok(())
}

#[cfg(test)]
mod tests;
