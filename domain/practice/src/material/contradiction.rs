//! Where the sources disagree.

use serde::{Deserialize, Serialize};

use super::pack::ItemRef;
use crate::slug::Slug;

/// Claims that cannot all be true, shown beside the items that they are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What they disagree on.
    pub title: String,
    /// The items, of the same pack.
    pub about: Vec<ItemRef>,
    /// Two or more.
    pub claims: Vec<Claim>,
    /// What to make of it.
    pub text: String,
}

/// What one source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Where it stands.
    pub source: String,
    /// What stands there.
    pub says: String,
}
