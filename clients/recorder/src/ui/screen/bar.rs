//! A bar with the stretch marked in it where its end should be; the report draws the same.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::palette::{Palette, Tone};

/// A value on a scale from 0 to `full`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    pub(super) value: f64,
    /// The stretch where the value should be.
    pub(super) target: (f64, f64),
    /// A value to mark beside it, such as the highest one of late.
    pub(super) mark: Option<f64>,
    pub(super) full: f64,
    pub(super) tone: Tone,
}

impl Bar {
    /// `━` up to the value, `·` after it, `[` and `]` around the target, `▶` at the end where the value lies beyond.
    pub(super) fn line(self, width: u16, palette: Palette) -> Line<'static> {
        let mut line = Line::default();
        // Without colours a tone is an underline or a reversal, which makes a bar unreadable.
        let filled = if palette.coloured {
            self.tone
        } else {
            Tone::Plain
        };
        for cell in 0..width {
            let (glyph, tone) = self.cell(cell, width, filled);
            let style: Style = palette.style(tone);
            match line.spans.last_mut() {
                Some(span) if span.style == style => span.content.to_mut().push(glyph),
                _ => line.push_span(Span::styled(glyph.to_string(), style)),
            }
        }
        line
    }

    fn cell(self, cell: u16, width: u16, filled: Tone) -> (char, Tone) {
        // A value that is no number, or minus infinity, fills nothing.
        let cells = |value: f64| (value / self.full * f64::from(width)).round() as u16;
        let at = |value: f64| cells(value).min(width - 1);
        if cell == width - 1 && self.value > self.full {
            ('▶', filled)
        } else if self.mark.is_some_and(|mark| mark > 0.0 && at(mark) == cell) {
            ('│', Tone::Strong)
        } else if cell == at(self.target.0) {
            ('[', Tone::Plain)
        } else if cell == at(self.target.1) {
            (']', Tone::Plain)
        } else if cell < cells(self.value) {
            ('━', filled)
        } else {
            ('·', Tone::Quiet)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars() {
        for (value, mark, expected) in [
            (0.0, None, "··········[···]·····"),
            (f64::NAN, Some(f64::NEG_INFINITY), "··········[···]·····"),
            (5.0, None, "━━━━━·····[···]·····"),
            (12.0, None, "━━━━━━━━━━[━··]·····"),
            (20.0, Some(16.0), "━━━━━━━━━━[━━━]━│━━━"),
            (20.1, None, "━━━━━━━━━━[━━━]━━━━▶"),
            (f64::MAX, Some(f64::MAX), "━━━━━━━━━━[━━━]━━━━▶"),
        ] {
            let bar = Bar {
                value,
                target: (10.0, 14.0),
                mark,
                full: 20.0,
                tone: Tone::Plain,
            };
            let palette = Palette { coloured: false };
            assert_eq!(bar.line(20, palette).to_string(), expected, "{value}");
            for width in 0..20 {
                assert_eq!(bar.line(width, palette).width(), usize::from(width));
            }
        }
    }
}
