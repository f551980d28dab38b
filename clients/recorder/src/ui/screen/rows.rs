//! The clocks of the sections, of the whole answer and the level, all in the same columns.

use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use starling_practice::{Band, Verdict};

use super::bar::Bar;
use super::palette::{Palette, Tone};
use super::text::shorten;
use crate::take::SectionClock;
use crate::ui::{clock, verdict_word};

/// One line of the table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// `►` where one is, and the number of the section.
    pub(super) number: String,
    pub(super) title: String,
    /// The tone of the title and the time.
    pub(super) title_tone: Tone,
    pub(super) elapsed: String,
    /// What the bar has brackets around.
    pub(super) target: String,
    pub(super) bar: Bar,
    /// The verdict, with its shape.
    pub(super) word: String,
}

/// Where a section stands in the course of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Not begun.
    Ahead,
    /// Being told, or about to go on.
    Current,
    /// Told; one may come back to it.
    Left,
}

/// The columns of a table: their widths depend on what is in them, and on the room there is.
pub(super) struct Columns {
    title: u16,
    elapsed: u16,
    target: u16,
    bar: u16,
}

/// `► 1 `
const NUMBER: u16 = 4;
const GAP: u16 = 2;
const LONGEST_BAR: u16 = 44;
/// `▲▲ far over`, `to go 12:34`
const WORD: u16 = 11;

impl Row {
    /// The row of a section, or of all of them together.
    pub(super) fn of_clock(
        number: Option<usize>,
        title: &str,
        time: SectionClock,
        course: Course,
    ) -> Self {
        let marker = if course == Course::Current {
            '►'
        } else {
            ' '
        };
        let (word, tone) = word(time, course);
        Self {
            number: number.map_or(String::new(), |number| format!("{marker} {number}")),
            title: title.to_owned(),
            title_tone: match course {
                Course::Ahead => Tone::Quiet,
                Course::Current => Tone::Strong,
                Course::Left => Tone::Plain,
            },
            elapsed: clock(time.elapsed_s),
            target: band(time.band),
            bar: Bar {
                value: time.elapsed_s,
                target: (time.band.low_s, time.band.high_s),
                mark: None,
                full: time.band.over_s(),
                tone,
            },
            word,
        }
    }
}

/// The whole seconds inside a band: `0:23–0:27`.
fn band(band: Band) -> String {
    format!("{}–{}", clock(band.low_s.ceil()), clock(band.high_s))
}

/// While it is told, a short time is simply one with some left to go.
fn word(time: SectionClock, course: Course) -> (String, Tone) {
    let verdict = time.band.verdict(time.elapsed_s);
    let shape = match (course, verdict) {
        (Course::Ahead, _) => return (String::new(), Tone::Plain),
        (Course::Current, Verdict::Short) => {
            let left_s = (time.band.low_s - time.elapsed_s).ceil();
            return (format!("to go {}", clock(left_s)), Tone::Plain);
        }
        (_, Verdict::Missing | Verdict::Short) => "▼",
        (_, Verdict::OnTime) => "✓",
        (_, Verdict::Long) => "▲",
        (_, Verdict::Over) => "▲▲",
    };
    let word = format!("{shape} {}", verdict_word(verdict));
    (word, Tone::of(verdict))
}

impl Columns {
    /// The columns of a table `width` cells wide.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row> + Clone, width: u16) -> Self {
        let widest = |text: fn(&Row) -> &str| {
            let widths = rows.clone().map(|row| Span::raw(text(row)).width());
            widths.max().unwrap_or(0).min(usize::from(width)) as u16
        };
        let target = widest(|row| &row.target);
        // As wide as a time of the target from the start: columns that move are not calm.
        let elapsed = widest(|row| &row.elapsed).max(target / 2);
        let fixed = [NUMBER, GAP, elapsed, GAP, target, GAP, GAP, WORD];
        let rest = fixed.into_iter().fold(width, u16::saturating_sub);
        let title = widest(|row| &row.title).min(rest / 2);
        Self {
            title,
            elapsed,
            target,
            bar: (rest - title).min(LONGEST_BAR),
        }
    }

    /// Draws the row into the first line of an area.
    pub(super) fn draw(&self, row: &Row, frame: &mut Frame, area: Rect, palette: Palette) {
        let mut x = area.x;
        let mut cell = |width: u16, gap: u16| {
            let cell = Rect { x, width, ..area };
            x += width + gap;
            cell.intersection(area)
        };
        let number = cell(NUMBER, 0);
        let title = cell(self.title, GAP);
        let elapsed = cell(self.elapsed, GAP);
        let target = cell(self.target, GAP);
        let bar = cell(self.bar, GAP);
        let word = cell(area.width, 0);
        let text = |text: &str, tone| Line::styled(text.to_owned(), palette.style(tone));
        let lines = [
            (text(&row.number, row.title_tone), number),
            (
                text(&shorten(&row.title, title.width), row.title_tone),
                title,
            ),
            (
                text(&row.elapsed, row.title_tone).alignment(Alignment::Right),
                elapsed,
            ),
            (text(&row.target, Tone::Quiet), target),
            (row.bar.line(bar.width, palette), bar),
            (text(&row.word, row.bar.tone), word),
        ];
        for (line, cell) in lines {
            frame.render_widget(line, cell);
        }
    }
}
