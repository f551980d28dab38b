//! What content packs hold, and how the packs are.

mod answer;
mod assessment;
mod competency;
mod contradiction;
mod filter;
mod format;
mod guidance;
mod level;
mod pack;
mod plan;
mod principle;
mod question;
mod rubric;
mod scenario;
mod search;
mod story;
#[cfg(test)]
mod tests;

pub use filter::{QuestionFilter, ScenarioFilter, StoryFilter, id_filter};
pub use level::level_filter;
pub use pack::{MAX_PACK_PROBLEMS, PackProblem, PackState, PackStatus, PacksChange};
pub use search::{SearchHit, SearchQuery};

pub(crate) use filter::id_text;
pub(crate) use level::{level_value, optional_level};
