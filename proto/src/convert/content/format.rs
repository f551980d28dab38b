//! Formats.

use std::time::Duration;

use starling_practice::{Budget, Collection, Format, FormatSection, ItemId, SectionId};

use super::level::{level, level_value};
use crate::convert::{ConvertError, checked, each, unsigned};
use crate::{content as wire, name};

impl From<Format> for wire::Format {
    fn from(format: Format) -> Self {
        Self {
            name: name::in_pack(&format.pack, Collection::Formats, &format.id),
            sections: format.sections().iter().cloned().map(Into::into).collect(),
            title: format.title,
            level: level_value(Some(format.level)),
            headline_milliseconds: format.headline.map(milliseconds),
            summary: format.summary,
            source: format.source,
        }
    }
}

impl TryFrom<wire::Format> for Format {
    type Error = ConvertError;

    fn try_from(wire: wire::Format) -> Result<Self, ConvertError> {
        let ItemId { pack, id } = name::parse_item("format.name", Collection::Formats, &wire.name)?;
        let headline = wire
            .headline_milliseconds
            .map(|value| unsigned("format.headline_milliseconds", value).map(Duration::from_millis))
            .transpose()?;
        let level = level("format.level", wire.level)?;
        let format = Self::new(pack, id, wire.title, level, each(wire.sections)?);
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
