//! Where somebody speaks.

use std::ops::Range;

use crate::frames::{FRAME_LEN, Frame, Framer};
use crate::resample::{Resampler, TARGET_HERTZ};
use crate::{SampleRate, Span};

/// The longest gap that is part of speech, in frames: the closure of a plosive stays below 120 ms.
const LONGEST_GAP: usize = 7;
/// The longest burst that is no speech, in frames: a click stays below 60 ms.
const LONGEST_BURST: usize = 3;

/// Turns samples into frames.
pub(crate) struct VoiceActivity {
    rate: SampleRate,
    resampler: Resampler,
    framer: Framer,
}

impl VoiceActivity {
    pub(crate) fn new(rate: SampleRate) -> Self {
        Self {
            rate,
            resampler: Resampler::new(rate),
            framer: Framer::new(),
        }
    }

    pub(crate) fn push(&mut self, samples: &[f32]) {
        self.resampler
            .push(samples, |resampled| self.framer.push(resampled));
    }

    /// The frames of a take of this many samples, the last one filled up with silence.
    pub(crate) fn finish(mut self, sample_count: u64) -> Vec<Frame> {
        let samples_per_frame = u64::from(self.rate.hertz()) * FRAME_LEN as u64;
        let frame_count =
            (sample_count * u64::from(TARGET_HERTZ)).div_ceil(samples_per_frame) as usize;
        // One more than there are, because a frame is judged together with the next one.
        while self.framer.frames().len() <= frame_count {
            self.push(&[0.0; FRAME_LEN]);
        }
        let mut frames = self.framer.into_frames();
        frames.truncate(frame_count);
        frames
    }
}

/// The runs of frames with speech: short gaps are closed, then short bursts dropped.
pub(crate) fn speech(frames: &[Frame]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in frames.iter().enumerate().filter(|(_, frame)| frame.voice) {
        match runs.last_mut() {
            Some(run) if index - run.end <= LONGEST_GAP => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs.retain(|run| run.len() > LONGEST_BURST);
    runs
}

/// The part of a take that some of its frames cover.
pub(crate) fn span(frames: &Range<usize>, rate: SampleRate, sample_count: u64) -> Span {
    let position = |frame: usize| {
        let samples = frame as u64 * FRAME_LEN as u64;
        (samples * u64::from(rate.hertz()) / u64::from(TARGET_HERTZ)).min(sample_count)
    };
    Span {
        start: position(frames.start),
        end: position(frames.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames drawn as `#` for voice and `.` for none, before and after.
    #[track_caller]
    fn check(voice: &str, expected: &str) {
        let frames: Vec<Frame> = voice
            .chars()
            .map(|frame| Frame {
                level: 0.0,
                voice: frame == '#',
            })
            .collect();
        let mut found = ".".repeat(frames.len());
        for run in speech(&frames) {
            found.replace_range(run.clone(), &"#".repeat(run.len()));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn gaps_are_closed_and_bursts_dropped() {
        check("", "");
        check("....", "....");
        check("..####..", "..####..");
        check("..###...", "........");
        check("####.......####", "###############");
        check("####........####", "####........####");
        // Bursts near each other become speech, because gaps are closed first.
        check("##.##", "#####");
    }

    #[test]
    fn frames_cover_a_take_to_its_last_sample() {
        for (hertz, sample_count) in [
            (48_000, 1),
            (48_000, 767),
            (44_100, 44_100),
            (8_000, 12_345),
        ] {
            let rate = SampleRate::new(hertz).unwrap();
            let mut activity = VoiceActivity::new(rate);
            activity.push(&vec![0.1; sample_count as usize]);
            let count = activity.finish(sample_count).len();
            let last = span(&(count - 1..count), rate, sample_count);
            assert!(
                !last.is_empty() && last.end == sample_count,
                "{hertz} {sample_count} {last:?}"
            );
        }
    }
}
