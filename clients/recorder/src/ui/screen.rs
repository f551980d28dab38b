//! A take on the full screen: the microphone check, the time to think, the take itself.
//!
//! What is shown is plain data, drawn by functions that know nothing else; the loops here and in `check` feed it.

mod bar;
mod check;
mod compact;
mod console;
mod full;
mod keys;
mod meter;
mod palette;
mod rows;
mod sheet;
mod status;
mod text;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use starling_practice::{Fit, Format, Question};

use self::console::Console;
use self::keys::Choice;
use self::sheet::{Phase, Sheet};
use super::Event;
use crate::device::Device;
use crate::live::{EndedTake, LiveRecording, StartError};
use crate::recording::CaptureError;

/// How often the screen is drawn while nothing is pressed.
const FRAME: Duration = Duration::from_millis(100);
/// How long a microphone may take to give its first sample.
const PATIENCE: Duration = Duration::from_secs(6);

/// What is practised, and with what.
pub struct Setup<Start> {
    /// The microphone.
    pub device: Device,
    /// What is asked.
    pub question: Question,
    /// How it is to be answered.
    pub format: Format,
    /// The times that the answer is held against.
    pub fit: Fit,
    /// How long to think before the recording begins; zero for not at all.
    pub think: Duration,
    /// Begins the recording, after the check and the time to think.
    pub start: Start,
}

/// A full screen that could not be used, or a take that could not begin. Nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The terminal.
    #[error("cannot use the full screen: {0}; --plain works without it")]
    Terminal(#[from] io::Error),
    /// The take.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl From<CaptureError> for ScreenError {
    fn from(error: CaptureError) -> Self {
        Self::Start(error.into())
    }
}

/// Runs the check, the time to think and the take; none where the person left before recording.
///
/// `signals` brings what comes from elsewhere than the keys, such as the system's wish to end. The terminal is as it
/// was before when this returns. A terminal that fails during the take ends it: its recording is kept, and the
/// trouble told in it.
///
/// # Errors
/// [`ScreenError`].
pub fn run<Start>(
    setup: Setup<Start>,
    signals: &Receiver<Event>,
) -> Result<Option<EndedTake>, ScreenError>
where
    Start: FnOnce() -> Result<LiveRecording, StartError>,
{
    let bands = setup.format.bands(setup.fit).map_err(StartError::from)?;
    let mut console = Console::open(signals)?;
    if !check::run(&mut console, &setup.device)? {
        return Ok(None);
    }
    let mut sheet = Sheet::new(setup.question, setup.format, setup.fit, bands);
    if !setup.think.is_zero() && !think(&mut console, &mut sheet, setup.think)? {
        return Ok(None);
    }
    console.draw(|frame, palette| sheet.draw(frame, palette))?;
    let mut live = (setup.start)()?;
    let steered = steer(&mut console, &mut sheet, &mut live);
    sheet.phase = Phase::Closing;
    let drawn = console.draw(|frame, palette| sheet.draw(frame, palette));
    let mut ended = live.finish();
    if let Err(error) = steered.and(drawn) {
        ended.troubles.push(format!(
            "the full screen failed, which ended the take: {error}"
        ));
    }
    Ok(Some(ended))
}

/// Waits for the time to think or for a key; false where the person would rather leave.
fn think(console: &mut Console, sheet: &mut Sheet, time: Duration) -> io::Result<bool> {
    console.discard_input()?;
    let end = Instant::now() + time;
    loop {
        let now = Instant::now();
        let left = end.saturating_duration_since(now);
        if left.is_zero() {
            break;
        }
        sheet.phase = Phase::Thinking { left };
        console.draw(|frame, palette| sheet.draw(frame, palette))?;
        match console.input(end.min(now + FRAME))?.and_then(Choice::of) {
            Some(Choice::GoOn) => break,
            Some(Choice::Leave) => return Ok(false),
            None => {}
        }
    }
    sheet.phase = Phase::Opening { asked: true };
    Ok(true)
}

/// Shows a take and takes its steps until it is finished or ends by itself.
fn steer(console: &mut Console, sheet: &mut Sheet, live: &mut LiveRecording) -> io::Result<()> {
    if !wait_until_started(console, live)? {
        return Ok(());
    }
    while live.ended().is_none() {
        let now = Instant::now();
        sheet.observe(live.view(), now);
        console.draw(|frame, palette| sheet.draw(frame, palette))?;
        let Some(input) = console.input(now + FRAME)? else {
            continue;
        };
        match sheet.press(input) {
            Some(Event::Step(step)) => {
                let taken = live.step(step);
                sheet.stepped(step, taken);
            }
            Some(Event::Finish) => break,
            Some(Event::Help | Event::Unknown(_)) | None => {}
        }
    }
    Ok(())
}

/// False where there is nothing to wait for any more. Keys pressed too early mean nothing but the end.
fn wait_until_started(console: &mut Console, live: &LiveRecording) -> io::Result<bool> {
    let deadline = Instant::now() + PATIENCE;
    while !live.wait_until_started(FRAME) {
        if live.ended().is_some() || Instant::now() > deadline {
            return Ok(false);
        }
        if console.discard_input()? {
            return Ok(false);
        }
    }
    console.discard_input().map(|finish| !finish)
}
