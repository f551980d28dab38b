//! All packs in memory: what can be looked up, and what to say about what is not there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use starling_practice::{
    Assessment, Collection, Competency, Contradiction, Format, Guidance, ItemId, Plan, Principle,
    Question, QuestionKind, Rubric, Scenario, Slug, Story,
};

use crate::nearest::did_you_mean;
use crate::pack::{Contents, PackError};
use crate::search::LazyIndex;

/// The items of all packs at one moment. Never changes; a changed pack makes a new library.
#[derive(Debug, Default)]
pub struct Library {
    packs: BTreeMap<Slug, Shelf>,
    /// What is wrong with folders that are no packs.
    problems: Vec<PackError>,
    index: LazyIndex,
}

/// A pack and how it is served.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    /// What is served: of the files as they are, or as they last were sound; none where they never were.
    pub(crate) contents: Option<Arc<Contents>>,
    /// Where the files are.
    pub(crate) folder: PathBuf,
    /// Changes with every file, served or not.
    pub(crate) version: String,
    /// What is wrong with the files as they are now.
    pub(crate) problems: Vec<PackError>,
}

/// Something that a pack has many of.
pub(crate) trait Item: Sized {
    const COLLECTION: Collection;
    fn of(contents: &Contents) -> &BTreeMap<Slug, Self>;
}

macro_rules! items {
    ($($item:ty: $collection:ident, $field:ident;)*) => {$(
        impl Item for $item {
            const COLLECTION: Collection = Collection::$collection;
            fn of(contents: &Contents) -> &BTreeMap<Slug, Self> {
                &contents.$field
            }
        }
    )*};
}

items! {
    Format: Formats, formats;
    Question: Questions, questions;
    Story: Stories, stories;
    Scenario: Scenarios, scenarios;
    Principle: Principles, principles;
    Guidance: Guidance, guidance;
    Competency: Competencies, competencies;
    Assessment: Assessments, assessments;
    Plan: Plans, plans;
    Rubric: Rubrics, rubrics;
    Contradiction: Contradictions, contradictions;
}

/// Why something is not served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookupError {
    #[error("there is no pack {pack}{nearest}")]
    NoPack { pack: Slug, nearest: String },
    #[error("pack {0} is damaged and not served; mend its files, GetPack says where")]
    DamagedPack(Slug),
    #[error("there is no {} {} in pack {}{nearest}", collection.singular(), item.id, item.pack)]
    NoItem {
        collection: Collection,
        item: ItemId,
        nearest: String,
    },
}

impl Library {
    /// A library of packs.
    pub(crate) fn new(packs: BTreeMap<Slug, Shelf>, problems: Vec<PackError>) -> Self {
        let index = LazyIndex::default();
        Self {
            packs,
            problems,
            index,
        }
    }

    /// Everything that is wrong with packs and folders.
    pub fn problems(&self) -> impl Iterator<Item = &PackError> {
        let of_packs = self.packs.values().flat_map(|shelf| &shelf.problems);
        self.problems.iter().chain(of_packs)
    }

    /// Whether it was read from the same files.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let versions = |library: &Self| -> Vec<_> {
            let shelves = library.packs.iter();
            shelves
                .map(|(id, shelf)| (id.clone(), shelf.version.clone()))
                .collect()
        };
        versions(self) == versions(other) && self.problems == other.problems
    }

    /// The packs by id.
    pub(crate) fn packs(&self) -> &BTreeMap<Slug, Shelf> {
        &self.packs
    }

    /// What searches it.
    pub(crate) fn index(&self) -> &LazyIndex {
        &self.index
    }

    /// One pack.
    pub(crate) fn pack(&self, id: &Slug) -> Result<&Shelf, LookupError> {
        self.packs.get(id).ok_or_else(|| LookupError::NoPack {
            nearest: did_you_mean(id.as_str(), self.packs.keys().map(Slug::as_str)),
            pack: id.clone(),
        })
    }

    /// One item.
    pub(crate) fn get<T: Item>(&self, item: &ItemId) -> Result<&T, LookupError> {
        let items = T::of(self.contents(&item.pack)?);
        items.get(&item.id).ok_or_else(|| LookupError::NoItem {
            collection: T::COLLECTION,
            nearest: did_you_mean(item.id.as_str(), items.keys().map(Slug::as_str)),
            item: item.clone(),
        })
    }

    /// The items of a pack or of all, by pack and id.
    pub(crate) fn list<'a, T: Item + 'a>(
        &'a self,
        pack: Option<&Slug>,
    ) -> Result<impl Iterator<Item = ((&'a Slug, &'a Slug), &'a T)> + use<'a, T>, LookupError> {
        let packs: Vec<&Contents> = match pack {
            Some(pack) => vec![self.contents(pack)?],
            None => self.all_contents().collect(),
        };
        Ok(packs.into_iter().flat_map(|contents| {
            let items = T::of(contents).iter();
            items.map(|(id, item)| ((&contents.pack.id, id), item))
        }))
    }

    /// Whether a question is that of a story, of a scenario or of neither.
    pub(crate) fn kind(&self, question: &Question) -> QuestionKind {
        let contents = self.contents(&question.pack);
        contents.map_or(QuestionKind::Bare, |contents| contents.kind(&question.id))
    }

    /// What is served of every pack.
    pub(crate) fn all_contents(&self) -> impl Iterator<Item = &Contents> {
        self.packs
            .values()
            .filter_map(|shelf| shelf.contents.as_deref())
    }

    /// What is served of a pack.
    pub(crate) fn contents(&self, pack: &Slug) -> Result<&Contents, LookupError> {
        let contents = self.pack(pack)?.contents.as_deref();
        contents.ok_or_else(|| LookupError::DamagedPack(pack.clone()))
    }
}
