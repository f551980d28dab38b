//! Statements by which people rate themselves.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// Statements to tick or to rate, and what counts as ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// The level that it prepares for.
    pub level: Level,
    /// The lowest and the highest points of a statement; none where a statement is ticked.
    pub scale: Option<(u32, u32)>,
    /// What counts as ready.
    pub ready: Readiness,
    /// How many months it usually takes to get there, at least and at most.
    pub horizon_months: Option<(u32, u32)>,
    /// The statements.
    pub groups: Vec<StatementGroup>,
    /// How to use it, and what the outcome means.
    pub text: String,
    /// Where it comes from.
    pub source: String,
}

/// What counts as ready: all of what is given. Nothing is given where the sources give nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Readiness {
    /// All points together are at least this.
    pub total: Option<f64>,
    /// The mean of every group is at least this.
    pub each: Option<f64>,
    /// The mean of all statements is at least this.
    pub mean: Option<f64>,
}

/// Statements that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementGroup {
    /// What people call it.
    pub title: String,
    /// The statements, in the first person.
    pub statements: Vec<String>,
}
