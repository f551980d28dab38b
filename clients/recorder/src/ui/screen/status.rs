//! What is going on, in words.

use ratatui::text::{Line, Span};

use super::keys;
use super::palette::{Palette, Tone};
use super::sheet::{Phase, SILENCE, Sheet};
use super::text::shorten;
use crate::take::State;
use crate::ui::clock;

/// The line that says what is going on: in a word with a shape, and what can be done now.
#[derive(Debug, Clone)]
pub(super) struct Status {
    pub(super) badge: &'static str,
    pub(super) tone: Tone,
    /// The section or the time left.
    pub(super) subject: String,
    pub(super) hint: String,
}

impl Sheet {
    /// What is going on.
    pub(super) fn status(&self) -> Status {
        let title = |index: usize| {
            let section = self.format.sections().get(index);
            section.map_or("", |section| section.title.as_str())
        };
        let (badge, tone, subject, hint) = match self.phase {
            Phase::Thinking { left } => (
                "○ THINK",
                Tone::Strong,
                format!("{} left", clock(left.as_secs_f64().ceil())),
                "space starts at once".to_owned(),
            ),
            Phase::Opening { .. } => (
                "○ WAIT",
                Tone::Strong,
                String::new(),
                "the microphone is being opened".to_owned(),
            ),
            Phase::Closing => (
                "○ WAIT",
                Tone::Strong,
                String::new(),
                "the recording is being closed".to_owned(),
            ),
            Phase::Recording(State::LeadIn) => (
                "○ LEAD-IN",
                Tone::Strong,
                String::new(),
                format!("recording; space begins {}", title(0)),
            ),
            Phase::Recording(State::Section(index)) => (
                "● REC",
                Tone::Recording,
                title(index).to_owned(),
                match title(index + 1) {
                    "" => "enter finishes".to_owned(),
                    next => format!("space goes on to {next}"),
                },
            ),
            Phase::Recording(State::OffClock(index)) => (
                "□ OFF-CLOCK",
                Tone::Standstill,
                String::new(),
                format!("the interviewer speaks; space returns to {}", title(index)),
            ),
            Phase::Recording(State::Paused(index)) => (
                "‖ PAUSED",
                Tone::Standstill,
                String::new(),
                format!(
                    "the clock stands, audio is recorded; space returns to {}",
                    title(index)
                ),
            ),
        };
        Status {
            badge,
            tone,
            subject,
            hint: self.notice.map_or(hint, str::to_owned),
        }
    }

    /// What has gone wrong with the sound; nothing where all is well.
    pub(super) fn troubles(&self) -> Vec<String> {
        let mut troubles = Vec::new();
        if self.lost_frame_count > 0 {
            troubles.push(format!("▲ lost frames: {}", self.lost_frame_count));
        }
        if self.is_rerouted {
            troubles.push("▲ the system has gone on with another microphone".to_owned());
        }
        if self.digital_silence >= SILENCE {
            let seconds = self.digital_silence.as_secs();
            troubles.push(format!("▲ no sound for {seconds} s: unmute the microphone"));
        }
        troubles
    }

    /// The keys that matter most now.
    pub(super) fn keys(&self) -> &'static [(&'static str, &'static str)] {
        match self.phase {
            Phase::Thinking { .. } => &[("space", "start at once"), ("q", "leave")],
            Phase::Recording(_) => &keys::SHORT,
            Phase::Opening { .. } | Phase::Closing => &[],
        }
    }
}

impl Status {
    /// What is going on, without what can be done now.
    pub(super) fn line(&self, width: u16, palette: Palette) -> Line<'static> {
        let badge = Span::styled(self.badge, palette.style(self.tone));
        let left = width.saturating_sub(badge.width() as u16 + 2);
        let mut line = Line::from(badge);
        if !self.subject.is_empty() {
            let subject = shorten(&self.subject, left);
            let style = palette.style(Tone::Strong);
            line.extend([Span::raw("  "), Span::styled(subject, style)]);
        }
        line
    }
}
