//! Competencies.

use starling_practice::{Aspect, Collection, Competency, ItemId, Role, Slug};

use crate::convert::{ConvertError, checked, each, required};
use crate::{content as wire, name};

impl From<Competency> for wire::Competency {
    fn from(competency: Competency) -> Self {
        Self {
            name: name::in_pack(&competency.pack, Collection::Competencies, &competency.id),
            title: competency.title,
            area: competency.area.into(),
            l6: Some(competency.l6.into()),
            l7: Some(competency.l7.into()),
            aspects: competency.aspects.into_iter().map(Into::into).collect(),
            text: competency.text,
            source: competency.source,
        }
    }
}

impl TryFrom<wire::Competency> for Competency {
    type Error = ConvertError;

    fn try_from(wire: wire::Competency) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("competency.name", Collection::Competencies, &wire.name)?;
        Ok(Self {
            pack,
            id,
            title: wire.title,
            area: checked("competency.area", Slug::new(&wire.area))?,
            l6: required("competency.l6", wire.l6)?.into(),
            l7: required("competency.l7", wire.l7)?.into(),
            aspects: each(wire.aspects)?,
            text: wire.text,
            source: wire.source,
        })
    }
}

impl From<Role> for wire::Role {
    fn from(role: Role) -> Self {
        Self {
            title: role.title,
            source: role.source,
        }
    }
}

impl From<wire::Role> for Role {
    fn from(wire: wire::Role) -> Self {
        Self {
            title: wire.title,
            source: wire.source,
        }
    }
}

impl From<Aspect> for wire::Aspect {
    fn from(aspect: Aspect) -> Self {
        Self {
            id: aspect.id.into(),
            title: aspect.title,
            ask: aspect.ask,
            l6: aspect.l6,
            l7: aspect.l7,
        }
    }
}

impl TryFrom<wire::Aspect> for Aspect {
    type Error = ConvertError;

    fn try_from(wire: wire::Aspect) -> Result<Self, ConvertError> {
        Ok(Self {
            id: checked("aspect.id", Slug::new(&wire.id))?,
            title: wire.title,
            ask: wire.ask,
            l6: wire.l6,
            l7: wire.l7,
        })
    }
}
