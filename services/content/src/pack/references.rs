//! Which items a pack has, so that every item can name others whatever the order of the files.

use std::collections::{BTreeMap, BTreeSet};

use starling_practice::{Collection, ItemRef, Slug};

use super::error::Problems;
use crate::files::PackFile;
use crate::nearest::did_you_mean;

/// The ids of a pack's items, as the names of their files give them.
pub(super) struct References<'a> {
    ids: BTreeMap<&'static str, BTreeSet<&'a str>>,
}

impl<'a> References<'a> {
    pub(super) fn new(files: &'a [PackFile]) -> Self {
        let ids_in = |folder: &str| -> BTreeSet<&'a str> {
            let items = files.iter().filter_map(|file| {
                file.path
                    .strip_prefix(folder)?
                    .strip_prefix('/')?
                    .strip_suffix(".md")
            });
            items.collect()
        };
        let mut ids: BTreeMap<_, _> = Collection::ALL
            .into_iter()
            .map(|collection| (collection.as_str(), ids_in(collection.as_str())))
            .collect();
        // Stories and scenarios are questions too.
        let mut questions = ids[Collection::Questions.as_str()].clone();
        for collection in [Collection::Stories, Collection::Scenarios] {
            questions.extend(&ids[collection.as_str()]);
        }
        ids.insert(Collection::Questions.as_str(), questions);
        Self { ids }
    }

    /// The ids of a kind that the pack has, as many as anybody reads.
    pub(super) fn all(&self, collection: Collection) -> String {
        const MOST: usize = 20;
        let ids: Vec<&str> = self.ids[collection.as_str()]
            .iter()
            .take(MOST)
            .copied()
            .collect();
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
        let ids = &self.ids[collection.as_str()];
        if !ids.contains(id.as_str()) {
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
