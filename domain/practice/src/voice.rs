//! Spoken comments: which audio may be one.

use starling_speech::SampleRate;
use starling_speech::wav::{Encoding, Reader, WavError};

const MAX_SIZE: usize = 2 * 1024 * 1024;
const MAX_HERTZ: u32 = 48_000;
const MIN_SECONDS: u64 = 1;
const MAX_SECONDS: u64 = 120;

/// How a spoken comment was recorded: at 8,000 to 48,000 Hz, for 1 to 120 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    sample_rate: SampleRate,
    sample_count: u64,
}

/// Audio that is no spoken comment.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// It is no WAV file, or a damaged one.
    #[error(transparent)]
    Wav(#[from] WavError),
    /// The file is too large.
    #[error("a spoken comment has at most {MAX_SIZE} bytes; record a shorter one")]
    Size,
    /// The samples are of another kind.
    #[error("a spoken comment has one channel of 16-bit integers; convert it")]
    Encoding,
    /// The rate is too low or too high.
    #[error("a spoken comment has 8000 to {MAX_HERTZ} samples in a second; convert it")]
    Rate,
    /// It is too short or too long.
    #[error("a spoken comment lasts {MIN_SECONDS} to {MAX_SECONDS} seconds; record another one")]
    Length,
    /// The file ends before its audio does.
    #[error("the spoken comment is cut short; send it again")]
    Truncated,
}

impl Voice {
    /// What is known of a recording.
    ///
    /// # Errors
    /// [`VoiceError`] for a rate or a length that no spoken comment has.
    pub fn new(sample_rate_hertz: u32, sample_count: u64) -> Result<Self, VoiceError> {
        let sample_rate = SampleRate::new(sample_rate_hertz).map_err(|_| VoiceError::Rate)?;
        let hertz = u64::from(sample_rate_hertz);
        if sample_rate_hertz > MAX_HERTZ {
            return Err(VoiceError::Rate);
        }
        if !(MIN_SECONDS * hertz..=MAX_SECONDS * hertz).contains(&sample_count) {
            return Err(VoiceError::Length);
        }
        Ok(Self {
            sample_rate,
            sample_count,
        })
    }

    /// Reads a WAV file to its end.
    ///
    /// # Errors
    /// [`VoiceError`] for anything but a sound recording of one channel of 16-bit integers, of at most 2 MiB.
    pub fn of_wav(wav: &[u8]) -> Result<Self, VoiceError> {
        if wav.len() > MAX_SIZE {
            return Err(VoiceError::Size);
        }
        let mut reader = Reader::new(wav)?;
        let spec = reader.spec();
        if spec.channels != 1 || spec.encoding != Encoding::I16 {
            return Err(VoiceError::Encoding);
        }
        let mut sample_count = 0;
        let mut block = Vec::new();
        loop {
            match reader.read_block(&mut block)? {
                0 if reader.is_truncated() => return Err(VoiceError::Truncated),
                0 => return Self::new(spec.sample_rate.hertz(), sample_count),
                count => sample_count += count as u64,
            }
        }
    }

    /// The rate of its samples.
    #[must_use]
    pub fn sample_rate(self) -> SampleRate {
        self.sample_rate
    }

    /// Its samples in all.
    #[must_use]
    pub fn sample_count(self) -> u64 {
        self.sample_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(channels: u16, hertz: u32, bits: u16, samples: usize) -> Vec<u8> {
        let frame = channels * bits / 8;
        let size = samples as u32 * u32::from(frame);
        let mut wav = Vec::new();
        wav.extend(b"RIFF");
        wav.extend((36 + size).to_le_bytes());
        wav.extend(b"WAVEfmt ");
        wav.extend(16_u32.to_le_bytes());
        wav.extend([1, 0]);
        wav.extend(channels.to_le_bytes());
        wav.extend(hertz.to_le_bytes());
        wav.extend((hertz * u32::from(frame)).to_le_bytes());
        wav.extend(frame.to_le_bytes());
        wav.extend(bits.to_le_bytes());
        wav.extend(b"data");
        wav.extend(size.to_le_bytes());
        wav.resize(44 + size as usize, 1);
        wav
    }

    /// Its length, or how it is refused.
    #[track_caller]
    fn check(wav: &[u8], expected: Result<u64, &str>) {
        let voice = Voice::of_wav(wav).map(Voice::sample_count);
        let voice = voice.map_err(|error| format!("{error:?}"));
        match (voice, expected) {
            (Ok(count), Ok(expected)) => assert_eq!(count, expected),
            (Err(error), Err(expected)) => assert!(error.contains(expected), "{error}"),
            (voice, expected) => panic!("{voice:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn a_spoken_comment_is_plain_and_short() {
        check(&wav(1, 8_000, 16, 8_000), Ok(8_000));
        check(&wav(1, 8_000, 16, 960_000), Ok(960_000));
        check(&wav(1, 48_000, 16, 100_000), Ok(100_000));
        check(&wav(1, 8_000, 16, 7_999), Err("Length"));
        check(&wav(1, 8_000, 16, 960_001), Err("Length"));
        check(&wav(1, 16_000, 16, 1_048_576), Err("Size"));
        check(&wav(1, 48_001, 16, 50_000), Err("Rate"));
        check(&wav(2, 8_000, 16, 8_000), Err("Encoding"));
        check(&wav(1, 8_000, 8, 8_000), Err("Encoding"));
        check(&wav(1, 8_000, 16, 9_000)[..17_000], Err("Truncated"));
        check(b"", Err("Empty"));
        check(b"OggS, and more bytes", Err("NotWav"));
    }
}
