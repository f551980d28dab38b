//! Stories: questions that somebody has answered in brief.

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::question::Question;
use crate::slug::Slug;

/// A question with an answer of two to four minutes, told from life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// What is asked; it has the story's id.
    #[serde(flatten)]
    pub question: Question,
    /// What it is about, such as `earn-trust`.
    pub category: Slug,
    /// What is said, in the question's format.
    pub answer: Answer,
}
