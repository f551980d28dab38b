//! Rubrics.

use starling_practice::{Collection, Dimension, ItemId, RUBRIC_POINTS, Rubric, Slug};

use super::level::{level, level_value};
use crate::convert::{ConvertError, checked, each};
use crate::{content as wire, name};

impl From<Rubric> for wire::Rubric {
    fn from(rubric: Rubric) -> Self {
        Self {
            name: name::in_pack(&rubric.pack, Collection::Rubrics, &rubric.id),
            title: rubric.title,
            level: level_value(Some(rubric.level)),
            text: rubric.text,
            dimensions: rubric.dimensions.into_iter().map(Into::into).collect(),
            source: rubric.source,
        }
    }
}

impl TryFrom<wire::Rubric> for Rubric {
    type Error = ConvertError;

    fn try_from(wire: wire::Rubric) -> Result<Self, ConvertError> {
        let ItemId { pack, id } = name::parse_item("rubric.name", Collection::Rubrics, &wire.name)?;
        Ok(Self {
            pack,
            id,
            title: wire.title,
            level: level("rubric.level", wire.level)?,
            text: wire.text,
            dimensions: each(wire.dimensions)?,
            source: wire.source,
        })
    }
}

impl From<Dimension> for wire::Dimension {
    fn from(dimension: Dimension) -> Self {
        Self {
            id: dimension.id.into(),
            title: dimension.title,
            what: dimension.what,
            points: dimension.points.into(),
        }
    }
}

impl TryFrom<wire::Dimension> for Dimension {
    type Error = ConvertError;

    fn try_from(wire: wire::Dimension) -> Result<Self, ConvertError> {
        let wrong = |_| {
            let problem = format!("must be exactly {RUBRIC_POINTS}");
            ConvertError::new("dimension.points", problem)
        };
        Ok(Self {
            id: checked("dimension.id", Slug::new(&wire.id))?,
            title: wire.title,
            what: wire.what,
            points: wire.points.try_into().map_err(wrong)?,
        })
    }
}
