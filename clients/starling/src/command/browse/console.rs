//! The terminal: taken for as long as something is on the full screen, given back on every path.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc as std_mpsc;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::{DefaultTerminal, Frame};
use tokio::sync::mpsc;

use super::palette::Palette;
use crate::output::tell;

/// How long the end of the reading thread may take.
const LOOK_UP: Duration = Duration::from_millis(50);
/// Keys that were pressed and not yet taken.
const EVENTS: usize = 64;

/// The full screen and its keys.
pub(super) struct Console {
    terminal: DefaultTerminal,
    palette: Palette,
    events: Events,
}

/// What the terminal sends.
struct Events {
    receiver: mpsc::Receiver<Event>,
    is_over: Arc<AtomicBool>,
    /// Closes when nobody reads the terminal any more.
    reading: std_mpsc::Receiver<Infallible>,
}

impl Console {
    pub(super) fn open() -> io::Result<Self> {
        let terminal = ratatui::try_init().inspect_err(|_| give_back())?;
        let events = Events::read().inspect_err(|_| give_back())?;
        Ok(Self {
            terminal,
            palette: Palette::of_environment(),
            events,
        })
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame, Palette)) -> io::Result<()> {
        let palette = self.palette;
        self.terminal.draw(|frame| draw(frame, palette)).map(|_| ())
    }

    /// The next key, or the terminal's new size; none where the terminal is gone.
    pub(super) async fn event(&mut self) -> Option<Event> {
        self.events.receiver.recv().await
    }

    /// Whether more keys wait, so that what comes of this one need not be seen.
    pub(super) fn has_more(&self) -> bool {
        !self.events.receiver.is_empty()
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // What is typed into the terminal that was given back is the shell's.
        self.events.end();
        give_back();
    }
}

fn give_back() {
    // A terminal that is gone needs nothing given back.
    let _ = ratatui::try_restore();
}

impl Events {
    fn read() -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel(EVENTS);
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let (is_reading, reading) = std_mpsc::sync_channel::<Infallible>(0);
        let read = move || {
            let _is_reading = is_reading;
            while !over.load(Ordering::Relaxed) {
                let event = match event::poll(LOOK_UP) {
                    Ok(false) => continue,
                    Ok(true) => event::read(),
                    Err(error) => Err(error),
                };
                // Nothing more comes from a terminal that fails, and nobody listens after the end.
                let Ok(event) = event else { return };
                let is_release =
                    matches!(event, Event::Key(key) if key.kind != KeyEventKind::Press);
                if !is_release && sender.blocking_send(event).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("keys".into()).spawn(read)?;
        Ok(Self {
            receiver,
            is_over,
            reading,
        })
    }

    /// Leaves the keys to whoever reads them next.
    fn end(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.receiver.close();
        // Crossterm never comes back from reading a terminal that is gone; then nobody else reads it either.
        let _ = self.reading.recv_timeout(4 * LOOK_UP);
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits for enter, which goes back to the list, or for a key that leaves.
pub(super) async fn goes_back(mut stop: Pin<&mut impl Future<Output = ()>>) -> io::Result<bool> {
    tell("\nenter goes back to the list, q leaves");
    enable_raw_mode()?;
    let mut events = Events::read().inspect_err(|_| give_back_keys())?;
    let goes_back = loop {
        let event = tokio::select! {
            biased;
            () = &mut stop => None,
            event = events.receiver.recv() => event,
        };
        let Some(event) = event else { break false };
        let Event::Key(key) = event else { continue };
        match key.code {
            KeyCode::Enter => break true,
            KeyCode::Char('q') | KeyCode::Esc => break false,
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => break false,
            _ => {}
        }
    };
    drop(events);
    give_back_keys();
    Ok(goes_back)
}

fn give_back_keys() {
    // A terminal that is gone needs nothing given back.
    let _ = disable_raw_mode();
}
