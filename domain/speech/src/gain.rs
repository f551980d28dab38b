//! The gain that brings a take to the loudness voice activity is told best at.
//!
//! The detector's judgement depends on loudness: 30 dB below a normal level it loses parts of words, and
//! steady noise above -20 dBFS it takes for a voice. The gain follows the take, so that neither happens.

/// What loud speech is brought to, in dBFS of one frame.
const SPEECH_TARGET: f32 = -16.0;
/// What the background is never raised above, and lowered to, in dBFS.
const NOISE_LIMIT: f32 = -35.0;
/// The most that speech is raised by, in dB; beyond it, whispers elsewhere in the house would count.
const MAX_GAIN: f32 = 30.0;
/// Speech is taken for this loud until it is heard, in dBFS.
const TYPICAL_SPEECH: f32 = -30.0;
/// Below this a frame is digital silence and says nothing of the background, in dBFS.
const DIGITAL_SILENCE: f32 = -90.0;
/// How fast what was heard is forgotten, in dB per frame: 1 dB a second.
const RELEASE: f32 = 0.016;

/// Follows the loudest and the quietest frame of late.
pub(crate) struct AutomaticGain {
    loudest: f32,
    quietest: Option<f32>,
}

impl Default for AutomaticGain {
    fn default() -> Self {
        Self {
            loudest: TYPICAL_SPEECH,
            quietest: None,
        }
    }
}

impl AutomaticGain {
    /// The factor for a frame of this level in dBFS.
    pub(crate) fn next(&mut self, level: f32) -> f32 {
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
}
