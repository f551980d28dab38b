//! What is browsed: the items that the filter leaves, one of them chosen, and its page. Pure: what it does not know
//! it asks for.

use std::collections::HashMap;
use std::sync::Arc;

use starling_practice::{Collection, ItemId, Level};
use starling_proto::convert::{SearchHit, SearchQuery};

use super::found::Found;
use super::reading::Reading;
use crate::args::BrowseArguments;
use crate::item::{Head, Item};
use crate::page::Page;

/// All that is seen.
#[derive(Debug, Default)]
pub(super) struct Browser {
    pub(super) filter: Filter,
    pub(super) mode: Mode,
    /// The items that the filter leaves, as the list shows them.
    pub(super) rows: Vec<Row>,
    /// The row that the keys are for.
    pub(super) chosen: usize,
    /// The words that were found.
    pub(super) found: Found,
    /// The page that was asked for last.
    pub(super) reading: Reading,
    /// The first row that is seen.
    pub(super) first_row: usize,
    /// Something to tell once.
    pub(super) message: String,
    items: Vec<Arc<Item>>,
    /// What the page is of, where it is as it should be.
    page_of: Option<Key>,
    /// What to choose as soon as it is in the list.
    wanted: Option<Key>,
    are_items_old: bool,
    are_rows_old: bool,
    /// Nothing is asked again before the next key.
    has_failed: bool,
}

/// What leaves some items in the list.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) words: String,
    pub(super) kind: Option<Collection>,
    pub(super) level: Option<Level>,
}

/// What the keys do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    #[default]
    Choose,
    /// They write the filter.
    Write,
    /// They are explained.
    Help,
}

/// An item in the list.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) item: Arc<Item>,
    /// Where the filter's words are in it, where there are any.
    pub(super) hit: Option<SearchHit>,
}

/// What the browser wants to know.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Items,
    Search(SearchQuery),
    Page(Arc<Item>),
}

/// What it is told.
#[derive(Debug)]
pub(super) enum Answer {
    Items(Vec<Item>),
    Found(Vec<SearchHit>),
    Page(Key, Page),
}

/// What names one item of all.
pub(super) type Key = (Collection, ItemId);

impl Browser {
    /// A browser that has still to ask for everything.
    pub(super) fn new(arguments: BrowseArguments) -> Self {
        Self {
            filter: Filter {
                words: arguments.words.join(" "),
                kind: arguments.kind.map(|kind| kind.0),
                level: arguments.level.map(Into::into),
            },
            are_items_old: true,
            ..Self::default()
        }
    }

    /// The next thing to ask for, if there is one.
    pub(super) fn ask(&self) -> Option<Ask> {
        self.ask_for_rows().or_else(|| {
            let item = &self.rows.get(self.chosen)?.item;
            let is_shown = self.has_failed || self.page_of == Some(key(item));
            (!is_shown).then(|| Ask::Page(item.clone()))
        })
    }

    /// The next thing to ask for the list.
    pub(super) fn ask_for_rows(&self) -> Option<Ask> {
        if self.has_failed {
            None
        } else if self.are_items_old {
            Some(Ask::Items)
        } else {
            self.are_rows_old.then(|| Ask::Search(self.filter.query()))
        }
    }

    /// Takes the answer to what it asked for.
    pub(super) fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Items(items) => {
                self.items = items.into_iter().map(Arc::new).collect();
                self.are_items_old = false;
                self.wanted = self.rows.get(self.chosen).map(|row| key(&row.item));
                self.page_of = None;
                self.list();
            }
            Answer::Found(hits) => self.show_found(hits),
            Answer::Page(key, page) => {
                self.reading.show(page);
                self.page_of = Some(key);
            }
        }
    }

    /// Learns that there is no answer, and asks no more before the next key.
    pub(super) fn fail(&mut self, why: String) {
        self.message = why;
        self.has_failed = true;
    }

    /// Learns that packs have changed.
    pub(super) fn packs_have_changed(&mut self) {
        self.are_items_old = true;
        self.has_failed = false;
    }

    /// Forgets what was told, and may ask again for what it was not told.
    pub(super) fn forget_message(&mut self) {
        self.message.clear();
        self.has_failed = false;
    }

    /// Narrows the list to what the filter leaves now.
    pub(super) fn filter(&mut self) {
        self.wanted = None;
        self.list();
    }

    /// Chooses a row by its distance.
    pub(super) fn choose(&mut self, distance: isize) {
        let last = self.rows.len().saturating_sub(1);
        let chosen = self.chosen.saturating_add_signed(distance).min(last);
        if chosen != self.chosen {
            self.chosen = chosen;
            self.reading.begin();
        }
    }

    /// Why there is nothing in the list.
    pub(super) fn why_empty(&self) -> &'static str {
        match self.ask_for_rows() {
            Some(_) => "…",
            None if self.items.is_empty() => "there is nothing here yet",
            None => "nothing found",
        }
    }

    /// The kinds that have items.
    pub(super) fn kinds(&self) -> Vec<Collection> {
        let mut kinds: Vec<Collection> = self
            .items
            .iter()
            .map(|item| item.head().collection)
            .collect();
        kinds.dedup();
        kinds
    }

    fn list(&mut self) {
        self.are_rows_old = !self.filter.words.trim().is_empty();
        if !self.are_rows_old {
            let items = self
                .items
                .iter()
                .filter(|item| self.filter.leaves(item.head()));
            let rows = items.map(|item| Row {
                item: item.clone(),
                hit: None,
            });
            let rows = rows.collect();
            self.show(rows, Found::default());
        }
    }

    /// Hits that are no items of the list, such as the question of a story, are left out.
    fn show_found(&mut self, hits: Vec<SearchHit>) {
        self.are_rows_old = false;
        let found = Found::of(&hits);
        let items: HashMap<Key, &Arc<Item>> =
            self.items.iter().map(|item| (key(item), item)).collect();
        let rows = hits.into_iter().filter_map(|hit| {
            let item = items.get(&(hit.collection, hit.item.clone()))?;
            Some(Row {
                item: Arc::clone(item),
                hit: Some(hit),
            })
        });
        let rows = rows.collect();
        self.show(rows, found);
    }

    fn show(&mut self, rows: Vec<Row>, found: Found) {
        let wanted = self.wanted.take();
        let place = rows.iter().position(|row| Some(key(&row.item)) == wanted);
        if place.is_none() {
            self.reading.begin();
        }
        self.chosen = place.unwrap_or(0);
        self.rows = rows;
        self.found = found;
    }
}

impl Filter {
    fn leaves(&self, item: Head<'_>) -> bool {
        self.kind.is_none_or(|kind| item.collection == kind)
            && self
                .level
                .is_none_or(|level| item.level.is_none_or(|own| own == level))
    }

    fn query(&self) -> SearchQuery {
        SearchQuery {
            text: self.words.clone(),
            collections: self.kind.into_iter().collect(),
            level: self.level,
        }
    }
}

/// What names an item.
pub(super) fn key(item: &Item) -> Key {
    (item.head().collection, item.id())
}
