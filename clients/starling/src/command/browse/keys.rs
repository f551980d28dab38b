//! What the keys mean.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use starling_practice::Level;

use super::browser::{Browser, Mode};
use crate::item::Head;

/// What a person wants that the browser cannot do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    Leave,
    /// To practise a question: `PACK/ID`.
    Practise(String),
}

/// The keys in a line, the most important first.
pub(super) const SHORT: [(&str, &str); 7] = [
    ("/", "filter"),
    ("enter", "practise"),
    ("?", "keys"),
    ("q", "leave"),
    ("tab", "kind"),
    ("l", "level"),
    ("space", "read on"),
];
/// The same while the filter is written.
pub(super) const SHORT_WRITING: [(&str, &str); 4] = [
    ("enter", "to the list"),
    ("esc", "no filter"),
    ("tab", "kind"),
    ("↑ ↓", "choose"),
];
/// All keys.
pub(super) const ALL: [(&str, &str); 10] = [
    ("/", "filter as you type"),
    ("↑ ↓, k j", "choose an item"),
    ("home end", "the first, the last"),
    ("tab", "the next kind; shift-tab: back"),
    ("l", "the next level"),
    ("space b", "read on, and back"),
    ("n", "the next place that was found"),
    ("enter p", "practise the question"),
    ("q esc", "leave"),
    ("?", "these keys"),
];
/// How far a key goes that goes far.
const FAR: isize = 10;

impl Browser {
    /// Does what a key means here; what else is wanted, it gives back.
    pub(super) fn press(&mut self, key: KeyEvent) -> Option<Wish> {
        self.forget_message();
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return self.press_control(key.code);
        }
        match (self.mode, key.code) {
            (Mode::Help, _) => self.mode = Mode::Choose,
            (_, KeyCode::Up) => self.choose(-1),
            (_, KeyCode::Down) => self.choose(1),
            (_, KeyCode::Tab) => self.narrow_kind(1),
            (_, KeyCode::BackTab) => self.narrow_kind(-1),
            (_, KeyCode::PageDown) => self.reading.turn(1),
            (_, KeyCode::PageUp) => self.reading.turn(-1),
            (Mode::Write, code) => self.write(code),
            (Mode::Choose, code) => return self.press_choosing(code),
        }
        None
    }

    fn press_control(&mut self, code: KeyCode) -> Option<Wish> {
        match code {
            KeyCode::Char('c') => return Some(Wish::Leave),
            KeyCode::Char('u') if self.mode == Mode::Write => self.write_words(""),
            _ => {}
        }
        None
    }

    fn press_choosing(&mut self, code: KeyCode) -> Option<Wish> {
        match code {
            KeyCode::Char('/') => self.mode = Mode::Write,
            KeyCode::Char('?') => self.mode = Mode::Help,
            KeyCode::Char('q') | KeyCode::Esc => return Some(Wish::Leave),
            KeyCode::Char('p') | KeyCode::Enter => return self.practise(),
            KeyCode::Char('k') => self.choose(-1),
            KeyCode::Char('j') => self.choose(1),
            KeyCode::Left => self.choose(-FAR),
            KeyCode::Right => self.choose(FAR),
            KeyCode::Home | KeyCode::Char('g') => self.choose(isize::MIN),
            KeyCode::End | KeyCode::Char('G') => self.choose(isize::MAX),
            KeyCode::Char('l') => self.narrow_level(),
            KeyCode::Char(' ') => self.reading.turn(1),
            KeyCode::Char('b') => self.reading.turn(-1),
            KeyCode::Char('n') => self.reading.find(),
            _ => {}
        }
        None
    }

    fn write(&mut self, code: KeyCode) {
        let mut words = self.filter.words.clone();
        match code {
            KeyCode::Char(char) => words.push(char),
            KeyCode::Backspace => {
                words.pop();
            }
            KeyCode::Enter => self.mode = Mode::Choose,
            KeyCode::Esc => {
                self.mode = Mode::Choose;
                words.clear();
            }
            _ => {}
        }
        self.write_words(&words);
    }

    fn write_words(&mut self, words: &str) {
        if words != self.filter.words {
            self.filter.words = words.to_owned();
            self.filter();
        }
    }

    fn narrow_kind(&mut self, step: isize) {
        let kinds = self.kinds();
        // 0 stands for all kinds.
        let place = |kind| {
            kinds
                .iter()
                .position(|own| *own == kind)
                .map_or(0, |at| at + 1)
        };
        let now = self.filter.kind.map_or(0, place) as isize;
        let next = (now + step).rem_euclid(kinds.len() as isize + 1) as usize;
        self.filter.kind = next.checked_sub(1).map(|at| kinds[at]);
        self.filter();
    }

    fn narrow_level(&mut self) {
        self.filter.level = match self.filter.level {
            None => Some(Level::L6),
            Some(Level::L6) => Some(Level::L7),
            Some(Level::L7) => None,
        };
        self.filter();
    }

    fn practise(&mut self) -> Option<Wish> {
        let item = &self.rows.get(self.chosen)?.item;
        let Head { pack, id, .. } = item.head();
        if item.question().is_some() {
            return Some(Wish::Practise(format!("{pack}/{id}")));
        }
        self.message = "only questions, stories and scenarios can be practised".to_owned();
        None
    }
}
