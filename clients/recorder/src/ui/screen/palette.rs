//! How things are set off from each other. Colour only underlines what a word and a shape say already.

use std::env;

use ratatui::style::{Color, Modifier, Style};
use starling_practice::Verdict;

/// The styles of one terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) coloured: bool,
}

/// What a style is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// What is always there.
    Plain,
    /// What can be overlooked.
    Quiet,
    /// Where one is.
    Strong,
    /// As it should be.
    Good,
    /// Not as it should be.
    Warning,
    /// Far from it.
    Alarm,
    /// The clock runs.
    Recording,
    /// The clock stands, while the recording goes on.
    Standstill,
}

impl Palette {
    /// With colours, unless `NO_COLOR` says otherwise (<https://no-color.org>).
    pub(super) fn of_environment() -> Self {
        Self {
            coloured: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// The terminal's own 16 colours, so that the person's theme keeps them readable.
    pub(super) fn style(self, tone: Tone) -> Style {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        match (tone, self.coloured) {
            (Tone::Plain, _) | (Tone::Quiet, false) => style,
            (Tone::Quiet, true) => style.add_modifier(Modifier::DIM),
            (Tone::Strong, _) | (Tone::Good | Tone::Recording, false) => bold,
            (Tone::Good, true) => bold.fg(Color::Green),
            (Tone::Warning, true) => bold.fg(Color::Yellow),
            (Tone::Warning, false) => bold.add_modifier(Modifier::UNDERLINED),
            (Tone::Alarm | Tone::Recording, true) => bold.fg(Color::Red),
            (Tone::Alarm, false) | (Tone::Standstill, _) => bold.add_modifier(Modifier::REVERSED),
        }
    }
}

impl Tone {
    /// The tone of a section whose time is over.
    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::OnTime => Self::Good,
            Verdict::Short | Verdict::Long => Self::Warning,
            Verdict::Over | Verdict::Missing => Self::Alarm,
        }
    }
}
