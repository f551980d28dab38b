//! What both levels are held to, side by side.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// An area in which the levels differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competency {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// What it belongs to, such as `leadership`.
    pub area: Slug,
    /// What an L6 is in it.
    pub l6: Role,
    /// What an L7 is in it.
    pub l7: Role,
    /// What is compared, in order.
    pub aspects: Vec<Aspect>,
    /// What really changes between the levels.
    pub text: String,
    /// Where both levels come from; empty where each has its own source.
    pub source: String,
}

/// What somebody at a level is in a competency.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Role {
    /// In two or three words, such as `Team leader`.
    pub title: String,
    /// Where it comes from; may be empty.
    pub source: String,
}

/// One thing in which the levels are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aspect {
    /// The id within its competency.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// What to ask oneself; may be empty.
    pub ask: String,
    /// What holds at L6, a statement each.
    pub l6: Vec<String>,
    /// What holds at L7, a statement each.
    pub l7: Vec<String>,
}

impl Competency {
    /// What somebody at a level is in it.
    #[must_use]
    pub fn role(&self, level: Level) -> &Role {
        match level {
            Level::L6 => &self.l6,
            Level::L7 => &self.l7,
        }
    }
}

impl Aspect {
    /// What holds at a level.
    #[must_use]
    pub fn statements(&self, level: Level) -> &[String] {
        match level {
            Level::L6 => &self.l6,
            Level::L7 => &self.l7,
        }
    }
}
