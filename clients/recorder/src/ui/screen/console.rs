//! The terminal: taken at the start, given back on every path.

use std::io;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use ratatui::crossterm::event::{self, Event as TerminalEvent, KeyEvent, KeyEventKind};
use ratatui::{DefaultTerminal, Frame};

use super::keys;
use super::palette::Palette;
use crate::ui::Event;

/// The terminal as long as the full screen is on it, and all that comes in meanwhile.
pub(super) struct Console<'a> {
    terminal: DefaultTerminal,
    palette: Palette,
    signals: &'a Receiver<Event>,
}

/// Something that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(KeyEvent),
    /// A signal.
    Signal(Event),
}

impl<'a> Console<'a> {
    pub(super) fn open(signals: &'a Receiver<Event>) -> io::Result<Self> {
        let terminal = ratatui::try_init().inspect_err(|_| give_back())?;
        Ok(Self {
            terminal,
            palette: Palette::of_environment(),
            signals,
        })
    }

    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame, Palette)) -> io::Result<()> {
        let palette = self.palette;
        self.terminal.draw(|frame| draw(frame, palette)).map(|_| ())
    }

    /// The next thing that came in; none where it is time to draw again: at `deadline`, and when the terminal has
    /// another size.
    pub(super) fn input(&mut self, deadline: Instant) -> io::Result<Option<Input>> {
        loop {
            if let Ok(signal) = self.signals.try_recv() {
                return Ok(Some(Input::Signal(signal)));
            }
            if !event::poll(deadline.saturating_duration_since(Instant::now()))? {
                return Ok(None);
            }
            match event::read()? {
                TerminalEvent::Key(key) if key.kind == KeyEventKind::Press => {
                    return Ok(Some(Input::Key(key)));
                }
                TerminalEvent::Resize(..) => return Ok(None),
                _ => {}
            }
        }
    }

    /// Forgets what has come in so far; tells whether the end was among it.
    pub(super) fn discard_input(&mut self) -> io::Result<bool> {
        let mut finish = false;
        while let Some(input) = self.input(Instant::now())? {
            finish |= keys::event_of(input) == Some(Event::Finish);
        }
        Ok(finish)
    }
}

impl Drop for Console<'_> {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    // A terminal that is gone needs nothing given back.
    let _ = ratatui::try_restore();
}
