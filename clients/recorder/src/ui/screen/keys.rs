//! What the keys mean.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Constraint;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::console::Input;
use super::palette::{Palette, Tone};
use crate::take::Step;
use crate::ui::Event;

/// The keys of a take in a line.
pub(super) const SHORT: [(&str, &str); 6] = [
    ("space", "next"),
    ("enter", "finish"),
    ("?", "keys"),
    ("o", "off-clock"),
    ("p", "pause"),
    ("1-9", "section"),
];
/// The keys of a take, and what they do.
const KEYS: [(&str, &str); 6] = [
    ("space", "begin, then next section"),
    ("1-9", "go to a section"),
    ("o", "off-clock: the interviewer speaks"),
    ("p", "stop the clock, and start it again"),
    ("enter, q", "finish"),
    ("?", "these keys"),
];

/// What a person decides before a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    GoOn,
    Leave,
}

impl Choice {
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::Key(key) => match plain_or_interrupt(key)? {
                Key::Plain(KeyCode::Char(' ') | KeyCode::Enter) => Some(Self::GoOn),
                Key::Plain(KeyCode::Char('q') | KeyCode::Esc) | Key::Interrupt => Some(Self::Leave),
                Key::Plain(_) => None,
            },
            Input::Signal(Event::Finish) => Some(Self::Leave),
            Input::Signal(_) => None,
        }
    }
}

/// What a key means during a take.
pub(super) fn event_of(input: Input) -> Option<Event> {
    let key = match input {
        Input::Key(key) => plain_or_interrupt(key)?,
        Input::Signal(event) => return Some(event),
    };
    let Key::Plain(code) = key else {
        return Some(Event::Finish);
    };
    match code {
        KeyCode::Char(' ') => Some(Event::Step(Step::Next)),
        KeyCode::Char('o') => Some(Event::Step(Step::OffClock)),
        KeyCode::Char('p') => Some(Event::Step(Step::Pause)),
        KeyCode::Char('q') | KeyCode::Enter => Some(Event::Finish),
        KeyCode::Char('?') => Some(Event::Help),
        KeyCode::Char(digit) => {
            let number = digit.to_digit(10)? as usize;
            Some(Event::Step(Step::GoTo(number.checked_sub(1)?)))
        }
        _ => None,
    }
}

/// Keys and what they do, as many as fit into a line.
pub(super) fn line(keys: &[(&str, &str)], width: u16, palette: Palette) -> Line<'static> {
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

/// Draws the list of keys over whatever is there.
pub(super) fn draw(frame: &mut Frame, palette: Palette) {
    let lines = KEYS.map(|(key, what)| {
        Line::from(vec![
            Span::styled(format!(" {key:<10}"), palette.style(Tone::Strong)),
            Span::raw(format!("{what} ")),
        ])
    });
    let text = Text::from_iter(lines);
    let border = 2;
    let area = frame.area().centered(
        Constraint::Length(text.width() as u16 + border),
        Constraint::Length(text.height() as u16 + border),
    );
    frame.render_widget(Clear, area);
    let block = Block::bordered().title(" Keys ");
    frame.render_widget(Paragraph::new(text).block(block), area);
}

enum Key {
    Plain(KeyCode),
    /// Ctrl-C, which reaches a program in raw mode as a key.
    Interrupt,
}

fn plain_or_interrupt(key: KeyEvent) -> Option<Key> {
    let code = match key.code {
        KeyCode::Char(char) => KeyCode::Char(char.to_ascii_lowercase()),
        other => other,
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return (code == KeyCode::Char('c')).then_some(Key::Interrupt);
    }
    (!key.modifiers.contains(KeyModifiers::ALT)).then_some(Key::Plain(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
        Input::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_of_a_take() {
        for (code, expected) in [
            (KeyCode::Char(' '), Some(Event::Step(Step::Next))),
            (KeyCode::Char('1'), Some(Event::Step(Step::GoTo(0)))),
            (KeyCode::Char('9'), Some(Event::Step(Step::GoTo(8)))),
            (KeyCode::Char('0'), None),
            (KeyCode::Char('o'), Some(Event::Step(Step::OffClock))),
            (KeyCode::Char('P'), Some(Event::Step(Step::Pause))),
            (KeyCode::Char('q'), Some(Event::Finish)),
            (KeyCode::Enter, Some(Event::Finish)),
            (KeyCode::Char('?'), Some(Event::Help)),
            (KeyCode::Esc, None),
            (KeyCode::Char('x'), None),
            (KeyCode::Backspace, None),
        ] {
            assert_eq!(event_of(key(code, KeyModifiers::NONE)), expected, "{code}");
        }
        let interrupt = key(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(event_of(interrupt), Some(Event::Finish));
        for modifiers in [KeyModifiers::CONTROL, KeyModifiers::ALT] {
            assert_eq!(event_of(key(KeyCode::Char('q'), modifiers)), None);
        }
    }

    #[test]
    fn choices_before_a_take() {
        for (code, expected) in [
            (KeyCode::Char(' '), Some(Choice::GoOn)),
            (KeyCode::Enter, Some(Choice::GoOn)),
            (KeyCode::Char('q'), Some(Choice::Leave)),
            (KeyCode::Esc, Some(Choice::Leave)),
            (KeyCode::Char('o'), None),
        ] {
            assert_eq!(Choice::of(key(code, KeyModifiers::NONE)), expected);
        }
        let interrupt = key(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(Choice::of(interrupt), Some(Choice::Leave));
        assert_eq!(
            Choice::of(Input::Signal(Event::Finish)),
            Some(Choice::Leave)
        );
    }
}
