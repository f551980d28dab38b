//! TOML, read key by key: serde would stop at the first problem, and a person wants to see all of them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problems;
use super::value::Kind;

/// A table whose keys are asked for one after the other.
#[derive(Debug)]
pub(super) struct Table<'a> {
    toml: Toml<'a>,
    line: usize,
    left: DeTable<'a>,
    asked: Vec<(&'static str, usize)>,
}

/// TOML inside a file.
#[derive(Debug, Clone, Copy)]
struct Toml<'a> {
    file: &'a str,
    start: usize,
}

impl<'a> Table<'a> {
    /// Reads a part of a file, given in bytes; none where it is no TOML.
    pub(super) fn parse(
        file: &'a str,
        part: Range<usize>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let toml = Toml {
            file,
            start: part.start,
        };
        match DeTable::parse(&file[part]) {
            Ok(table) => Some(Self::new(toml, 1, table.into_inner())),
            Err(error) => {
                let line = error.span().map_or(1, |span| toml.line(span.start));
                problems.at(line, format!("not TOML: {}", error.message()));
                None
            }
        }
    }

    fn new(toml: Toml<'a>, line: usize, left: DeTable<'a>) -> Self {
        Self {
            toml,
            line,
            left,
            asked: Vec::new(),
        }
    }

    /// The value of a key that must be there; none, and a problem, where it is missing or of another kind.
    pub(super) fn need<T>(
        &mut self,
        key: &'static str,
        kind: Kind<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        if !self.left.contains_key(key) {
            problems.at(
                self.line,
                format!("{key} is missing; it must be {}", kind.expected),
            );
        }
        self.take(key, kind, problems)
    }

    /// The value of a key that may be left out; none, and a problem, where it is of another kind.
    pub(super) fn take<T>(
        &mut self,
        key: &'static str,
        kind: Kind<T>,
        problems: &mut Problems,
    ) -> Option<T> {
        let value = self.ask(key)?;
        let read = (kind.read)(value.get_ref());
        if read.is_none() {
            let (line, written) = (
                self.toml.line(value.span().start),
                self.toml.written(&value),
            );
            problems.at(
                line,
                format!("{key} must be {}, not {written}", kind.expected),
            );
        }
        read
    }

    /// The tables `[[key]]`, in their order, one at least; none, and a problem, where there is something else.
    pub(super) fn need_tables(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Vec<Self>> {
        if !self.left.contains_key(key) {
            let problem = format!("{key} is missing; write [[{key}]] above the keys of each");
            problems.at(self.line, problem);
        }
        self.tables(key, 1, problems)
    }

    /// The tables `[[key]]`, in their order; none where there is no such key, and none, with a problem, where there
    /// is something else.
    pub(super) fn take_tables(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Vec<Self>> {
        self.tables(key, 0, problems)
    }

    fn tables(
        &mut self,
        key: &'static str,
        least: usize,
        problems: &mut Problems,
    ) -> Option<Vec<Self>> {
        const MOST: usize = 50;
        let toml = self.toml;
        let tables = match self.ask(key)?.into_inner() {
            DeValue::Array(array) if (least..=MOST).contains(&array.len()) => array
                .into_iter()
                .map(|value| Self::of(toml, value))
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        if tables.is_none() {
            let problem = format!(
                "{key} must be {least} to {MOST} tables; write [[{key}]] above the keys of each"
            );
            problems.at(self.line_of(key), problem);
        }
        tables
    }

    /// The table `[key]`; none, and a problem, where it is missing or something else.
    pub(super) fn need_table(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Self> {
        let toml = self.toml;
        let problem = if self.left.contains_key(key) {
            format!("{key} must be a table; write [{key}] above its keys")
        } else {
            format!("{key} is missing; write [{key}] above its keys")
        };
        let table = self.ask(key).and_then(|value| Self::of(toml, value));
        if table.is_none() {
            problems.at(self.line_of(key), problem);
        }
        table
    }

    fn of(toml: Toml<'a>, value: Spanned<DeValue<'a>>) -> Option<Self> {
        let line = toml.line(value.span().start);
        match value.into_inner() {
            DeValue::Table(table) => Some(Self::new(toml, line, table)),
            _ => None,
        }
    }

    /// The line on which the table begins.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The line of a key that was asked for; of the table where it is missing.
    pub(super) fn line_of(&self, key: &str) -> usize {
        let asked = self.asked.iter().find(|(asked, _)| *asked == key);
        asked.map_or(self.line, |(_, line)| *line)
    }

    /// Notes every key that was not asked for.
    pub(super) fn finish(self, problems: &mut Problems) {
        let keys: Vec<&str> = self.asked.iter().map(|(key, _)| *key).collect();
        for key in self.left.keys() {
            let key_begin = begin(key.get_ref());
            let text = format!("there is no key {key_begin} here, only {}", keys.join(", "));
            problems.at(self.toml.line(key.span().start), text);
        }
    }

    fn ask(&mut self, key: &'static str) -> Option<Spanned<DeValue<'a>>> {
        let value = self.left.remove(key);
        let line = value
            .as_ref()
            .map_or(self.line, |value| self.toml.line(value.span().start));
        self.asked.push((key, line));
        value
    }
}

impl Toml<'_> {
    /// The line of the file, from 1, on which a byte of the TOML lies.
    fn line(self, offset: usize) -> usize {
        let end = self.file.len().min(self.start + offset);
        1 + self.file.as_bytes()[..end]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count()
    }

    /// A value as it is written, or the begin of a long one.
    fn written(self, value: &Spanned<DeValue<'_>>) -> String {
        let span = value.span();
        let written = self
            .file
            .get(self.start + span.start..self.start + span.end);
        begin(written.unwrap_or_default())
    }
}

/// A text as an error quotes it: the begin of a long one.
pub(super) fn begin(text: &str) -> String {
    const MOST: usize = 40;
    let mut begin: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(MOST)
        .collect();
    if begin.len() < text.len() {
        begin.push('…');
    }
    begin
}
