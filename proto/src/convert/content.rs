//! Formats and questions.

use std::time::Duration;

use starling_practice::{Budget, Format, FormatSection, ItemId, Level, Question, SectionId};

use super::{ConvertError, checked, unsigned};
use crate::{content as wire, name};

impl From<Level> for wire::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::L6 => Self::L6,
            Level::L7 => Self::L7,
        }
    }
}

/// A level on the wire; none where it is unspecified.
impl TryFrom<wire::Level> for Level {
    type Error = ConvertError;

    fn try_from(level: wire::Level) -> Result<Self, ConvertError> {
        match level {
            wire::Level::L6 => Ok(Self::L6),
            wire::Level::L7 => Ok(Self::L7),
            wire::Level::Unspecified => Err(ConvertError::new("level", "is required")),
        }
    }
}

fn level(value: i32) -> Result<Level, ConvertError> {
    checked("level", wire::Level::try_from(value))?.try_into()
}

impl From<Format> for wire::Format {
    fn from(format: Format) -> Self {
        Self {
            name: name::format(&ItemId {
                pack: format.pack.clone(),
                id: format.id.clone(),
            }),
            sections: format.sections().iter().cloned().map(Into::into).collect(),
            title: format.title,
            level: wire::Level::from(format.level).into(),
            headline_milliseconds: format.headline.map(milliseconds),
            summary: format.summary,
            source: format.source,
        }
    }
}

impl TryFrom<wire::Format> for Format {
    type Error = ConvertError;

    fn try_from(wire: wire::Format) -> Result<Self, ConvertError> {
        let ItemId { pack, id } = name::parse_item("format.name", "formats", &wire.name)?;
        let sections = wire
            .sections
            .into_iter()
            .map(FormatSection::try_from)
            .collect::<Result<_, _>>()?;
        let headline = wire
            .headline_milliseconds
            .map(|value| unsigned("format.headline_milliseconds", value).map(Duration::from_millis))
            .transpose()?;
        let format = Self::new(pack, id, wire.title, level(wire.level)?, sections);
        let mut format = checked("format.sections", format)?;
        format.headline = headline;
        format.summary = wire.summary;
        format.source = wire.source;
        Ok(format)
    }
}

impl From<FormatSection> for wire::FormatSection {
    fn from(section: FormatSection) -> Self {
        Self {
            id: section.id.into(),
            title: section.title,
            min_milliseconds: milliseconds(section.budget.min()),
            max_milliseconds: milliseconds(section.budget.max()),
        }
    }
}

impl TryFrom<wire::FormatSection> for FormatSection {
    type Error = ConvertError;

    fn try_from(wire: wire::FormatSection) -> Result<Self, ConvertError> {
        let min = unsigned("section.min_milliseconds", wire.min_milliseconds)?;
        let max = unsigned("section.max_milliseconds", wire.max_milliseconds)?;
        let budget = Budget::new(Duration::from_millis(min), Duration::from_millis(max));
        Ok(Self {
            id: checked("section.id", SectionId::new(&wire.id))?,
            title: wire.title,
            budget: checked("section.min_milliseconds", budget)?,
        })
    }
}

/// Budgets are at most a day.
fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl From<Question> for wire::Question {
    fn from(question: Question) -> Self {
        let item = |id: &starling_practice::Slug| ItemId {
            pack: question.pack.clone(),
            id: id.clone(),
        };
        Self {
            name: name::question(&item(&question.id)),
            title: question.title,
            level: wire::Level::from(question.level).into(),
            format: name::format(&item(&question.format)),
            principles: question
                .principles
                .iter()
                .map(|id| name::principle(&item(id)))
                .collect(),
            text: question.text,
            evaluated: question.evaluated,
            follow_ups: question.follow_ups,
            red_flags: question.red_flags,
            source: question.source,
        }
    }
}

impl TryFrom<wire::Question> for Question {
    type Error = ConvertError;

    fn try_from(wire: wire::Question) -> Result<Self, ConvertError> {
        let ItemId { pack, id } = name::parse_item("question.name", "questions", &wire.name)?;
        let principles = wire
            .principles
            .iter()
            .map(|name| Ok(name::parse_item("question.principles", "principles", name)?.id))
            .collect::<Result<_, ConvertError>>()?;
        Ok(Self {
            pack,
            id,
            title: wire.title,
            level: level(wire.level)?,
            format: name::parse_item("question.format", "formats", &wire.format)?.id,
            principles,
            text: wire.text,
            evaluated: wire.evaluated,
            follow_ups: wire.follow_ups,
            red_flags: wire.red_flags,
            source: wire.source,
        })
    }
}
