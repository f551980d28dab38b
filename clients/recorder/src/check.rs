//! The microphone check before a take: does it hear the speaker, and not too much?

use std::{
    thread,
    time::{Duration, Instant},
};

use starling_speech::Level;

use crate::{
    capture::{self, Capture},
    device::Device,
    recording::{self, CaptureError},
};

/// A voice at a well set microphone peaks between -18 and -6 dBFS; 12 dB below that is too quiet.
pub(crate) const QUIET_PEAK_DECIBELS: f64 = -30.0;
/// How often to look whether it is closed.
const TICK: Duration = Duration::from_millis(5);
/// How long a microphone may take to close before it is left to itself.
const CLOSED_WITHIN: Duration = Duration::from_secs(1);

/// What a microphone's level says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not one sample differs from zero, as no live microphone does: it is muted.
    Muted,
    /// The voice is too far below full scale.
    TooQuiet,
    /// Loud passages are cut off.
    Clipping,
    /// The voice is where it should be.
    Good,
}

/// A microphone that is listened to; nothing is written. Dropped, it is closed.
pub struct Listening {
    device: Device,
    capture: Capture,
}

impl Listening {
    /// Opens the microphone.
    ///
    /// # Errors
    /// [`CaptureError::Device`] or [`CaptureError::Open`] where it cannot be recorded from.
    pub fn start(device: &Device) -> Result<Self, CaptureError> {
        let capture =
            capture::start(device).map_err(|reason| recording::open_error(device, reason))?;
        Ok(Self {
            device: device.clone(),
            capture,
        })
    }

    /// The level of what has come since the last call; none where nothing has.
    pub fn level(&mut self) -> Option<Level> {
        let ring = &mut self.capture.samples;
        let chunk = ring.read_chunk(ring.slots()).ok()?;
        let samples = chunk.into_iter().map(|sample| f32::from(sample) / 32_768.0);
        let samples: Vec<f32> = samples.collect();
        (!samples.is_empty()).then(|| Level::of(&samples))
    }

    /// Why the microphone ended by itself; nothing while it runs.
    pub fn trouble(&self) -> Option<CaptureError> {
        let reason = self.capture.progress.failure()?;
        Some(CaptureError::Open {
            device: self.device.clone(),
            reason: reason.to_owned(),
        })
    }
}

impl Drop for Listening {
    /// Waits until the audio thread has let go: a sound card that is still open cannot be recorded from.
    fn drop(&mut self) {
        self.capture.progress.stop();
        let deadline = Instant::now() + CLOSED_WITHIN;
        while !self.capture.samples.is_abandoned() && Instant::now() < deadline {
            thread::park_timeout(TICK);
        }
    }
}

/// Judges the level of some seconds of speech.
pub fn verdict(level: Level) -> Verdict {
    let peak = level.peak.decibels();
    if peak == f64::NEG_INFINITY {
        Verdict::Muted
    } else if level.clipped_sample_count > 0 {
        Verdict::Clipping
    } else if peak < QUIET_PEAK_DECIBELS {
        Verdict::TooQuiet
    } else {
        Verdict::Good
    }
}

impl Verdict {
    /// The verdict in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Muted => "muted",
            Self::TooQuiet => "too quiet",
            Self::Clipping => "clipping",
            Self::Good => "good",
        }
    }

    /// The same, with what to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Muted => "muted; unmute the microphone or choose another",
            Self::TooQuiet => "too quiet; come closer or raise the input volume",
            Self::Clipping => "clipping; lower the input volume or move away",
            Self::Good => "good",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_microphone_is_heard() {
        let mut listening = Listening::start(&Device::null()).unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        let level = loop {
            if let Some(level) = listening.level() {
                break level;
            }
            assert!(Instant::now() < deadline);
            thread::park_timeout(TICK);
        };
        assert_eq!(verdict(level), Verdict::Muted);
        assert!(listening.trouble().is_none());
        assert!(Listening::start(&Device::missing()).is_err());
    }

    #[test]
    fn verdicts_by_the_loudest_sample() {
        for (sample, expected) in [
            (0_i16, Verdict::Muted),
            (1, Verdict::TooQuiet),
            (1_000, Verdict::TooQuiet),
            (1_100, Verdict::Good),
            (-16_000, Verdict::Good),
            (32_766, Verdict::Good),
            (i16::MAX, Verdict::Clipping),
            (i16::MIN, Verdict::Clipping),
        ] {
            let level = Level::of(&[0.0, f32::from(sample) / 32_768.0]);
            assert_eq!(verdict(level), expected, "{sample}");
        }
    }
}
