//! Days of preparation.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// What to do on each day before an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The pack that it comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// The level that it prepares for.
    pub level: Level,
    /// What it is for.
    pub text: String,
    /// The days, from the first.
    pub days: Vec<Day>,
    /// Guidance that goes with it, of the same pack.
    pub guidance: Vec<Slug>,
    /// Where it comes from.
    pub source: String,
}

/// A day of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// What people call it.
    pub title: String,
    /// The day in a paragraph.
    pub text: String,
    /// What is done, in order.
    pub blocks: Vec<Block>,
    /// What is there in the evening that was not there in the morning.
    pub deliverables: Deliverables,
    /// Where it comes from.
    pub source: String,
}

/// Work at one sitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What people call it.
    pub title: String,
    /// When in the day.
    pub part: DayPart,
    /// How long it takes.
    pub minutes: u32,
    /// What is done, in order.
    pub exercises: Vec<Exercise>,
    /// Where it comes from.
    pub source: String,
}

/// When in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayPart {
    /// Before noon.
    Morning,
    /// After noon.
    Afternoon,
    /// After work.
    Evening,
}

/// One thing to do; what it names is of the same pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercise {
    /// What people call it.
    pub title: String,
    /// How long it takes, where that is said.
    pub minutes: Option<u32>,
    /// The format to answer in.
    pub format: Option<Slug>,
    /// The assessment to fill in.
    pub assessment: Option<Slug>,
    /// The questions to answer aloud.
    pub questions: Vec<Slug>,
    /// How it is done.
    pub steps: Vec<String>,
}

/// What a day leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deliverables {
    /// A thing each.
    pub items: Vec<String>,
    /// Where they come from.
    pub source: String,
}
