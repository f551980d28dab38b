//! Packs, and how their items are named across kinds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::slug::Slug;

/// A folder of material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The id, which is the folder's name.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// What is in it, in a sentence.
    pub summary: String,
    /// The licence, as an SPDX expression.
    pub license: String,
    /// What it is not, and how far its figures can be trusted; may be empty.
    pub disclaimer: String,
    /// The language that it is written in, as a BCP 47 tag.
    pub language: String,
}

/// The kinds of items, each with a collection of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collection {
    /// Time budgets.
    Formats,
    /// What is asked; every story and scenario has its question here too.
    Questions,
    /// Questions answered in brief.
    Stories,
    /// Questions answered at length.
    Scenarios,
    /// Leadership principles.
    Principles,
    /// Advice.
    Guidance,
    /// What both levels are held to.
    Competencies,
    /// Statements to rate oneself by.
    Assessments,
    /// Days of preparation.
    Plans,
    /// How an answer is rated.
    Rubrics,
    /// Where the sources disagree.
    Contradictions,
}

/// An item of any kind within its pack, written `stories/l6-cart-abandonment`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemRef {
    /// The kind.
    pub collection: Collection,
    /// The id within the collection.
    pub id: Slug,
}

/// A text that names no item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no item; write a collection and an id, such as `stories/l6-cart-abandonment`")]
pub struct ItemRefError(String);

impl Collection {
    /// All kinds, in the order in which people meet them.
    pub const ALL: [Self; 11] = [
        Self::Formats,
        Self::Questions,
        Self::Stories,
        Self::Scenarios,
        Self::Principles,
        Self::Guidance,
        Self::Competencies,
        Self::Assessments,
        Self::Plans,
        Self::Rubrics,
        Self::Contradictions,
    ];

    /// The name, as in a folder and in a resource name: `stories`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Formats => "formats",
            Self::Questions => "questions",
            Self::Stories => "stories",
            Self::Scenarios => "scenarios",
            Self::Principles => "principles",
            Self::Guidance => "guidance",
            Self::Competencies => "competencies",
            Self::Assessments => "assessments",
            Self::Plans => "plans",
            Self::Rubrics => "rubrics",
            Self::Contradictions => "contradictions",
        }
    }

    /// One item of it, as people say it: `story`.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Formats => "format",
            Self::Questions => "question",
            Self::Stories => "story",
            Self::Scenarios => "scenario",
            Self::Principles => "principle",
            Self::Guidance => "guidance",
            Self::Competencies => "competency",
            Self::Assessments => "assessment",
            Self::Plans => "plan",
            Self::Rubrics => "rubric",
            Self::Contradictions => "contradiction",
        }
    }

    /// The collection of a name such as `stories`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|collection| collection.as_str() == name)
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.collection.as_str(), self.id)
    }
}

impl FromStr for ItemRef {
    type Err = ItemRefError;

    fn from_str(text: &str) -> Result<Self, ItemRefError> {
        let read = || {
            let (collection, id) = text.split_once('/')?;
            Some(Self {
                collection: Collection::from_name(collection)?,
                id: Slug::new(id).ok()?,
            })
        };
        read().ok_or_else(|| ItemRefError(text.chars().take(80).collect()))
    }
}

impl TryFrom<String> for ItemRef {
    type Error = ItemRefError;

    fn try_from(text: String) -> Result<Self, ItemRefError> {
        text.parse()
    }
}

impl From<ItemRef> for String {
    fn from(item: ItemRef) -> Self {
        item.to_string()
    }
}
