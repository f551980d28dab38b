//! The loudness voice activity is told best at.
//!
//! The detector's judgement depends on how loud a take is: 30 dB below a usual level it loses parts of
//! words, and steady noise near full scale it takes for a voice. A gain that follows the take evens this
//! out. A whisper of hiss below everything fills what is empty in narrow-band audio and in digital
//! silence, where the detector is at a loss: without it, half the pauses of noisy 8 kHz audio go unseen.

/// What loud speech is brought to, in dBFS of one frame.
const SPEECH_TARGET: f32 = -16.0;
/// What the background is never raised above, and is lowered to, in dBFS.
const NOISE_LIMIT: f32 = -40.0;
/// The most that anything is raised by, in dB; with more, voices next door would count.
const MAX_GAIN: f32 = 30.0;
/// How loud speech is taken to be until it is heard, in dBFS.
const TYPICAL_SPEECH: f32 = -30.0;
/// At and below this a frame is digital silence and says nothing of the background, in dBFS.
const DIGITAL_SILENCE: f32 = -90.0;
/// How fast what was heard is forgotten, in dB per frame of 16 ms: 1 dB a second.
const RELEASE: f32 = 0.016;
/// The largest sample of the hiss: -80 dBFS.
const HISS: f32 = 1.732e-4;

/// Brings one frame after the other to the detector's loudness.
pub(crate) struct Conditioner {
    /// The loudest frame of late, in dBFS.
    loudest: f32,
    /// The quietest frame of late, in dBFS.
    quietest: Option<f32>,
    /// The state of the hiss, the same in every take: the same samples give the same measures.
    hiss: u32,
}

impl Conditioner {
    pub(crate) fn new() -> Self {
        Self {
            loudest: TYPICAL_SPEECH,
            quietest: None,
            hiss: 1,
        }
    }

    /// Amplifies a frame of this level in dBFS in place.
    pub(crate) fn condition(&mut self, frame: &mut [f32], level: f32) {
        let gain = self.gain(level);
        for sample in frame {
            *sample = (*sample * gain + self.next_hiss()).clamp(-1.0, 1.0);
        }
    }

    fn gain(&mut self, level: f32) -> f32 {
        self.loudest = level.max(self.loudest - RELEASE);
        if level > DIGITAL_SILENCE {
            self.quietest = Some(
                self.quietest
                    .map_or(level, |quietest| level.min(quietest + RELEASE)),
            );
        }
        let wanted = (SPEECH_TARGET - self.loudest).clamp(0.0, MAX_GAIN);
        let allowed = self.quietest.map_or(0.0, |quietest| NOISE_LIMIT - quietest);
        10_f32.powf(wanted.min(allowed) / 20.0)
    }

    /// White noise: the linear congruential generator of Numerical Recipes.
    fn next_hiss(&mut self) -> f32 {
        self.hiss = self
            .hiss
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        (self.hiss as i32) as f32 / 2_147_483_648.0 * HISS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The gain in dB after a second of each level in dBFS.
    #[track_caller]
    fn check(levels: &[f32], expected: f32) {
        let mut conditioner = Conditioner::new();
        let mut gain = 1.0;
        for level in levels {
            for _ in 0..62 {
                gain = conditioner.gain(*level);
            }
        }
        let decibels = 20.0 * gain.log10();
        assert!((decibels - expected).abs() < 1.1, "{levels:?}: {decibels}");
    }

    #[test]
    fn quiet_speech_is_raised_and_noise_is_not() {
        check(&[-70.0, -16.0], 0.0);
        check(&[-80.0, -26.0], 10.0);
        // Room for speech yet to come, up to what the noise allows.
        check(&[-60.0], 15.0);
        check(&[-45.0], 5.0);
        check(&[-20.0], -20.0);
        // Speech 15 dB above noise: the noise decides.
        check(&[-50.0, -35.0], 10.0);
        check(&[-96.0], 0.0);
    }

    #[test]
    fn a_bang_is_forgotten_in_time() {
        let mut levels = vec![-75.0, 0.0];
        levels.extend([-75.0, -40.0].repeat(15));
        check(&levels, 14.0);
    }
}
