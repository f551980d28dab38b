//! Silence between speech, and when it cannot be told.

use std::fmt;

use crate::noise::Background;
use crate::{SampleRate, Span};

/// The shortest silence that is a pause, in seconds; below it lie the gaps of fluent speech.
const SHORTEST_PAUSE: f64 = 0.25;
/// The signal-to-noise ratio below which pauses are withheld, in dB. With 10 dB of noise nineteen of
/// twenty pauses are right; the limit lies a little lower, because the ratio is an estimate.
const MIN_SIGNAL_TO_NOISE: f64 = 9.0;
/// The contested share of a take above which pauses are withheld. One speaker stays below 0.04 even
/// in noise; eight voices 15 dB below the speaker reach 0.05 and hide one pause in six.
const MAX_CONTESTED_SHARE: f64 = 0.05;

/// The pauses of a take: silence of 250 ms or more between speech, or why they are not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pauses {
    /// The pauses in order; never before the first speech or after the last.
    Measured(Vec<Span>),
    /// The take does not allow an honest count.
    Withheld {
        /// What stands in the way.
        reason: WithheldReason,
    },
}

/// Why pauses are not given; its `Display` is fit to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithheldReason {
    /// The speech stands out less than 9 dB from the noise.
    Noise,
    /// Other voices fill the gaps, so that a pause cannot be told from speech. One that is as loud as the
    /// speaker's is not told apart: its words are speech.
    BackgroundVoices,
}

impl fmt::Display for WithheldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Noise => "too much noise; move closer to the microphone",
            Self::BackgroundVoices => "other voices in the background; find a quieter place",
        })
    }
}

impl Pauses {
    /// The gaps between spans of speech, if the background lets them be told.
    pub(crate) fn between(speech: &[Span], background: &Background, rate: SampleRate) -> Self {
        match withheld(background) {
            Some(reason) => Self::Withheld { reason },
            None => Self::Measured(gaps(speech, rate.samples(SHORTEST_PAUSE))),
        }
    }
}

fn withheld(background: &Background) -> Option<WithheldReason> {
    if background.signal_to_noise_db? < MIN_SIGNAL_TO_NOISE {
        Some(WithheldReason::Noise)
    } else if background.contested_share > MAX_CONTESTED_SHARE {
        Some(WithheldReason::BackgroundVoices)
    } else {
        None
    }
}

fn gaps(speech: &[Span], shortest: u64) -> Vec<Span> {
    speech
        .windows(2)
        .map(|pair| Span {
            start: pair[0].end,
            end: pair[1].start,
        })
        .filter(|gap| gap.len() >= shortest)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dbfs;

    const RATE: SampleRate = match SampleRate::new(8_000) {
        Ok(rate) => rate,
        Err(_) => panic!("8 kHz is a rate"),
    };

    #[track_caller]
    fn check(
        signal_to_noise_db: Option<f64>,
        contested_share: f64,
        withheld: Option<WithheldReason>,
    ) {
        let background = Background {
            floor: Dbfs::SILENCE,
            signal_to_noise_db,
            contested_share,
        };
        let speech =
            [(100, 200), (2_199, 3_000), (5_000, 6_000)].map(|(start, end)| Span { start, end });
        let expected = match withheld {
            Some(reason) => Pauses::Withheld { reason },
            // The first gap is one sample short of 250 ms.
            None => Pauses::Measured(vec![Span {
                start: 3_000,
                end: 5_000,
            }]),
        };
        assert_eq!(Pauses::between(&speech, &background, RATE), expected);
    }

    #[test]
    fn pauses_are_given_unless_the_background_hides_them() {
        check(Some(40.0), 0.0, None);
        check(Some(9.1), 0.049, None);
        check(Some(8.9), 0.0, Some(WithheldReason::Noise));
        check(Some(8.9), 0.5, Some(WithheldReason::Noise));
        check(Some(40.0), 0.051, Some(WithheldReason::BackgroundVoices));
    }
}
