//! The background of a take: how loud it is, and whether other voices are in it.

use std::ops::Range;

use crate::Dbfs;
use crate::frames::{FRAME_HERTZ, Frame, SILENT};

/// The frames that background voices are looked for over: 144 ms evens out their syllables.
const SMOOTHING: usize = 9;
/// The shortest stretch that background voices are believed in: the end of a phrase falls off faster.
const MIN_STRETCH: usize = (0.5 * FRAME_HERTZ) as usize;

/// What is heard behind the speech.
pub(crate) struct Background {
    /// The tenth percentile of the frames' levels: a tenth of every take is free of speech, be it
    /// before, between or after, and voices in the background have dips.
    pub(crate) floor: Dbfs,
    /// The mean power of the speech over the floor in dB; nothing without speech.
    pub(crate) signal_to_noise_db: Option<f64>,
    /// The share of the take that is called speech but no louder than half-way between floor and
    /// speech, for half a second or longer: voices that are not the speaker's.
    pub(crate) contested_share: f64,
}

impl Background {
    pub(crate) fn of(frames: &[Frame], speech: &[Range<usize>]) -> Self {
        let floor = tenth_percentile(frames);
        let speech_power: Vec<f64> = speech
            .iter()
            .flat_map(|run| &frames[run.clone()])
            .map(power)
            .collect();
        let signal_to_noise_db = (!speech_power.is_empty()).then(|| {
            let mean = speech_power.iter().sum::<f64>() / speech_power.len() as f64;
            10.0 * mean.log10() - f64::from(floor)
        });
        let contested = signal_to_noise_db.map_or(0, |range| {
            contested_frames(frames, speech, f64::from(floor) + range / 2.0)
        });
        Self {
            floor: if floor > SILENT {
                Dbfs::from_decibels(floor.into())
            } else {
                Dbfs::SILENCE
            },
            signal_to_noise_db,
            contested_share: contested as f64 / frames.len().max(1) as f64,
        }
    }
}

fn tenth_percentile(frames: &[Frame]) -> f32 {
    let mut levels: Vec<f32> = frames.iter().map(|frame| frame.level).collect();
    let tenth = levels.len() / 10;
    if levels.is_empty() {
        SILENT
    } else {
        *levels.select_nth_unstable_by(tenth, f32::total_cmp).1
    }
}

/// The frames within speech that lie in a long stretch quieter than a level.
fn contested_frames(frames: &[Frame], speech: &[Range<usize>], level: f64) -> usize {
    let powers: Vec<f64> = frames.iter().map(power).collect();
    let threshold = 10_f64.powf(level / 10.0) * SMOOTHING as f64;
    let quiet: Vec<bool> = powers
        .windows(SMOOTHING)
        .map(|window| window.iter().sum::<f64>() < threshold)
        .collect();
    let mut in_speech = vec![false; frames.len()];
    for run in speech {
        in_speech[run.clone()].fill(true);
    }
    // A window is known by its middle.
    let judged: Vec<(bool, bool)> = quiet
        .into_iter()
        .zip(in_speech.into_iter().skip(SMOOTHING / 2))
        .collect();
    judged
        .chunk_by(|(quiet, _), (next, _)| quiet == next)
        .filter(|stretch| stretch.len() >= MIN_STRETCH)
        .flatten()
        .filter(|&&(quiet, in_speech)| quiet && in_speech)
        .count()
}

fn power(frame: &Frame) -> f64 {
    10_f64.powf(f64::from(frame.level) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The background of parts of a level in dBFS and a length in frames, some frames of which are speech.
    fn background(parts: &[(f32, usize)], speech: Range<usize>) -> Background {
        let frames: Vec<Frame> = parts
            .iter()
            .flat_map(|&(level, len)| {
                std::iter::repeat_n(
                    Frame {
                        level,
                        voice: false,
                    },
                    len,
                )
            })
            .collect();
        Background::of(&frames, &[speech])
    }

    #[test]
    fn the_floor_is_what_nine_tenths_exceed() {
        let background = background(&[(-20.0, 89), (-50.0, 11)], 0..89);
        assert_eq!(background.floor, Dbfs::from_decibels(-50.0));
        assert!((background.signal_to_noise_db.unwrap() - 30.0).abs() < 1e-4);
        assert_eq!(background.contested_share, 0.0);
    }

    #[test]
    fn silence_has_no_floor_and_no_ratio() {
        for parts in [&[][..], &[(SILENT, 50)]] {
            let background = background(parts, 0..0);
            assert_eq!(
                (background.floor, background.signal_to_noise_db),
                (Dbfs::SILENCE, None)
            );
        }
    }

    #[test]
    fn long_quiet_speech_is_contested() {
        let contested = |quiet: f32, len: usize, speech: Range<usize>| {
            let parts = [(-50.0, 40), (-20.0, 100), (quiet, len), (-20.0, 100)];
            let background = background(&parts, speech);
            (background.contested_share * (240 + len) as f64).round() as usize
        };
        // The smoothing takes four frames from either end of a stretch.
        assert_eq!(contested(-40.0, 60, 40..300), 52);
        assert_eq!(contested(-30.0, 60, 40..300), 0);
        assert_eq!(contested(-40.0, 38, 40..278), 0);
        assert_eq!(contested(-40.0, 60, 40..140), 0);
    }
}
