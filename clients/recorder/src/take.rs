//! A take while it is told: which section runs, how long each has taken. Pure; positions come from outside.

use starling_practice::{Band, Format, Mark, Place};
use starling_speech::{SampleRate, Span};

/// A take under way.
#[derive(Debug, Clone)]
pub struct LiveTake {
    format: Format,
    bands: Vec<Band>,
    sample_rate: SampleRate,
    marks: Vec<Mark>,
    state: State,
}

/// What a person does with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin the first section, go on to the next one, or come back from off-clock or a pause.
    Next,
    /// Go to this section, counted from 0.
    GoTo(usize),
    /// The interviewer speaks, or no longer.
    OffClock,
    /// The speaker stops the clock, or starts it again.
    Pause,
}

/// Where a take is. Sections are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Before the first section.
    LeadIn,
    /// In a section.
    Section(usize),
    /// The interviewer speaks; then it goes on in this section.
    OffClock(usize),
    /// The speaker has stopped the clock; then it goes on in this section.
    Paused(usize),
}

/// What the clock shows of one section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SectionClock {
    /// The time it has taken so far, in seconds.
    pub elapsed_s: f64,
    /// The times that score in full.
    pub band: Band,
}

impl LiveTake {
    /// A take at its lead-in. `bands` are those of the format's sections, in order.
    #[must_use]
    pub fn new(format: Format, bands: Vec<Band>, sample_rate: SampleRate) -> Self {
        Self {
            format,
            bands,
            sample_rate,
            marks: Vec::new(),
            state: State::LeadIn,
        }
    }

    /// Takes a step at a sample. A step that leads nowhere, such as on from the last section, changes nothing;
    /// the result tells whether it did.
    pub fn step(&mut self, step: Step, sample: u64) -> bool {
        let Some(state) = self.after(step) else {
            return false;
        };
        let place = match state {
            State::Section(index) => Place::Section(self.format.sections()[index].id.clone()),
            State::LeadIn | State::OffClock(_) | State::Paused(_) => Place::OffClock,
        };
        // The clock never runs backwards, whatever a caller says.
        let sample = sample.max(self.marks.last().map_or(0, |mark| mark.sample));
        if self.marks.last().is_none_or(|mark| mark.place != place) {
            self.marks.push(Mark { sample, place });
        }
        self.state = state;
        true
    }

    fn after(&self, step: Step) -> Option<State> {
        use State::{LeadIn, OffClock, Paused, Section};
        let sections = self.format.sections().len();
        match (step, self.state) {
            (Step::Next, LeadIn) => Some(Section(0)),
            (Step::Next, Section(index)) => {
                Some(Section(index + 1)).filter(|_| index + 1 < sections)
            }
            (Step::GoTo(index), state) => {
                Some(Section(index)).filter(|next| index < sections && *next != state)
            }
            (Step::OffClock | Step::Pause, LeadIn) => None,
            (Step::OffClock, Section(index) | Paused(index)) => Some(OffClock(index)),
            (Step::Pause, Section(index) | OffClock(index)) => Some(Paused(index)),
            (Step::Next | Step::OffClock, OffClock(index))
            | (Step::Next | Step::Pause, Paused(index)) => Some(Section(index)),
        }
    }

    /// Where the take is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// The format that it is told in.
    #[must_use]
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The marks so far, in the order of time.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The clocks of all sections, in the format's order, when the take is at a sample.
    #[must_use]
    pub fn clocks(&self, position: u64) -> Vec<SectionClock> {
        let mut samples = vec![0_u64; self.bands.len()];
        for (index, mark) in self.marks.iter().enumerate() {
            let Place::Section(id) = &mark.place else {
                continue;
            };
            let end = self
                .marks
                .get(index + 1)
                .map_or(position, |next| next.sample);
            let section = self
                .format
                .position(id)
                .expect("a step only marks the format's own sections");
            samples[section] += Span {
                start: mark.sample,
                end,
            }
            .len();
        }
        samples
            .into_iter()
            .zip(&self.bands)
            .map(|(samples, band)| SectionClock {
                elapsed_s: self.sample_rate.seconds(samples),
                band: *band,
            })
            .collect()
    }

    /// The marks of the finished take of `sample_count` samples: those set in the last instant, for samples that
    /// never came, stand at its end.
    #[must_use]
    pub fn into_marks(mut self, sample_count: u64) -> Vec<Mark> {
        for mark in &mut self.marks {
            mark.sample = mark.sample.min(sample_count);
        }
        self.marks
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use expect_test::{Expect, expect};
    use starling_practice::{Budget, Fit, FormatSection, Level, SectionId, Slug};

    use super::*;

    /// Plays keys such as `10 space, 35 o`: seconds and what was pressed; then tells the marks and clocks.
    #[track_caller]
    fn check(keys: &str, end_s: u64, expect: Expect) {
        let sections = ["situation", "task", "action"].map(|name| FormatSection {
            id: SectionId::new(name).unwrap(),
            title: name.to_owned(),
            budget: Budget::new(Duration::from_secs(20), Duration::from_secs(20)).unwrap(),
        });
        let slug = |text| Slug::new(text).unwrap();
        let format =
            Format::new(slug("p"), slug("f"), "F".into(), Level::L6, sections.into()).unwrap();
        let bands = format.bands(Fit::Printed).unwrap();
        let mut take = LiveTake::new(format, bands, SampleRate::new(8_000).unwrap());
        for key in keys.split(", ").filter(|key| !key.is_empty()) {
            let (at_s, key) = key.split_once(' ').unwrap();
            let step = match key {
                "space" => Step::Next,
                "o" => Step::OffClock,
                "p" => Step::Pause,
                number => Step::GoTo(number.parse::<usize>().unwrap() - 1),
            };
            take.step(step, at_s.parse::<u64>().unwrap() * 8_000);
        }
        let marks: Vec<String> = take
            .marks()
            .iter()
            .map(|mark| format!("{} {}", mark.sample / 8_000, mark.place))
            .collect();
        let clocks: Vec<String> = take
            .clocks(end_s * 8_000)
            .iter()
            .map(|clock| clock.elapsed_s.to_string())
            .collect();
        expect.assert_eq(&format!(
            "{}; {}; {:?}",
            marks.join(", "),
            clocks.join(" "),
            take.state()
        ));
    }

    #[test]
    fn space_goes_from_section_to_section() {
        check(
            "2 space, 20 space, 30 space, 50 space",
            60,
            expect!["2 situation, 20 task, 30 action; 18 10 30; Section(2)"],
        );
    }

    #[test]
    fn off_clock_and_pause_stop_every_clock_and_return() {
        check(
            "2 space, 10 o, 15 o, 20 p, 25 space",
            30,
            expect![
                "2 situation, 10 off_clock, 15 situation, 20 off_clock, 25 situation; 18 0 0; Section(0)"
            ],
        );
        check(
            "2 space, 10 o, 15 p, 20 p",
            30,
            expect!["2 situation, 10 off_clock, 20 situation; 18 0 0; Section(0)"],
        );
        check("2 o, 3 p", 10, expect!["; 0 0 0; LeadIn"]);
    }

    #[test]
    fn a_number_goes_to_its_section_and_back() {
        check(
            "1 3, 10 1, 20 1, 30 9, 40 o, 50 2",
            60,
            expect!["1 action, 10 situation, 40 off_clock, 50 task; 30 10 9; Section(1)"],
        );
    }

    #[test]
    fn marks_never_go_backwards_nor_beyond_the_take() {
        check(
            "5 space, 3 space",
            10,
            expect!["5 situation, 5 task; 0 5 0; Section(1)"],
        );
    }
}
