//! What a content pack holds besides formats: what is asked, how others answered, and how to get better.

mod answer;
mod assessment;
mod competency;
mod contradiction;
mod guidance;
mod pack;
mod plan;
mod principle;
mod question;
mod rubric;
mod scenario;
mod story;

pub use answer::{
    Answer, AnswerPart, Delivery, FASTEST_WPM, OffPart, SLOWEST_WPM, spoken_words, words_for,
};
pub use assessment::{Assessment, Readiness, StatementGroup};
pub use competency::{Aspect, Competency, Role};
pub use contradiction::{Claim, Contradiction};
pub use guidance::Guidance;
pub use pack::{Collection, ItemRef, Pack};
pub use plan::{Block, Day, DayPart, Deliverables, Exercise, Plan};
pub use principle::{Principle, Showing};
pub use question::{Question, QuestionKind};
pub use rubric::{Dimension, RUBRIC_POINTS, Rubric};
pub use scenario::{Outcome, Scenario};
pub use story::Story;
