//! Leadership principles.

use serde::{Deserialize, Serialize};

use crate::slug::Slug;

/// What an interviewer listens for across questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principle {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// What an interviewer listens for.
    pub text: String,
    /// The scenarios that show it.
    pub shown_in: Vec<Showing>,
    /// Where it comes from.
    pub source: String,
}

/// A scenario that shows a principle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Showing {
    /// The scenario, of the same pack.
    pub scenario: Slug,
    /// What in it shows the principle.
    pub how: String,
}
