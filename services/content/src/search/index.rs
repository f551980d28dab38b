//! The index: a table of texts in SQLite, and beside it what each row is.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, params};
use starling_practice::{Collection, ItemId, ItemRef, Level, Slug};
use starling_proto::convert::{SearchHit, SearchQuery};

use super::SearchError;
use super::documents::{Document, documents};
use super::query::{Expression, FEW_ITEMS, expressions, words_of_query};
use super::snippet::{self, Snippet};
use super::vocabulary::{self, Vocabulary};
use crate::pack::Contents;

/// The most bytes of text, some 60,000 items of the usual length; the index of it takes about three times as many.
pub(super) const MAX_TEXT: usize = 64 * 1024 * 1024;

/// Of two texts with as many of the words, the snippet is from the first: the title is shown beside it anyway.
const CREATE: &str = "CREATE VIRTUAL TABLE texts USING fts5(asked, body, title, \
     tokenize = 'porter unicode61 remove_diacritics 2')";
const INSERT: &str = "INSERT INTO texts (rowid, asked, body, title) VALUES (?1, ?2, ?3, ?4)";
const MATCH: &str = "SELECT rowid FROM texts WHERE texts MATCH ?1";
/// A word in the title is worth eight in the body, one in the question four.
const SCORE: &str = "SELECT rowid, -bm25(texts, 4, 1, 8) FROM texts WHERE texts MATCH ?1";
const SNIPPET: &str = "SELECT snippet(texts, -1, ?1, ?2, '…', 32) FROM texts \
     WHERE texts MATCH ?3 AND rowid = ?4";

/// Finds items by their words.
#[derive(Debug)]
pub(crate) struct Index {
    db: Connection,
    /// What each row is, by pack, collection and id.
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    pack: Slug,
    item: ItemRef,
    title: String,
    level: Option<Level>,
    part_of: Option<Collection>,
}

/// What a query finds, the best first.
#[derive(Debug, Default)]
pub(crate) struct Found {
    expression: Expression,
    ranks: Vec<Rank>,
}

/// How well a row fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rank {
    row: usize,
    score: f64,
}

