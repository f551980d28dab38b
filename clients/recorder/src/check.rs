//! The microphone check before a take: does it hear the speaker, and not too much?

use std::{
    fmt, thread,
    time::{Duration, Instant},
};

use starling_speech::{Level, LevelMeter};

use crate::{
    capture::{self, PATIENCE},
    device::Device,
    recording::{self, CaptureError},
};

/// A voice at a well set microphone peaks between -18 and -6 dBFS; 12 dB below that is too quiet.
const QUIET_PEAK_DECIBELS: f64 = -30.0;
/// How often what has come is measured.
const TICK: Duration = Duration::from_millis(50);

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

/// A microphone that was listened to.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The microphone.
    pub device: Device,
    /// The level while it was listened to.
    pub level: Level,
    /// What the level says.
    pub verdict: Verdict,
}

/// Listens to a speaking person for so long; nothing is written.
pub fn listen(device: &Device, duration: Duration) -> Result<Check, CaptureError> {
    let mut capture =
        capture::start(device).map_err(|reason| recording::open_error(device, reason))?;
    let mut remaining = capture
        .progress
        .sample_rate()
        .samples(duration.as_secs_f64());
    let deadline = Instant::now() + duration + PATIENCE;
    let mut meter = LevelMeter::default();
    while remaining > 0 && capture.progress.failure().is_none() && Instant::now() < deadline {
        thread::park_timeout(TICK);
        let count = capture
            .samples
            .slots()
            .min(usize::try_from(remaining).unwrap_or(usize::MAX));
        if let Ok(chunk) = capture.samples.read_chunk(count) {
            let samples = chunk.into_iter().map(|sample| f32::from(sample) / 32_768.0);
            meter.push(&samples.collect::<Vec<_>>());
            remaining -= count as u64;
        }
    }
    capture.progress.stop();
    let level = meter.level();
    Ok(Check {
        device: device.clone(),
        level,
        verdict: verdict(level),
    })
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
    /// The stable name of the verdict.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Muted => "muted",
            Self::TooQuiet => "too_quiet",
            Self::Clipping => "clipping",
            Self::Good => "good",
        }
    }

    /// The same for people, with what to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Muted => "no sound at all; unmute the microphone or choose another",
            Self::TooQuiet => "too quiet; come closer or raise the input volume",
            Self::Clipping => "too loud; lower the input volume or move away",
            Self::Good => "good",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.device.name(), self.verdict.advice())?;
        if self.verdict != Verdict::Muted {
            write!(f, " (peak {:.0} dBFS)", self.level.peak.decibels())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
