//! How a coach rates an answer.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// How many points a dimension has.
pub const RUBRIC_POINTS: usize = 5;

/// What an answer is rated by at a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rubric {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// The level whose bar it is.
    pub level: Level,
    /// How to rate with it.
    pub text: String,
    /// What is rated, in order.
    pub dimensions: Vec<Dimension>,
    /// Where it comes from.
    pub source: String,
}

/// One thing that is rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// The id, the same in the rubrics of all levels.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// What is asked of the answer.
    pub what: String,
    /// What a coach hears at 1 to 5 points.
    pub points: [String; RUBRIC_POINTS],
}
