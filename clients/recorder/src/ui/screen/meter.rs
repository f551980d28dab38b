//! The level of the microphone over the last seconds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use starling_speech::{Dbfs, Level};

use super::bar::Bar;
use super::palette::Tone;
use crate::check::{self, QUIET_PEAK_DECIBELS, Verdict};

/// How long the highest peak stays on the bar.
const HELD_FOR: Duration = Duration::from_millis(1_500);
/// Where the bar begins.
const FLOOR_DECIBELS: f64 = -60.0;

/// The levels of the last seconds.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    span: Duration,
    levels: VecDeque<(Instant, Level)>,
}

impl Meter {
    /// A meter that judges by the last `span`, and not before half of that has come.
    pub(super) fn new(span: Duration) -> Self {
        Self {
            span,
            levels: VecDeque::new(),
        }
    }

    /// Takes in the level at `now`, if there is one.
    pub(super) fn push(&mut self, now: Instant, level: Option<Level>) {
        self.levels.extend(level.map(|level| (now, level)));
        while let Some((at, _)) = self.levels.front()
            && now.saturating_duration_since(*at) > self.span
        {
            self.levels.pop_front();
        }
    }

    /// Forgets what was before, when somebody else spoke or nobody did.
    pub(super) fn forget(&mut self) {
        self.levels.clear();
    }

    /// Whether nothing has come in the last seconds.
    pub(super) fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// The highest peak of late, which stands still long enough to be read.
    pub(super) fn held(&self) -> Dbfs {
        let Some((latest, _)) = self.levels.back() else {
            return Dbfs::SILENCE;
        };
        let late = self.levels.iter().rev();
        let late = late.take_while(|(at, _)| latest.saturating_duration_since(*at) <= HELD_FOR);
        let peaks = late.map(|(_, level)| level.peak.decibels());
        Dbfs::from_decibels(peaks.fold(f64::NEG_INFINITY, f64::max))
    }

    /// That peak in words: `-18 dBFS`.
    pub(super) fn held_text(&self) -> String {
        let decibels = self.held().decibels();
        if decibels.is_finite() {
            format!("{decibels:.0} dBFS")
        } else {
            "silence".to_owned()
        }
    }

    /// What the last seconds say about the microphone; nothing where too little has come.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        let ((first, _), (last, _)) = (self.levels.front()?, self.levels.back()?);
        let levels = self.levels.iter().map(|(_, level)| *level);
        let verdict = check::verdict(levels.reduce(louder)?);
        let enough = last.saturating_duration_since(*first) >= self.span / 2;
        (enough || verdict == Verdict::Clipping).then_some(verdict)
    }

    /// The bar of the peaks, from -60 to 0 dBFS, marked where they should be.
    pub(super) fn bar(&self) -> Bar {
        let above_floor = |level: Dbfs| level.decibels() - FLOOR_DECIBELS;
        let latest = self
            .levels
            .back()
            .map_or(Dbfs::SILENCE, |(_, level)| level.peak);
        Bar {
            value: above_floor(latest),
            target: (QUIET_PEAK_DECIBELS - FLOOR_DECIBELS, -FLOOR_DECIBELS),
            mark: Some(above_floor(self.held())),
            full: -FLOOR_DECIBELS,
            tone: Tone::Plain,
        }
    }
}

fn louder(one: Level, other: Level) -> Level {
    let clipped_sample_count = one.clipped_sample_count + other.clipped_sample_count;
    let loudest = if other.peak > one.peak { other } else { one };
    Level {
        clipped_sample_count,
        ..loudest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pushes the amplitudes, one a second, into a meter of 4 s, and tells its verdict after each.
    #[track_caller]
    fn check(amplitudes: &[f32], expected: &[&str]) {
        let mut meter = Meter::new(Duration::from_secs(4));
        let start = Instant::now();
        let verdicts = amplitudes.iter().zip(0..).map(|(&amplitude, second)| {
            let now = start + Duration::from_secs(second);
            meter.push(now, Some(Level::of(&[0.0, amplitude])));
            meter.verdict().map_or("-", Verdict::word)
        });
        assert_eq!(verdicts.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn it_judges_by_the_loudest_of_the_last_seconds() {
        check(
            &[0.5, 0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
            &[
                "-",
                "-",
                "good",
                "good",
                "good",
                "too quiet",
                "too quiet",
                "muted",
                "muted",
            ],
        );
    }

    #[test]
    fn clipping_is_told_at_once() {
        check(&[0.1, 1.0, 0.1], &["-", "clipping", "clipping"]);
    }

    #[test]
    fn a_peak_is_held_for_a_while() {
        let mut meter = Meter::new(Duration::from_secs(4));
        let start = Instant::now();
        for (millis, amplitude, held) in [(0, 1.0, 0.0), (1_500, 0.1, 0.0), (1_600, 0.1, -20.0)] {
            let now = start + Duration::from_millis(millis);
            meter.push(now, Some(Level::of(&[amplitude])));
            assert_eq!(meter.held().decibels().round(), held, "{millis} ms");
        }
    }

    #[test]
    fn what_no_longer_comes_is_forgotten() {
        let mut meter = Meter::new(Duration::from_secs(4));
        let start = Instant::now();
        meter.push(start, Some(Level::of(&[0.5])));
        meter.push(start + Duration::from_secs(5), None);
        assert_eq!(meter.held(), Dbfs::SILENCE);
        assert_eq!(meter.verdict(), None);
    }
}
