//! The list: by kind where nothing is looked for, else the best first with the words around what was found.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{List, ListItem, ListState};
use starling_practice::{Collection, Level};
use starling_proto::convert::SearchHit;

use super::browser::{Browser, Row};
use super::draw::marked;
use super::palette::Palette;
use crate::page::Tone;

/// So much of a snippet stands before the first word that was found.
const BEFORE_FOUND: usize = 12;

pub(super) fn draw(browser: &mut Browser, frame: &mut Frame, area: Rect, palette: Palette) {
    if browser.rows.is_empty() {
        let nothing = Line::styled(browser.why_empty(), palette.style(Tone::Quiet));
        frame.render_widget(nothing, area);
        return;
    }
    let mut kind = None;
    let items = browser.rows.iter().enumerate().map(|(index, row)| {
        let mut lines = Vec::new();
        let head = row.item.head();
        if row.hit.is_none() && kind.replace(head.collection) != Some(head.collection) {
            lines.push(heading(&browser.rows, head.collection, palette));
        }
        let title = format!("{} {}", level(head.level), head.title);
        let title = shorten(&title, area.width.into());
        lines.push(if index == browser.chosen {
            let padded = format!("{title:0$}", usize::from(area.width));
            Line::styled(padded, palette.chosen())
        } else {
            Line::raw(title)
        });
        lines.extend(row.hit.as_ref().map(|hit| around(hit, palette)));
        ListItem::new(Text::from(lines))
    });
    let list = List::new(items.collect::<Vec<_>>());
    let mut state = ListState::default()
        .with_offset(browser.first_row)
        .with_selected(Some(browser.chosen));
    frame.render_stateful_widget(list, area, &mut state);
    browser.first_row = state.offset();
}

/// `Stories  100`
fn heading(rows: &[Row], collection: Collection, palette: Palette) -> Line<'static> {
    let of_kind = rows
        .iter()
        .filter(|row| row.item.head().collection == collection);
    Line::from(vec![
        Span::styled(collection.as_str(), palette.style(Tone::Strong)),
        Span::styled(format!("  {}", of_kind.count()), palette.style(Tone::Quiet)),
    ])
}

fn level(level: Option<Level>) -> String {
    level.map_or("  ".to_owned(), |level| format!("{level:?}"))
}

/// `   story  …said half the bank is missing`, on one line however much of it fits.
fn around(hit: &SearchHit, palette: Palette) -> Line<'static> {
    let first = hit.highlights.first().map_or(0, |range| range.start);
    let start = start(&hit.snippet, first);
    let dots = if start > 0 { "…" } else { "" };
    let places: Vec<_> = hit
        .highlights
        .iter()
        .map(|range| range.start - start..range.end - start)
        .collect();
    let quiet = palette.style(Tone::Quiet);
    let kind = format!("   {}  {dots}", hit.collection.singular());
    let mut spans = vec![Span::styled(kind, quiet)];
    spans.extend(marked(&hit.snippet[start..], &places, quiet, palette));
    Line::from(spans)
}

/// Where a word begins shortly before a byte of a text.
fn start(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or_default();
    let near = before.char_indices().rev().take(BEFORE_FOUND);
    let spaces = near.filter(|(_, char)| *char == ' ');
    match spaces.last() {
        _ if before.chars().count() <= BEFORE_FOUND => 0,
        Some((space, _)) => space + 1,
        None => byte.min(before.len()),
    }
}

/// As much of a text as fits into so many cells, with `…` where something is missing.
fn shorten(text: &str, width: usize) -> String {
    if Span::raw(text).width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for char in text.chars() {
        short.push(char);
        if Span::raw(short.as_str()).width() >= width {
            short.pop();
            break;
        }
    }
    short + "…"
}
