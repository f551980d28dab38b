//! Guidance.

use starling_practice::{Collection, Guidance, ItemId, Slug};

use super::level::{level_value, optional_level};
use crate::convert::{ConvertError, checked};
use crate::{content as wire, name};

impl From<Guidance> for wire::Guidance {
    fn from(guidance: Guidance) -> Self {
        Self {
            name: name::in_pack(&guidance.pack, Collection::Guidance, &guidance.id),
            title: guidance.title,
            level: level_value(guidance.level),
            topic: guidance.topic.into(),
            text: guidance.text,
            points: guidance.points,
            source: guidance.source,
        }
    }
}

impl TryFrom<wire::Guidance> for Guidance {
    type Error = ConvertError;

    fn try_from(wire: wire::Guidance) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("guidance.name", Collection::Guidance, &wire.name)?;
        Ok(Self {
            pack,
            id,
            title: wire.title,
            level: optional_level("guidance.level", wire.level)?,
            topic: checked("guidance.topic", Slug::new(&wire.topic))?,
            text: wire.text,
            points: wire.points,
            source: wire.source,
        })
    }
}
