//! Leadership principles.

use starling_practice::{Collection, ItemId, Principle, Showing};

use crate::convert::ConvertError;
use crate::{content as wire, name};

impl From<Principle> for wire::Principle {
    fn from(principle: Principle) -> Self {
        let pack = &principle.pack;
        Self {
            name: name::in_pack(pack, Collection::Principles, &principle.id),
            title: principle.title,
            text: principle.text,
            shown_in: principle
                .shown_in
                .into_iter()
                .map(|showing| wire::Showing {
                    scenario: name::in_pack(pack, Collection::Scenarios, &showing.scenario),
                    how: showing.how,
                })
                .collect(),
            source: principle.source,
        }
    }
}

impl TryFrom<wire::Principle> for Principle {
    type Error = ConvertError;

    fn try_from(wire: wire::Principle) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("principle.name", Collection::Principles, &wire.name)?;
        let showing = |wire: wire::Showing| {
            let field = "principle.shown_in";
            Ok(Showing {
                scenario: name::parse_in_pack(field, &pack, Collection::Scenarios, &wire.scenario)?,
                how: wire.how,
            })
        };
        Ok(Self {
            id,
            title: wire.title,
            text: wire.text,
            shown_in: wire
                .shown_in
                .into_iter()
                .map(showing)
                .collect::<Result<_, ConvertError>>()?,
            source: wire.source,
            pack,
        })
    }
}
