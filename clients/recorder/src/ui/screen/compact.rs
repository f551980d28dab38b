//! The take on a tiny terminal: what matters most comes first, and what does not fit is left out.

use ratatui::Frame;
use ratatui::text::{Line, Span};

use super::keys;
use super::palette::{Palette, Tone};
use super::rows::Row;
use super::sheet::Sheet;
use super::text::{first_lines, shorten, wrap};

/// Draws a sheet into any area.
pub(super) fn draw(sheet: &Sheet, frame: &mut Frame, palette: Palette) {
    let area = frame.area();
    let (sections, level) = (sheet.section_rows(), sheet.level_row());
    let current = sheet.current().and_then(|index| sections.get(index));

    let status = sheet.status();
    let mut lines = vec![status.line(area.width, palette)];
    if let Some(row) = current {
        lines.push(clock_line(row, area.width, palette));
        lines.push(row.bar.line(area.width, palette));
    }
    for trouble in sheet.troubles() {
        let trouble = shorten(&trouble, area.width);
        lines.push(Line::styled(trouble, palette.style(Tone::Warning)));
    }
    let hint = wrap(&status.hint, area.width);
    lines.extend(hint.into_iter().map(Line::from));
    if current.is_some() {
        lines.push(clock_line(&sheet.total_row(), area.width, palette));
    }
    lines.extend(level.map(|row| level_line(&row, area.width, palette)));
    if sheet.is_asked() {
        let room = usize::from(area.height).saturating_sub(lines.len() + 1);
        let question = wrap(&sheet.question.text, area.width);
        let question = first_lines(question, room as u16, area.width);
        lines.extend(question.into_iter().map(Line::from));
    }
    lines.push(keys::line(sheet.keys(), area.width, palette));
    for (line, area) in lines.into_iter().zip(area.rows()) {
        frame.render_widget(line, area);
    }
}

/// `Action 0:12 of 0:54–1:06  to go 0:42`
fn clock_line(row: &Row, width: u16, palette: Palette) -> Line<'static> {
    let times = format!(" {} of {}  ", row.elapsed, row.target);
    let word = Span::styled(row.word.clone(), palette.style(row.bar.tone));
    let times = Span::styled(times, palette.style(Tone::Strong));
    let left = usize::from(width).saturating_sub(times.width() + word.width());
    Line::from(vec![
        Span::raw(shorten(&row.title, left as u16)),
        times,
        word,
    ])
}

/// `Level ━━━━━━━[━━━···] ✓ good`
fn level_line(row: &Row, width: u16, palette: Palette) -> Line<'static> {
    let title = Span::raw(format!("{} ", row.title));
    let word = Span::styled(format!(" {}", row.word), palette.style(row.bar.tone));
    let left = usize::from(width).saturating_sub(title.width() + word.width());
    let mut line = row.bar.line(left as u16, palette);
    line.spans.insert(0, title);
    line.push_span(word);
    line
}
