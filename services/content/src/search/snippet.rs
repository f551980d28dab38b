//! Snippets: what SQLite marks in a text, as ranges of it.

use std::ops::Range;

/// SQLite puts it before a word that was looked for. No text has it: packs hold no control characters.
pub(super) const START: char = '\u{1}';
/// SQLite puts it after a word that was looked for.
pub(super) const END: char = '\u{2}';
/// The most characters of a snippet; only words of hundreds of characters come near it.
const MAX_CHARACTERS: usize = 1_000;

/// Some text of an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub(super) text: String,
    /// The words looked for, in bytes.
    pub(super) highlights: Vec<Range<usize>>,
}

impl Snippet {
    /// Takes the marks out of a text.
    pub(super) fn of(marked: &str) -> Self {
        let mut text = String::with_capacity(marked.len());
        let mut highlights = Vec::new();
        let mut start = 0;
        for c in marked.chars() {
            match c {
                START => start = text.len(),
                END => highlights.push(start..text.len()),
                c => text.push(c),
            }
        }
        Self { text, highlights }.shortened()
    }

    /// Cuts off what is too much, but not the first highlight.
    fn shortened(self) -> Self {
        let after = |start: usize| {
            let mut characters = self.text[start..].char_indices();
            characters
                .nth(MAX_CHARACTERS)
                .map_or(self.text.len(), |(end, _)| start + end)
        };
        let first = self.highlights.first();
        let start = first
            .filter(|first| first.end > after(0))
            .map_or(0, |first| first.start);
        let end = after(start);
        let kept = self.highlights.iter().filter(|range| range.start < end);
        let kept = kept.map(|range| range.start - start..range.end.min(end) - start);
        Self {
            highlights: kept.collect(),
            text: self.text[start..end].to_owned(),
        }
    }
}
