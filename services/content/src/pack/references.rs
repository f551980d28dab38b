//! Which items a pack has, so that every item can name others whatever the order of the files.
//!
//! Nothing is looked for that goes round in a circle, for no reference is followed further than to its item. Days name
//! plans, which name guidance; contradictions name anything, and nothing names a day or a contradiction. Only a
//! principle and a scenario that shows it may name each other, which is as it should be.

use std::collections::{BTreeMap, BTreeSet};

use starling_practice::{Collection, ItemRef, Slug};

use super::error::Problems;
use crate::files::PackFile;
use crate::nearest::did_you_mean;

/// The ids of a pack's items, as the names of their files give them.
pub(super) struct References<'a> {
    /// None of a kind whose folder cannot be read: anything may be in it.
    ids: BTreeMap<&'static str, Option<Ids<'a>>>,
}

type Ids<'a> = BTreeSet<&'a str>;

impl<'a> References<'a> {
    pub(super) fn new(files: &'a [PackFile]) -> Self {
        let mut ids: BTreeMap<_, _> = Collection::ALL
            .into_iter()
            .map(|collection| (collection.as_str(), ids_in(collection.as_str(), files)))
            .collect();
        // Stories and scenarios are questions too.
        let questions = [
            Collection::Questions,
            Collection::Stories,
            Collection::Scenarios,
        ];
        let questions: Option<Vec<Ids<'a>>> = questions
            .into_iter()
            .map(|collection| ids[collection.as_str()].clone())
            .collect();
        let questions = questions.map(|ids| ids.into_iter().flatten().collect());
        ids.insert(Collection::Questions.as_str(), questions);
        Self { ids }
    }

    /// The ids of a kind that the pack has, as many as anybody reads.
    pub(super) fn all(&self, collection: Collection) -> String {
        const MOST: usize = 20;
        let ids = self.ids[collection.as_str()].iter().flatten();
        let ids: Vec<&str> = ids.take(MOST).copied().collect();
        ids.join(", ")
    }

    /// Notes an item that is named on a line but not in the pack.
    pub(super) fn check(
        &self,
        collection: Collection,
        id: &Slug,
        line: usize,
        problems: &mut Problems,
    ) {
        let Some(ids) = &self.ids[collection.as_str()] else {
            return;
        };
        if !ids.contains(id.as_str()) && !problems.is_full() {
            let nearest = did_you_mean(id.as_str(), ids.iter().copied());
            let kind = collection.singular();
            problems.at(
                line,
                format!("there is no {kind} {id} in this pack{nearest}"),
            );
        }
    }

    /// The same for several of one kind.
    pub(super) fn check_all(
        &self,
        collection: Collection,
        ids: &[Slug],
        line: usize,
        problems: &mut Problems,
    ) {
        for id in ids {
            self.check(collection, id, line, problems);
        }
    }

    /// The same for items of any kind.
    pub(super) fn check_items(&self, items: &[ItemRef], line: usize, problems: &mut Problems) {
        for item in items {
            self.check(item.collection, &item.id, line, problems);
        }
    }
}

fn ids_in<'a>(folder: &str, files: &'a [PackFile]) -> Option<Ids<'a>> {
    // A folder is among the files where it could not be read as one.
    if files.iter().any(|file| file.path == folder) {
        return None;
    }
    let items = files.iter().filter_map(|file| {
        file.path
            .strip_prefix(folder)?
            .strip_prefix('/')?
            .strip_suffix(".md")
    });
    Some(items.collect())
}
