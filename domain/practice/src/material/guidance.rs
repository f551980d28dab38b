//! Advice.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// Something to know, and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// The level that it is for; none where it is for all.
    pub level: Option<Level>,
    /// What it is about, such as `red-flags`.
    pub topic: Slug,
    /// Why it matters and how to use it.
    pub text: String,
    /// One thought each.
    pub points: Vec<String>,
    /// Where it comes from.
    pub source: String,
}
