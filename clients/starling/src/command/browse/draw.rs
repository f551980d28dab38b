//! The browser on the screen: the filter, the list, the page, the keys.

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph};

use super::browser::{Browser, Mode};
use super::palette::Palette;
use super::{keys, list};
use crate::page::Tone;

/// From this width on the page stands beside the list, below it otherwise.
const WIDE: u16 = 72;
/// Longer lines are hard to read.
const WIDEST_PAGE: u16 = 100;
const WIDEST_LIST: u16 = 56;
/// So many cells of the filter are seen where anything stands beside it.
const LEAST_FILTER: u16 = 12;
/// What the filter looks like where there is none.
const NO_FILTER: &str = "/ filter";

pub(super) fn draw(browser: &mut Browser, frame: &mut Frame, palette: Palette) {
    let [top, middle, bottom] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    filter(browser, frame, top, palette);
    let rule = Block::new().border_style(palette.style(Tone::Quiet));
    if middle.width >= WIDE {
        let above = rule.clone().borders(Borders::TOP);
        let below = above.inner(middle);
        frame.render_widget(above, middle);
        let width = (middle.width * 2 / 5).min(WIDEST_LIST);
        let [left, right] =
            Layout::horizontal([Constraint::Length(width), Constraint::Min(0)]).areas(below);
        list::draw(browser, frame, left, palette);
        let beside = rule.borders(Borders::LEFT);
        let inner = beside.inner(right);
        frame.render_widget(beside, right);
        page(browser, frame, inner, palette);
    } else {
        let [above, below] =
            Layout::vertical([Constraint::Ratio(1, 3), Constraint::Min(0)]).areas(middle);
        list::draw(browser, frame, above, palette);
        let rule = rule.borders(Borders::TOP);
        let inner = rule.inner(below);
        frame.render_widget(rule, below);
        page(browser, frame, inner, palette);
    }
    frame.render_widget(last_line(browser, bottom.width, palette), bottom);
    if browser.mode == Mode::Help {
        help(frame, palette);
    }
}

/// The words of the filter on the left, the kind, the level and the number of items on the right.
fn filter(browser: &Browser, frame: &mut Frame, area: Rect, palette: Palette) {
    let filter = &browser.filter;
    let kind = filter.kind.map_or("all kinds", |kind| kind.as_str());
    let level = filter
        .level
        .map_or("all levels".to_owned(), |level| format!("{level:?}"));
    let count = browser.rows.len();
    let right = Line::from(format!("{kind} · {level} · {count}"))
        .style(palette.style(Tone::Quiet))
        .alignment(Alignment::Right);
    let is_typed = browser.mode == Mode::Write || !filter.words.is_empty();
    let left = if is_typed {
        Line::styled(format!("/ {}", filter.words), palette.style(Tone::Strong))
    } else {
        Line::styled(NO_FILTER, palette.style(Tone::Quiet))
    };
    // The filter is worth more than what it leaves.
    let right_width = match right.width() as u16 + 1 {
        width if area.width >= width + LEAST_FILTER => width,
        _ => 0,
    };
    let [left_area, right_area] =
        Layout::horizontal([Constraint::Min(0), Constraint::Length(right_width)]).areas(area);
    frame.render_widget(right, right_area);
    // What is typed is seen to its end, and the cursor after it.
    let end = left.width() as u16;
    let hidden = (end + 1).saturating_sub(left_area.width);
    frame.render_widget(Paragraph::new(left).scroll((0, hidden)), left_area);
    if browser.mode == Mode::Write {
        frame.set_cursor_position(Position::new(
            left_area.x + end.saturating_sub(hidden),
            left_area.y,
        ));
    }
}

/// The part of the page that is seen, and how much is left below.
fn page(browser: &mut Browser, frame: &mut Frame, area: Rect, palette: Palette) {
    if browser.rows.is_empty() {
        return;
    }
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2).min(WIDEST_PAGE),
        ..area
    };
    let room = usize::from(area.height.saturating_sub(1));
    let found = &browser.found;
    let lines = browser.reading.lay_out(area.width.into(), room, found);
    for (line, row) in lines.iter().zip(area.rows()) {
        let spans = line.iter().flat_map(|run| {
            let places: Vec<_> = found.within(&run.text).collect();
            marked(&run.text, &places, palette.style(run.tone), palette)
        });
        frame.render_widget(Line::from_iter(spans), row);
    }
    let left = browser.reading.left();
    if left > 0 {
        let more = Line::styled(format!("↓ {left} more"), palette.style(Tone::Quiet));
        let last = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        frame.render_widget(more, last);
    }
}

/// A text with the words in some places marked as found.
pub(super) fn marked(
    text: &str,
    places: &[std::ops::Range<usize>],
    style: Style,
    palette: Palette,
) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut at = 0;
    for place in places {
        let (Some(before), Some(word)) = (text.get(at..place.start), text.get(place.clone()))
        else {
            break;
        };
        spans.push(Span::styled(before.to_owned(), style));
        spans.push(Span::styled(word.to_owned(), palette.found(style)));
        at = place.end;
    }
    spans.push(Span::styled(text[at..].to_owned(), style));
    spans
}

/// Something to tell, or the keys.
fn last_line(browser: &Browser, width: u16, palette: Palette) -> Line<'static> {
    if !browser.message.is_empty() {
        return Line::styled(browser.message.clone(), palette.style(Tone::Care));
    }
    let keys: &[(&str, &str)] = match browser.mode {
        Mode::Write => &keys::SHORT_WRITING,
        Mode::Choose | Mode::Help => &keys::SHORT,
    };
    let mut line = Line::default();
    for (key, what) in keys {
        let key = Span::styled((*key).to_owned(), palette.style(Tone::Strong));
        let what = Span::styled(format!(" {what}"), palette.style(Tone::Quiet));
        if line.width() + key.width() + what.width() > width.into() {
            break;
        }
        line.extend([key, what, Span::raw("   ")]);
    }
    line
}

fn help(frame: &mut Frame, palette: Palette) {
    let lines = keys::ALL.map(|(key, what)| {
        let key = Span::styled(format!(" {key:<10}"), palette.style(Tone::Strong));
        Line::from(vec![key, Span::raw(format!("{what} "))])
    });
    let width = lines.iter().map(Line::width).max().unwrap_or(0) as u16 + 2;
    let height = lines.len() as u16 + 2;
    let area = frame
        .area()
        .centered(Constraint::Length(width), Constraint::Length(height));
    frame.render_widget(Clear, area);
    let block = Block::bordered().title(" Keys ");
    frame.render_widget(Paragraph::new(lines.to_vec()).block(block), area);
}
