//! Scenarios.

use starling_practice::{Collection, Outcome, Scenario};

use super::question::question_of;
use crate::convert::{ConvertError, checked, each, required};
use crate::{content as wire, name};

impl From<Scenario> for wire::Scenario {
    fn from(scenario: Scenario) -> Self {
        let question = scenario.question;
        Self {
            name: name::in_pack(&question.pack, Collection::Scenarios, &question.id),
            question: Some(question.into()),
            outcome: wire::Outcome::from(scenario.outcome).into(),
            setting: scenario.setting,
            answer: scenario.answer.into_iter().map(Into::into).collect(),
            signals: scenario.signals,
            figures: scenario.figures,
            lessons: scenario.lessons,
            differently: scenario.differently,
            alternatives: scenario.alternatives,
        }
    }
}

impl TryFrom<wire::Scenario> for Scenario {
    type Error = ConvertError;

    fn try_from(wire: wire::Scenario) -> Result<Self, ConvertError> {
        let item = name::parse_item("scenario.name", Collection::Scenarios, &wire.name)?;
        Ok(Self {
            question: question_of("scenario.question", &item, wire.question)?,
            outcome: required("scenario.outcome", outcome_filter(wire.outcome)?)?,
            setting: wire.setting,
            answer: each(wire.answer)?,
            signals: wire.signals,
            figures: wire.figures,
            lessons: wire.lessons,
            differently: wire.differently,
            alternatives: wire.alternatives,
        })
    }
}

impl From<Outcome> for wire::Outcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Failure => Self::Failure,
        }
    }
}

/// An outcome in a filter; none for any.
pub(super) fn outcome_filter(value: i32) -> Result<Option<Outcome>, ConvertError> {
    Ok(match checked("outcome", wire::Outcome::try_from(value))? {
        wire::Outcome::Success => Some(Outcome::Success),
        wire::Outcome::Failure => Some(Outcome::Failure),
        wire::Outcome::Unspecified => None,
    })
}
