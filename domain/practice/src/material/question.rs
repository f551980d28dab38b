//! What an interviewer asks.

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::slug::Slug;

/// A question, and what a listener should hear in its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The pack that the question comes from.
    pub pack: Slug,
    /// The id within its pack.
    pub id: Slug,
    /// A few words that name it in lists.
    pub title: String,
    /// The level whose interviews it is from.
    pub level: Level,
    /// The format in which it is usually answered, of the same pack.
    pub format: Slug,
    /// The leadership principles that it probes, as ids of the same pack.
    pub principles: Vec<Slug>,
    /// The question as it is asked aloud.
    pub text: String,
    /// What the interviewer evaluates.
    pub evaluated: Vec<String>,
    /// What the interviewer may ask next.
    pub follow_ups: Vec<String>,
    /// What speaks against the speaker.
    pub red_flags: Vec<String>,
    /// Where its facts come from.
    pub source: String,
}

/// Whether somebody has answered a question, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Nobody has.
    Bare,
    /// In brief, in the story of the same id.
    Story,
    /// At length, in the scenario of the same id.
    Scenario,
}
