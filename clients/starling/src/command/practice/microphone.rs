//! An answer from the microphone, on the full screen or line by line.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use starling_proto::client::SessionClient;
use starling_recorder::device::Device;
use starling_recorder::library::{Entry, Library};
use starling_recorder::live::{EndedTake, LiveRecording, StartError};
use starling_recorder::recording::Ending;
use starling_recorder::ui::{Event, plain, screen};
use tokio::runtime::Handle;

use super::{Answer, Plan, create};
use crate::args::PracticeArguments;
use crate::command::serve::asked_to_stop;
use crate::failure::{Failure, Kind};
use crate::output::tell;

/// Keys that were pressed and not yet taken.
const EVENTS: usize = 64;

/// An answer from the microphone; none where the person left before recording.
pub(super) async fn answer(
    arguments: &PracticeArguments,
    library: &Library,
    sessions: &SessionClient,
    plan: &Plan,
    device: Device,
) -> Result<Option<Answer>, Failure> {
    let (sender, events) = sync_channel(EVENTS);
    let stop = asked_to_stop()?;
    let on_stop = sender.clone();
    let signals = tokio::spawn(async move {
        stop.await;
        // A queue that is full or closed belongs to a take that ends anyway.
        let _ = on_stop.try_send(Event::Finish);
    });
    let start = {
        let (mut sessions, library) = (sessions.clone(), library.clone());
        let (plan, device, runtime) = (plan.clone(), device.clone(), Handle::current());
        move || {
            let record = runtime.block_on(create(&mut sessions, &plan))?;
            LiveRecording::start(library, &device, record)
        }
    };
    let sitting = Sitting {
        plan: plan.clone(),
        device,
        think: Duration::from_secs(arguments.think.into()),
        speak: arguments.speak,
        start,
    };
    // The full screen needs both; a report that goes to a file or a pipe must be all that is in it.
    let has_screen = io::stdin().is_terminal() && io::stdout().is_terminal();
    let in_lines = arguments.plain || !has_screen;
    let ended = tokio::task::spawn_blocking(move || {
        if in_lines {
            read_keys(sender)?;
            sitting.in_lines(&events)
        } else {
            sitting.on_screen(&events)
        }
    });
    let ended = ended.await.expect("the take does not panic")?;
    signals.abort();
    ended.map(answer_of).transpose()
}

/// What it takes to hear one answer.
struct Sitting<Start> {
    plan: Plan,
    device: Device,
    think: Duration,
    speak: bool,
    start: Start,
}

impl<Start> Sitting<Start>
where
    Start: FnOnce() -> Result<LiveRecording, StartError>,
{
    fn on_screen(self, events: &Receiver<Event>) -> Result<Option<EndedTake>, Failure> {
        if self.speak {
            speak(&self.plan.question.text);
        }
        let setup = screen::Setup {
            device: self.device,
            question: self.plan.question,
            format: self.plan.format,
            fit: self.plan.fit,
            think: self.think,
            start: self.start,
        };
        Ok(screen::run(setup, events)?)
    }

    fn in_lines(self, events: &Receiver<Event>) -> Result<Option<EndedTake>, Failure> {
        tell(format_args!("question: {}", self.plan.question.text));
        tell(format_args!("format: {}", self.plan.format.title));
        tell(format_args!("microphone: {}", self.device.name()));
        tell(format_args!("keys: {}", plain::KEYS));
        if self.speak {
            speak(&self.plan.question.text);
        }
        if !self.think.is_zero() && !think(self.think, events) {
            return Ok(None);
        }
        let live = (self.start)()?;
        let mut out = anstream::stderr();
        let (ended, told) = plain::run(live, events, &mut out);
        if let Err(error) = told {
            // The take is kept; only what is said about it is lost.
            let _ = writeln!(out, "starling: {error}");
        }
        Ok(Some(ended))
    }
}

/// Waits for the think time or for enter; false where the person would rather leave.
fn think(time: Duration, events: &Receiver<Event>) -> bool {
    tell(format_args!(
        "think for {} s; enter begins at once",
        time.as_secs()
    ));
    match events.recv_timeout(time) {
        Ok(Event::Finish) | Err(RecvTimeoutError::Disconnected) => false,
        Ok(_) | Err(RecvTimeoutError::Timeout) => true,
    }
}

/// Reads what is typed until there is no more, which finishes the take.
fn read_keys(sender: SyncSender<Event>) -> io::Result<()> {
    let read = move || {
        for line in io::stdin().lock().lines() {
            let event = line.map_or(Event::Finish, |line| plain::event_of(&line));
            if sender.send(event).is_err() {
                return;
            }
        }
        // Nobody listens where the take has ended already.
        let _ = sender.send(Event::Finish);
    };
    thread::Builder::new()
        .name("keys".into())
        .spawn(read)
        .map(|_| ())
}

/// Reads the question aloud, where espeak-ng is there to do it.
fn speak(text: &str) {
    let spoken = Command::new("espeak-ng")
        .arg("--")
        .arg(text)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !spoken.is_ok_and(|status| status.success()) {
        tell("the question was not read aloud: --speak needs espeak-ng and a loudspeaker");
    }
}

fn answer_of(ended: EndedTake) -> Result<Answer, Failure> {
    let Some(wav) = ended.wav else {
        return Err(Failure::new(
            Kind::Microphone,
            format!("the microphone gave no sound at all: {}", ended.ending),
        ));
    };
    Ok(Answer {
        entry: Entry {
            wav,
            record: ended.record,
        },
        early: Some(ended.ending).filter(|ending| *ending != Ending::Stopped),
        troubles: ended.troubles,
    })
}
