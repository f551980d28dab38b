//! The microphone check: a person speaks a sentence and sees whether it is heard.

use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::text::Line;
use starling_speech::Level;

use super::console::Console;
use super::full::page;
use super::keys::{self, Choice};
use super::meter::Meter;
use super::palette::{Palette, Tone};
use super::text::{shorten, wrap};
use super::{FRAME, ScreenError};
use crate::check::{Listening, Verdict};
use crate::device::Device;

/// How much sound judges the microphone: a sentence.
const JUDGED_BY: Duration = Duration::from_secs(4);
/// The height from which there is room for air.
const ROOMY: u16 = 12;
const KEYS: [(&str, &str); 2] = [("space", "go on"), ("q", "leave")];

/// What the check shows.
#[derive(Debug, Clone)]
pub(super) struct Check {
    device: Device,
    /// Since when the microphone is open.
    opened: Option<Instant>,
    /// It is open, but nothing comes.
    is_dead: bool,
    meter: Meter,
}

/// Listens until the person decides; false where they would rather leave.
pub(super) fn run(console: &mut Console, device: &Device) -> Result<bool, ScreenError> {
    let mut check = Check::new(device.clone());
    console.draw(|frame, palette| check.draw(frame, palette))?;
    let mut listening = Listening::start(device)?;
    loop {
        if let Some(trouble) = listening.trouble() {
            return Err(trouble.into());
        }
        let now = Instant::now();
        check.hear(listening.level(), now);
        console.draw(|frame, palette| check.draw(frame, palette))?;
        if let Some(choice) = console.input(now + FRAME)?.and_then(Choice::of) {
            return Ok(choice == Choice::GoOn);
        }
    }
}

impl Check {
    /// The check of a microphone that is still to be opened.
    pub(super) fn new(device: Device) -> Self {
        Self {
            device,
            opened: None,
            is_dead: false,
            meter: Meter::new(JUDGED_BY),
        }
    }

    /// Takes in the level at `now`, if sound has come.
    pub(super) fn hear(&mut self, level: Option<Level>, now: Instant) {
        let opened = *self.opened.get_or_insert(now);
        self.meter.push(now, level);
        self.is_dead = self.meter.is_empty() && now.saturating_duration_since(opened) >= JUDGED_BY;
    }

    /// Draws it, whatever room there is.
    pub(super) fn draw(&self, frame: &mut Frame, palette: Palette) {
        let page = page(frame.area());
        let text = |text: &str, tone| Line::styled(shorten(text, page.width), palette.style(tone));
        let (said, tone) = self.verdict();
        let mut bar = self.meter.bar();
        bar.tone = tone;
        let mut lines = vec![
            text("Microphone check", Tone::Strong),
            Line::default(),
            text(self.device.name(), Tone::Plain),
            Line::default(),
            text("Speak a sentence aloud.", Tone::Plain),
            Line::default(),
            bar.line(page.width, palette),
        ];
        lines.extend(wrap(&said, page.width).iter().map(|line| text(line, tone)));
        if page.height < ROOMY {
            lines.retain(|line| line.width() > 0);
        }
        let [body, foot] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(page);
        let above = body.height.saturating_sub(lines.len() as u16) / 3;
        for (line, area) in lines.into_iter().zip(body.rows().skip(above.into())) {
            frame.render_widget(line, area);
        }
        frame.render_widget(keys::line(&KEYS, page.width, palette), foot);
    }

    fn verdict(&self) -> (String, Tone) {
        if self.opened.is_none() {
            return ("○ opening the microphone".to_owned(), Tone::Plain);
        }
        if self.is_dead {
            let said = "▲ nothing comes from this microphone; choose another";
            return (said.to_owned(), Tone::Warning);
        }
        let held = self.meter.held_text();
        match self.meter.verdict() {
            None => ("○ listening".to_owned(), Tone::Plain),
            Some(Verdict::Good) => (format!("✓ {} ({held})", Verdict::Good.advice()), Tone::Good),
            Some(Verdict::Muted) => (format!("▲ {}", Verdict::Muted.advice()), Tone::Warning),
            Some(verdict) => (format!("▲ {} ({held})", verdict.advice()), Tone::Warning),
        }
    }
}
