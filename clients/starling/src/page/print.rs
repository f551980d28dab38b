//! A page as text.

use anstyle::{AnsiColor, Style};

use super::block::{Page, Tone};
use crate::output;

/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// The page for standard output, as wide as is good there.
pub(crate) fn text(page: &Page) -> String {
    styled(page, output::width().min(WIDEST))
}

pub(super) fn styled(page: &Page, width: usize) -> String {
    let mut text = String::new();
    for line in page.lines(width) {
        for run in line {
            let style = style(run.tone);
            text += &format!("{style}{}{style:#}", run.text);
        }
        text.push('\n');
    }
    text
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Quiet => Style::new().dimmed(),
        Tone::Strong => Style::new().bold(),
        Tone::Care => AnsiColor::Yellow.on_default().bold(),
    }
}
