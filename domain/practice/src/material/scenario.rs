//! Scenarios: questions answered at length, with what a listener makes of the answer.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::question::Question;

/// A question with a model answer and what there is to learn from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// What is asked; it has the scenario's id.
    #[serde(flatten)]
    pub question: Question,
    /// How it ended.
    pub outcome: Outcome,
    /// What to know before the answer; may be empty.
    pub setting: String,
    /// What is said, in the question's format.
    pub answer: Answer,
    /// What shows that the speaker is at the level.
    pub signals: Vec<String>,
    /// The figures worth remembering.
    pub figures: Vec<String>,
    /// What the speaker learned.
    pub lessons: Vec<String>,
    /// What the speaker would do differently.
    pub differently: Vec<String>,
    /// What else could have been done.
    pub alternatives: Vec<String>,
}

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What was tried worked.
    Success,
    /// It did not, and the answer is about that.
    Failure,
}
