//! The words of a library: how a word that somebody is typing may end, and which words are rare.
//!
//! The index itself cannot tell: it holds stems, and `communicat` is the beginning of `communication`, but not of its
//! stem `commun`.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::query::{Term, phrase, words};

/// How many words a beginning stands for at most: the most frequent ones.
const MAX_ENDINGS: usize = 8;
/// Fewer letters are the beginning of everything.
const MIN_BEGINNING: usize = 2;

/// Counts the items that have a word.
#[derive(Default)]
pub(super) struct Vocabulary(HashMap<String, u64>);

impl Vocabulary {
    /// Counts the words of an item.
    pub(super) fn count<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        let words: HashSet<String> = texts
            .into_iter()
            .flat_map(words)
            .map(str::to_lowercase)
            .collect();
        for word in words {
            *self.0.entry(word).or_default() += 1;
        }
    }

    /// Stores the words, the most frequent first.
    pub(super) fn store(self, db: &Connection) -> rusqlite::Result<()> {
        db.execute_batch(
            "CREATE VIRTUAL TABLE words USING fts5(word, items UNINDEXED, \
             tokenize = 'unicode61 remove_diacritics 2')",
        )?;
        let mut words: Vec<_> = self.0.into_iter().collect();
        words.sort_by(|(a, in_a), (b, in_b)| (Reverse(in_a), a).cmp(&(Reverse(in_b), b)));
        let mut insert = db.prepare("INSERT INTO words (word, items) VALUES (?1, ?2)")?;
        for (word, items) in words {
            insert.execute(params![word, items])?;
        }
        Ok(())
    }
}

/// What a word of a query stands for: itself, or what it may be the beginning of.
pub(super) fn term(db: &Connection, word: &str, is_unfinished: bool) -> rusqlite::Result<Term> {
    let is_beginning = is_unfinished && word.chars().nth(MIN_BEGINNING - 1).is_some();
    let pattern = phrase(word) + if is_beginning { "*" } else { "" };
    let mut select = db.prepare_cached(
        "SELECT word, items FROM words WHERE words MATCH ?1 ORDER BY rowid LIMIT ?2",
    )?;
    let mut term = Term {
        forms: vec![word.to_owned()],
        items: 0,
    };
    let mut rows = select.query(params![pattern, MAX_ENDINGS])?;
    while let Some(row) = rows.next()? {
        let form: String = row.get("word")?;
        if is_beginning && form != word {
            term.forms.push(form);
        }
        term.items += row.get::<_, u64>("items")?;
    }
    Ok(term)
}
