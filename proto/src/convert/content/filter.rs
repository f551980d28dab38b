//! What lists are narrowed to. Fields that are none narrow nothing.

use starling_practice::{Level, Outcome, QuestionKind, Slug};

use super::level::{level_filter, level_value};
use super::scenario::outcome_filter;
use crate::content as wire;
use crate::convert::{ConvertError, checked};

/// Which questions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionFilter {
    /// Those of a level.
    pub level: Option<Level>,
    /// Those that probe a principle.
    pub principle: Option<Slug>,
    /// Those of a kind.
    pub kind: Option<QuestionKind>,
}

/// Which stories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoryFilter {
    /// Those of a level.
    pub level: Option<Level>,
    /// Those whose question probes a principle.
    pub principle: Option<Slug>,
    /// Those of a category.
    pub category: Option<Slug>,
}

/// Which scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScenarioFilter {
    /// Those of a level.
    pub level: Option<Level>,
    /// Those whose question probes a principle.
    pub principle: Option<Slug>,
    /// Those that ended so.
    pub outcome: Option<Outcome>,
}

/// An id in a filter; none where it is empty.
///
/// # Errors
/// [`ConvertError`] naming `field` for a text that is no id.
pub fn id_filter(field: &'static str, id: &str) -> Result<Option<Slug>, ConvertError> {
    let id = Some(id).filter(|id| !id.is_empty()).map(Slug::new);
    checked(field, id.transpose())
}

/// An id, or none, on the wire.
pub(crate) fn id_text(id: Option<&Slug>) -> String {
    id.map(ToString::to_string).unwrap_or_default()
}

impl From<&QuestionFilter> for wire::ListQuestionsRequest {
    fn from(filter: &QuestionFilter) -> Self {
        let kind = filter
            .kind
            .map_or(wire::QuestionKind::Unspecified, Into::into);
        Self {
            level: level_value(filter.level),
            principle: id_text(filter.principle.as_ref()),
            kind: kind.into(),
            ..Self::default()
        }
    }
}

impl TryFrom<&wire::ListQuestionsRequest> for QuestionFilter {
    type Error = ConvertError;

    fn try_from(wire: &wire::ListQuestionsRequest) -> Result<Self, ConvertError> {
        Ok(Self {
            level: level_filter(wire.level)?,
            principle: id_filter("principle", &wire.principle)?,
            kind: match checked("kind", wire::QuestionKind::try_from(wire.kind))? {
                wire::QuestionKind::Bare => Some(QuestionKind::Bare),
                wire::QuestionKind::Story => Some(QuestionKind::Story),
                wire::QuestionKind::Scenario => Some(QuestionKind::Scenario),
                wire::QuestionKind::Unspecified => None,
            },
        })
    }
}

impl From<QuestionKind> for wire::QuestionKind {
    fn from(kind: QuestionKind) -> Self {
        match kind {
            QuestionKind::Bare => Self::Bare,
            QuestionKind::Story => Self::Story,
            QuestionKind::Scenario => Self::Scenario,
        }
    }
}

impl From<&StoryFilter> for wire::ListStoriesRequest {
    fn from(filter: &StoryFilter) -> Self {
        Self {
            level: level_value(filter.level),
            principle: id_text(filter.principle.as_ref()),
            category: id_text(filter.category.as_ref()),
            ..Self::default()
        }
    }
}

impl TryFrom<&wire::ListStoriesRequest> for StoryFilter {
    type Error = ConvertError;

    fn try_from(wire: &wire::ListStoriesRequest) -> Result<Self, ConvertError> {
        Ok(Self {
            level: level_filter(wire.level)?,
            principle: id_filter("principle", &wire.principle)?,
            category: id_filter("category", &wire.category)?,
        })
    }
}

impl From<&ScenarioFilter> for wire::ListScenariosRequest {
    fn from(filter: &ScenarioFilter) -> Self {
        let outcome = filter
            .outcome
            .map_or(wire::Outcome::Unspecified, Into::into);
        Self {
            level: level_value(filter.level),
            principle: id_text(filter.principle.as_ref()),
            outcome: outcome.into(),
            ..Self::default()
        }
    }
}

impl TryFrom<&wire::ListScenariosRequest> for ScenarioFilter {
    type Error = ConvertError;

    fn try_from(wire: &wire::ListScenariosRequest) -> Result<Self, ConvertError> {
        Ok(Self {
            level: level_filter(wire.level)?,
            principle: id_filter("principle", &wire.principle)?,
            outcome: outcome_filter(wire.outcome)?,
        })
    }
}
