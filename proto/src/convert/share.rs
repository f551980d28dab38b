//! Share links.

use std::num::NonZero;

use starling_practice::{LinkLabel, LinkRole, LinkTerms, LinkTermsError, ShareLink};

use super::{ConvertError, checked, optional_time, signed_32, time, timestamp, unsigned};
use crate::{name, session as wire};

impl From<ShareLink> for wire::ShareLink {
    fn from(link: ShareLink) -> Self {
        Self {
            name: name::share_link(&link.id),
            create_time: Some(timestamp(link.create_time)),
            use_count: signed_32(link.use_count),
            last_use_time: link.last_use_time.map(timestamp),
            revoke_time: link.revoke_time.map(timestamp),
            ..link.terms.into()
        }
    }
}

impl TryFrom<wire::ShareLink> for ShareLink {
    type Error = ConvertError;

    fn try_from(wire: wire::ShareLink) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_share_link("share_link.name", &wire.name)?,
            create_time: time("share_link.create_time", wire.create_time)?,
            use_count: unsigned("share_link.use_count", wire.use_count)?,
            last_use_time: optional_time("share_link.last_use_time", wire.last_use_time)?,
            revoke_time: optional_time("share_link.revoke_time", wire.revoke_time)?,
            terms: wire.try_into()?,
        })
    }
}

impl From<LinkTerms> for wire::ShareLink {
    fn from(terms: LinkTerms) -> Self {
        Self {
            label: terms.label.into(),
            role: wire::LinkRole::from(terms.role).into(),
            expire_time: Some(timestamp(terms.expire_time)),
            max_use_count: terms.max_use_count.map_or(0, |max| signed_32(max.get())),
            ..Self::default()
        }
    }
}

impl TryFrom<wire::ShareLink> for LinkTerms {
    type Error = ConvertError;

    fn try_from(wire: wire::ShareLink) -> Result<Self, ConvertError> {
        Ok(Self {
            label: checked("share_link.label", LinkLabel::new(wire.label))?,
            role: link_role("share_link.role", wire.role)?,
            expire_time: time("share_link.expire_time", wire.expire_time)?,
            max_use_count: NonZero::new(unsigned("share_link.max_use_count", wire.max_use_count)?),
        })
    }
}

impl From<LinkTermsError> for ConvertError {
    fn from(error: LinkTermsError) -> Self {
        let field = match error {
            LinkTermsError::ExpireTime => "share_link.expire_time",
            LinkTermsError::MaxUseCount => "share_link.max_use_count",
        };
        Self::new(field, error)
    }
}

impl From<LinkRole> for wire::LinkRole {
    fn from(role: LinkRole) -> Self {
        match role {
            LinkRole::Listen => Self::Listen,
            LinkRole::Comment => Self::Comment,
        }
    }
}

/// Reads the role of a link.
///
/// # Errors
/// [`ConvertError`] naming `field` for one that is unspecified or unknown.
pub(crate) fn link_role(field: &'static str, value: i32) -> Result<LinkRole, ConvertError> {
    match checked(field, wire::LinkRole::try_from(value))? {
        wire::LinkRole::Listen => Ok(LinkRole::Listen),
        wire::LinkRole::Comment => Ok(LinkRole::Comment),
        wire::LinkRole::Unspecified => Err(ConvertError::new(field, "is required")),
    }
}
