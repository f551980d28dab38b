//! What a person sees from the question to the end of the take.

use std::time::{Duration, Instant};

use ratatui::Frame;
use starling_practice::{Band, Fit, Format, Question};

use super::console::Input;
use super::meter::Meter;
use super::palette::{Palette, Tone};
use super::rows::{Course, Row};
use super::{compact, full, keys};
use crate::check::Verdict;
use crate::live::View;
use crate::take::{SectionClock, State, Step};
use crate::ui::{Event, clock};

/// How much sound judges the microphone: longer than a speaker's pauses, in which it is not "too quiet".
const JUDGED_BY: Duration = Duration::from_secs(10);
/// How long it may be without a sound before that is worth a word.
pub(super) const SILENCE: Duration = Duration::from_secs(1);

/// All that is shown of a take.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) question: Question,
    pub(super) format: Format,
    fit: Fit,
    pub(super) phase: Phase,
    clocks: Vec<SectionClock>,
    meter: Meter,
    pub(super) digital_silence: Duration,
    pub(super) lost_frame_count: u64,
    pub(super) is_rerouted: bool,
    pub(super) notice: Option<&'static str>,
    keys_shown: bool,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The person thinks.
    Thinking {
        /// For how long still.
        left: Duration,
    },
    /// The microphone is being opened. The question is not there before it can be answered, or thought about.
    Opening {
        /// Whether it was asked before.
        asked: bool,
    },
    /// The microphone records.
    Recording(State),
    /// The files are being closed.
    Closing,
}

impl Sheet {
    /// The sheet of a take that is about to begin. `bands` are those of the format's sections, in order.
    pub(super) fn new(question: Question, format: Format, fit: Fit, bands: Vec<Band>) -> Self {
        let not_begun = |band| SectionClock {
            elapsed_s: 0.0,
            band,
        };
        Self {
            question,
            format,
            fit,
            phase: Phase::Opening { asked: false },
            clocks: bands.into_iter().map(not_begun).collect(),
            meter: Meter::new(JUDGED_BY),
            digital_silence: Duration::ZERO,
            lost_frame_count: 0,
            is_rerouted: false,
            notice: None,
            keys_shown: false,
        }
    }

    /// Takes in what there is to show at `now`.
    pub(super) fn observe(&mut self, view: View, now: Instant) {
        let speaker = self.speaks();
        self.phase = Phase::Recording(view.state);
        if self.speaks() != speaker {
            self.meter.forget();
        }
        self.meter.push(now, Some(view.level));
        self.clocks = view.clocks;
        self.digital_silence = view.digital_silence;
        self.lost_frame_count = view.lost_frame_count;
        self.is_rerouted = view.is_rerouted;
    }

    /// Takes in a key or signal, and tells what it means for the take.
    pub(super) fn press(&mut self, input: Input) -> Option<Event> {
        let event = keys::event_of(input);
        self.keys_shown = event == Some(Event::Help) && !self.keys_shown;
        self.notice = None;
        event
    }

    /// Takes in whether a step led anywhere.
    pub(super) fn stepped(&mut self, step: Step, taken: bool) {
        let sections = self.format.sections().len();
        self.notice = match step {
            _ if taken => None,
            Step::Next => Some("nothing to go on to; enter finishes"),
            Step::GoTo(index) if index >= sections => Some("there is no such section"),
            Step::GoTo(_) => None,
            Step::OffClock | Step::Pause => Some("no section has begun; space begins"),
        };
    }

    /// Draws it, whatever room there is.
    pub(super) fn draw(&self, frame: &mut Frame, palette: Palette) {
        if full::fits(self, frame.area()) {
            full::draw(self, frame, palette);
        } else {
            compact::draw(self, frame, palette);
        }
        if self.keys_shown {
            keys::draw(frame, palette);
        }
    }

    /// Whether the question is there to be read.
    pub(super) fn is_asked(&self) -> bool {
        self.phase != Phase::Opening { asked: false }
    }

    /// What the budgets are.
    pub(super) fn budgets(&self) -> String {
        let Some(headline) = self.format.headline else {
            return String::new();
        };
        let headline = clock(headline.as_secs_f64());
        match self.fit {
            Fit::Printed => format!("headline {headline}, budgets as printed"),
            Fit::Headline => format!("budgets fitted to the headline {headline}"),
        }
    }

    /// The section that is being told, or will be gone on with.
    pub(super) fn current(&self) -> Option<usize> {
        match self.phase {
            Phase::Recording(
                State::Section(index) | State::OffClock(index) | State::Paused(index),
            ) => Some(index),
            _ => None,
        }
    }

    /// The sections' clocks.
    pub(super) fn section_rows(&self) -> Vec<Row> {
        let sections = self.format.sections().iter().zip(&self.clocks);
        let rows = sections.enumerate().map(|(index, (section, clock))| {
            let course = if self.current() == Some(index) {
                Course::Current
            } else if clock.elapsed_s > 0.0 {
                Course::Left
            } else {
                Course::Ahead
            };
            Row::of_clock(Some(index + 1), &section.title, *clock, course)
        });
        rows.collect()
    }

    /// The clock of all sections together.
    pub(super) fn total_row(&self) -> Row {
        let sum = |value: fn(&SectionClock) -> f64| self.clocks.iter().map(value).sum();
        let total = SectionClock {
            elapsed_s: sum(|clock| clock.elapsed_s),
            band: Band {
                low_s: sum(|clock| clock.band.low_s),
                high_s: sum(|clock| clock.band.high_s),
            },
        };
        let course = match self.current() {
            Some(_) => Course::Current,
            None => Course::Ahead,
        };
        Row {
            title_tone: Tone::Plain,
            ..Row::of_clock(None, "Total", total, course)
        }
    }

    /// The microphone's level; none before it is open.
    pub(super) fn level_row(&self) -> Option<Row> {
        let Phase::Recording(_) = self.phase else {
            return None;
        };
        let verdict = match self.meter.verdict() {
            _ if self.digital_silence >= SILENCE => Some(Verdict::Muted),
            // Nobody is asked to speak up but a speaker.
            Some(Verdict::TooQuiet | Verdict::Muted) if !self.speaks() => None,
            verdict => verdict,
        };
        let mut bar = self.meter.bar();
        let word = match verdict {
            None => String::new(),
            Some(Verdict::Good) => format!("✓ {}", Verdict::Good.word()),
            Some(trouble) => {
                bar.tone = Tone::Warning;
                format!("▲ {}", trouble.word())
            }
        };
        Some(Row {
            number: String::new(),
            title: "Level".to_owned(),
            title_tone: Tone::Plain,
            elapsed: String::new(),
            target: self.meter.held_text(),
            bar,
            word,
        })
    }

    fn speaks(&self) -> bool {
        matches!(self.phase, Phase::Recording(State::Section(_)))
    }
}