impl Index {
    /// Indexes packs, given in order of their ids. What is beyond `room`, in bytes of text, is left out and logged.
    pub(super) fn new<'a>(
        packs: impl Iterator<Item = &'a Contents>,
        mut room: usize,
    ) -> Result<Self, SearchError> {
        let db = Connection::open_in_memory()?;
        // One transaction that is never rolled back: where it fails, there is no index.
        db.execute_batch("PRAGMA journal_mode = OFF; BEGIN")?;
        db.execute_batch(CREATE)?;
        let mut rows = Vec::new();
        let mut vocabulary = Vocabulary::default();
        let mut insert = db.prepare(INSERT)?;
        let mut left_out = 0_usize;
        for contents in packs {
            for document in documents(contents) {
                let texts = document.texts();
                let size = texts.iter().map(String::len).sum();
                let Some(left) = room.checked_sub(size) else {
                    left_out += 1;
                    continue;
                };
                room = left;
                vocabulary.count(texts.iter().map(String::as_str));
                let [asked, body, title] = texts;
                insert.execute(params![rows.len(), asked, body, title])?;
                rows.push(Row::new(&contents.pack.id, document));
            }
        }
        drop(insert);
        vocabulary.store(&db)?;
        db.execute_batch("INSERT INTO texts (texts) VALUES ('optimize'); COMMIT")?;
        if left_out > 0 {
            tracing::warn!(
                "search leaves out {left_out} items: the packs have too much text; serve fewer packs"
            );
        }
        Ok(Self { db, rows })
    }

    /// What a query finds in a pack or in all. A question that a story or scenario answers is found as that; by
    /// itself only where questions are asked for and those are not.
    pub(crate) fn find(
        &self,
        pack: Option<&Slug>,
        query: &SearchQuery,
    ) -> Result<Found, SearchError> {
        let mut terms = Vec::new();
        for (word, is_unfinished) in words_of_query(&query.text) {
            terms.push(vocabulary::term(&self.db, word, is_unfinished)?);
        }
        if terms.is_empty() {
            return Ok(Found::default());
        }
        let wanted = Wanted::new(pack, query);
        for expression in expressions(&terms) {
            let ranks = self.ranks(&expression, &wanted)?;
            if !ranks.is_empty() {
                return Ok(Found { expression, ranks });
            }
        }
        Ok(Found::default())
    }

    /// The rows that match. Where they are many, the words say little: those that have them in the title or the question
    /// come first, and all of each kind are equal.
    fn ranks(
        &self,
        expression: &Expression,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Rank>, SearchError> {
        let rows = self.rows_of(&expression.matching)?;
        let scores = if rows.len() as u64 <= FEW_ITEMS {
            self.scores(&expression.telling)?
        } else {
            let first = self.rows_of(&expression.in_title_or_question())?;
            first.into_iter().map(|row| (row, 1.0)).collect()
        };
        let rows = rows.into_iter().filter(|row| wanted.has(&self.rows[*row]));
        let mut ranks: Vec<Rank> = rows
            .map(|row| Rank {
                row,
                score: scores.get(&row).copied().unwrap_or_default(),
            })
            .collect();
        ranks.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)));
        Ok(ranks)
    }

    fn rows_of(&self, expression: &str) -> Result<Vec<usize>, SearchError> {
        let mut select = self.db.prepare_cached(MATCH)?;
        let rows = select.query_map([expression], |columns| columns.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn scores(&self, expression: &str) -> Result<HashMap<usize, f64>, SearchError> {
        let mut select = self.db.prepare_cached(SCORE)?;
        let scores = select.query_map([expression], |columns| {
            Ok((columns.get(0)?, columns.get(1)?))
        })?;
        Ok(scores.collect::<Result<_, _>>()?)
    }

    /// What was found, the best first, each with its pack and its name there.
    pub(crate) fn named<'a>(
        &'a self,
        found: &'a Found,
    ) -> impl Iterator<Item = ((&'a Slug, &'a ItemRef), Rank)> {
        found.ranks.iter().map(|rank| {
            let row = &self.rows[rank.row];
            ((&row.pack, &row.item), *rank)
        })
    }

    /// A hit, with what stands around the words.
    pub(crate) fn hit(&self, found: &Found, rank: Rank) -> Result<SearchHit, SearchError> {
        let mut select = self.db.prepare_cached(SNIPPET)?;
        let (start, end) = (snippet::START.to_string(), snippet::END.to_string());
        let arguments = params![start, end, found.expression.telling, rank.row];
        let marked: String = select.query_row(arguments, |columns| columns.get(0))?;
        let Snippet { text, highlights } = Snippet::of(&marked);
        let row = &self.rows[rank.row];
        Ok(SearchHit {
            collection: row.item.collection,
            item: ItemId {
                pack: row.pack.clone(),
                id: row.item.id.clone(),
            },
            title: row.title.clone(),
            level: row.level,
            snippet: text,
            highlights,
            score: rank.score,
        })
    }
}

impl Row {
    fn new(pack: &Slug, document: Document<'_>) -> Self {
        Self {
            pack: pack.clone(),
            title: document.title.to_owned(),
            item: document.item,
            level: document.level,
            part_of: document.part_of,
        }
    }
}

/// Which items may be found.
struct Wanted<'a> {
    pack: Option<&'a Slug>,
    collections: BTreeSet<Collection>,
    level: Option<Level>,
}

impl<'a> Wanted<'a> {
    fn new(pack: Option<&'a Slug>, query: &SearchQuery) -> Self {
        let collections = match query.collections.as_slice() {
            [] => Collection::ALL.into(),
            some => some.iter().copied().collect(),
        };
        Self {
            pack,
            collections,
            level: query.level,
        }
    }

    fn has(&self, row: &Row) -> bool {
        let is_wanted = |collection| self.collections.contains(&collection);
        self.pack.is_none_or(|pack| row.pack == *pack)
            && is_wanted(row.item.collection)
            && !row.part_of.is_some_and(is_wanted)
            && self
                .level
                .is_none_or(|level| row.level.is_none_or(|of_row| of_row == level))
    }
}
