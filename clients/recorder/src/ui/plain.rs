//! A take line by line, for screen readers and scripts.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use starling_practice::Verdict;

use starling_speech::Level;

use super::{Event, verdict_word};
use crate::check;
use crate::live::{EndedTake, LiveRecording, View};
use crate::take::{State, Step};

/// How often to look whether the microphone is still there and a section has run over.
const LOOK: Duration = Duration::from_millis(100);
/// How long a microphone may take to give its first sample.
const PATIENCE: Duration = Duration::from_secs(6);

/// How much of a section it takes to judge the microphone: a breath and a sentence.
const JUDGED_AFTER_S: f64 = 4.0;

/// What can be typed.
pub const KEYS: &str = "enter: begin, then next section; 1-9: go to a section; o: off-clock, the interviewer \
                        speaks; p: stop the clock, and start it again; q: finish; ?: keys (each followed by enter)";

/// What a typed line means.
#[must_use]
pub fn event_of(line: &str) -> Event {
    match line.trim() {
        "" => Event::Step(Step::Next),
        "o" => Event::Step(Step::OffClock),
        "p" => Event::Step(Step::Pause),
        "q" => Event::Finish,
        "?" => Event::Help,
        other => match other.parse::<usize>() {
            Ok(number @ 1..=9) => Event::Step(Step::GoTo(number - 1)),
            _ => Event::Unknown(other.to_owned()),
        },
    }
}

/// Steers a take by events until it is finished or ends by itself, and says on `out` what happens.
///
/// # Errors
/// As `out` gives them; the take is kept all the same.
pub fn run(
    mut live: LiveRecording,
    events: &Receiver<Event>,
    out: &mut impl Write,
) -> (EndedTake, io::Result<()>) {
    let told = steer(&mut live, events, out);
    (live.finish(), told)
}

fn steer(
    live: &mut LiveRecording,
    events: &Receiver<Event>,
    out: &mut impl Write,
) -> io::Result<()> {
    if !live.wait_until_started(PATIENCE) {
        return Ok(());
    }
    writeln!(out, "recording")?;
    let mut microphone = Microphone::default();
    let mut overrun = None;
    let mut losses = Losses::default();
    loop {
        match events.recv_timeout(LOOK) {
            Ok(Event::Step(step)) => {
                let before = live.take().state();
                if live.step(step) {
                    tell_change(live, before, out)?;
                } else {
                    writeln!(out, "nothing to go on to; q finishes")?;
                }
            }
            Ok(Event::Finish) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(Event::Help) => writeln!(out, "{KEYS}")?,
            Ok(Event::Unknown(text)) => writeln!(out, "`{text}` is no key. {KEYS}")?,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if live.ended().is_some() {
            return Ok(());
        }
        if let Some(trouble) = microphone.trouble(&live.view()) {
            writeln!(out, "microphone: {trouble}")?;
        }
        tell_overrun(live, &mut overrun, out)?;
        tell_losses(&live.view(), &mut losses, out)?;
    }
}

/// What has been told of a take's losses.
#[derive(Default)]
struct Losses {
    lost_frame_count: u64,
    is_rerouted: bool,
}

/// Says what is lost, or comes from elsewhere, when it happens.
fn tell_losses(view: &View, told: &mut Losses, out: &mut impl Write) -> io::Result<()> {
    if view.lost_frame_count > told.lost_frame_count {
        told.lost_frame_count = view.lost_frame_count;
        writeln!(out, "lost frames: {}", view.lost_frame_count)?;
    }
    if view.is_rerouted && !told.is_rerouted {
        told.is_rerouted = true;
        writeln!(out, "the system has gone on with another microphone")?;
    }
    Ok(())
}

fn tell_change(live: &LiveRecording, before: State, out: &mut impl Write) -> io::Result<()> {
    let view = live.view();
    let sections = live.take().format().sections();
    if let State::Section(index) = before {
        let clock = view.clocks[index];
        writeln!(
            out,
            "{}: {:.1} s so far, {}",
            sections[index].title,
            clock.elapsed_s,
            verdict_word(clock.band.verdict(clock.elapsed_s))
        )?;
    }
    match view.state {
        State::Section(index) => {
            let band = view.clocks[index].band;
            writeln!(
                out,
                "section {}: {}, {:.1} to {:.1} s",
                index + 1,
                sections[index].title,
                band.low_s,
                band.high_s
            )
        }
        State::OffClock(_) => writeln!(out, "off-clock; enter goes on"),
        State::Paused(_) => writeln!(out, "the clock stands; enter goes on"),
        State::LeadIn => Ok(()),
    }
}

/// Says once for each section that its time is over.
fn tell_overrun(
    live: &LiveRecording,
    told: &mut Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let view = live.view();
    let State::Section(index) = view.state else {
        return Ok(());
    };
    let clock = view.clocks[index];
    let over = matches!(
        clock.band.verdict(clock.elapsed_s),
        Verdict::Long | Verdict::Over
    );
    if over && *told != Some(index) {
        *told = Some(index);
        let title = &live.take().format().sections()[index].title;
        writeln!(out, "{title} is over its {:.1} s", clock.band.high_s)?;
    }
    Ok(())
}

/// Listens along until the first section has lasted long enough to judge the microphone by it.
#[derive(Default)]
struct Microphone {
    loudest: Option<Level>,
    judged: bool,
}

impl Microphone {
    /// What is wrong with the microphone; told once, and only where something is.
    fn trouble(&mut self, view: &View) -> Option<&'static str> {
        let State::Section(index) = view.state else {
            return None;
        };
        if self.judged {
            return None;
        }
        let louder = |loudest: Level| view.level.peak > loudest.peak;
        if self.loudest.is_none_or(louder) {
            self.loudest = Some(view.level);
        }
        if view.clocks[index].elapsed_s < JUDGED_AFTER_S {
            return None;
        }
        self.judged = true;
        let verdict = check::verdict(self.loudest?);
        (verdict != check::Verdict::Good).then(|| verdict.advice())
    }
}
