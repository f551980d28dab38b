//! Contradictions.

use starling_practice::{Claim, Collection, Contradiction, ItemId, ItemRef, Slug};

use crate::convert::ConvertError;
use crate::{content as wire, name};

/// One claim contradicts nothing.
const MIN_CLAIMS: usize = 2;

impl From<Contradiction> for wire::Contradiction {
    fn from(contradiction: Contradiction) -> Self {
        let pack = &contradiction.pack;
        Self {
            name: name::in_pack(pack, Collection::Contradictions, &contradiction.id),
            title: contradiction.title,
            about: contradiction
                .about
                .iter()
                .map(|item| name::in_pack(pack, item.collection, &item.id))
                .collect(),
            claims: contradiction.claims.into_iter().map(Into::into).collect(),
            text: contradiction.text,
        }
    }
}

impl TryFrom<wire::Contradiction> for Contradiction {
    type Error = ConvertError;

    fn try_from(wire: wire::Contradiction) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("contradiction.name", Collection::Contradictions, &wire.name)?;
        if wire.claims.len() < MIN_CLAIMS {
            let problem = format!("must be at least {MIN_CLAIMS}");
            return Err(ConvertError::new("contradiction.claims", problem));
        }
        Ok(Self {
            id,
            title: wire.title,
            about: wire
                .about
                .iter()
                .map(|name| about(&pack, name))
                .collect::<Result<_, _>>()?,
            claims: wire.claims.into_iter().map(Into::into).collect(),
            text: wire.text,
            pack,
        })
    }
}

fn about(pack: &Slug, name: &str) -> Result<ItemRef, ConvertError> {
    let field = "contradiction.about";
    let (collection, _) = name::parse_any_item(field, name)?;
    let id = name::parse_in_pack(field, pack, collection, name)?;
    Ok(ItemRef { collection, id })
}

impl From<Claim> for wire::Claim {
    fn from(claim: Claim) -> Self {
        Self {
            source: claim.source,
            says: claim.says,
        }
    }
}

impl From<wire::Claim> for Claim {
    fn from(wire: wire::Claim) -> Self {
        Self {
            source: wire.source,
            says: wire.says,
        }
    }
}
