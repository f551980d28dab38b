//! The take where there is room for all of it.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Rect};
use ratatui::text::{Line, Span};

use super::keys;
use super::palette::{Palette, Tone};
use super::rows::Columns;
use super::sheet::Sheet;
use super::text::{first_lines, shorten, wrap};

const NARROWEST: u16 = 60;
const WIDEST: u16 = 100;
const MARGIN: u16 = 2;
/// A line each of state, total, level, troubles and keys.
const ALWAYS: u16 = 5;

/// Whether an area is large enough: for one line of the question, and all else in full.
pub(super) fn fits(sheet: &Sheet, area: Rect) -> bool {
    area.width >= NARROWEST && area.height > ALWAYS + section_count(sheet)
}

/// Draws a sheet that fits.
pub(super) fn draw(sheet: &Sheet, frame: &mut Frame, palette: Palette) {
    let page = page(frame.area());
    let question = wrap(&sheet.question.text, page.width);
    let slots = Slots::share(page, section_count(sheet), question.len() as u16);
    let text = |text: String, tone| Line::styled(text, palette.style(tone));

    frame.render_widget(text(sheet.format.title.clone(), Tone::Quiet), slots.header);
    let budgets = text(sheet.budgets(), Tone::Quiet).alignment(Alignment::Right);
    frame.render_widget(budgets, slots.header);
    if sheet.is_asked() {
        let lines = first_lines(question, slots.question.height, page.width);
        for (line, area) in lines.into_iter().zip(slots.question.rows()) {
            frame.render_widget(text(line, Tone::Strong), area);
        }
    }
    let status = sheet.status();
    let mut line = status.line(page.width, palette);
    let left = page.width.saturating_sub(line.width() as u16 + 2);
    line.extend([Span::raw("  "), Span::raw(shorten(&status.hint, left))]);
    frame.render_widget(line, slots.status);

    let (sections, total, level) = (sheet.section_rows(), sheet.total_row(), sheet.level_row());
    let columns = Columns::of(sections.iter().chain([&total]).chain(&level), page.width);
    for (row, area) in sections
        .iter()
        .zip(slots.sections.rows().step_by(slots.step))
    {
        columns.draw(row, frame, area, palette);
    }
    frame.render_widget(text("─".repeat(page.width.into()), Tone::Quiet), slots.rule);
    columns.draw(&total, frame, slots.total, palette);
    if let Some(level) = level {
        columns.draw(&level, frame, slots.level, palette);
    }
    let troubles = text(sheet.troubles().join("   "), Tone::Warning);
    frame.render_widget(troubles, slots.troubles);
    frame.render_widget(keys::line(sheet.keys(), page.width, palette), slots.keys);
}

/// The middle of an area, as wide as is good to read.
pub(super) fn page(area: Rect) -> Rect {
    let width = area.width.saturating_sub(2 * MARGIN).min(WIDEST);
    area.centered_horizontally(Constraint::Length(width))
}

fn section_count(sheet: &Sheet) -> u16 {
    sheet.format.sections().len() as u16
}

/// Where everything stands on a page.
struct Slots {
    header: Rect,
    question: Rect,
    status: Rect,
    sections: Rect,
    /// Lines from one section to the next.
    step: usize,
    rule: Rect,
    total: Rect,
    level: Rect,
    troubles: Rect,
    keys: Rect,
}

impl Slots {
    /// Shares out the lines of a page: what cannot be left out, then the question, then air.
    fn share(page: Rect, sections: u16, question: u16) -> Self {
        let mut spare = page.height.saturating_sub(ALWAYS + sections);
        let question = question.min(spare);
        spare -= question;
        let mut spend = |lines: u16| {
            let spent = if lines <= spare { lines } else { 0 };
            spare -= spent;
            spent
        };
        let [
            header,
            after_question,
            after_status,
            before_level,
            after_header,
            rule,
        ] = [(); 6].map(|()| spend(1));
        let between = spend(sections.saturating_sub(1));
        // What is left is air, most of it above the keys.
        let mut y = page.y + spare / 3;
        let mut next = |lines: u16| {
            let area = Rect {
                y,
                height: lines,
                ..page
            };
            y += lines;
            area.intersection(page)
        };
        let header = next(header);
        next(after_header);
        let question = next(question);
        next(after_question);
        let status = next(1);
        next(after_status);
        let sections = next(sections + between);
        let rule = next(rule);
        let total = next(1);
        next(before_level);
        let (level, troubles) = (next(1), next(1));
        let keys = Rect {
            y: page.bottom().saturating_sub(1),
            height: 1,
            ..page
        };
        Self {
            header,
            question,
            status,
            sections,
            step: if between > 0 { 2 } else { 1 },
            rule,
            total,
            level,
            troubles,
            keys,
        }
    }
}
