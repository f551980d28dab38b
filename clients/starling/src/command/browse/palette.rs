//! How words stand out on the full screen. Colour only underlines what a style says already.

use std::env;

use ratatui::style::{Color, Modifier, Style};

use crate::page::Tone;

/// The styles of one terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) coloured: bool,
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
            (Tone::Strong, _) | (Tone::Care, false) => bold,
            (Tone::Care, true) => bold.fg(Color::Yellow),
        }
    }

    /// Words that were found, in a style that they have anyway.
    pub(super) fn found(self, style: Style) -> Style {
        let style = style.remove_modifier(Modifier::DIM);
        let underlined = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        if self.coloured {
            underlined.fg(Color::Cyan)
        } else {
            underlined
        }
    }

    /// The row that is chosen.
    pub(super) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}
