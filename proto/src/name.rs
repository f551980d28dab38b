//! Resource names, the wire's way to say which item, session, take or report (AIP-122).

use starling_practice::{
    Collection, CommentId, ItemId, ItemRef, ReviewId, ShareLinkId, Slug, TakeId,
};

use crate::convert::ConvertError;

/// `packs/-`, all packs.
pub const ALL_PACKS: &str = "packs/-";

/// `sessions/-`, all sessions of the caller's own.
pub const ALL_SESSIONS: &str = "sessions/-";

/// `packs/{pack}`
#[must_use]
pub fn pack(id: &Slug) -> String {
    format!("packs/{id}")
}

/// `packs/{pack}/{collection}/{id}`
#[must_use]
pub fn item(collection: Collection, item: &ItemId) -> String {
    in_pack(&item.pack, collection, &item.id)
}

pub(crate) fn in_pack(pack: &Slug, collection: Collection, id: &Slug) -> String {
    format!("packs/{pack}/{}/{id}", collection.as_str())
}

/// `sessions/{session}`
#[must_use]
pub fn session(id: &Slug) -> String {
    format!("sessions/{id}")
}

/// `sessions/{session}/takes/{take}`
#[must_use]
pub fn take(id: &TakeId) -> String {
    format!("sessions/{}/takes/{}", id.session, id.take)
}

/// `sessions/{session}/takes/{take}/reports/{report}`
#[must_use]
pub fn report(id: &TakeId, report: &Slug) -> String {
    format!("sessions/{}/takes/{}/reports/{report}", id.session, id.take)
}

/// `sessions/{session}/takes/{take}/reviews/{review}`
#[must_use]
pub fn review(id: &ReviewId) -> String {
    format!("{}/reviews/{}", take(&id.take), id.review)
}

/// `sessions/{session}/takes/{take}/comments/{comment}`
#[must_use]
pub fn comment(id: &CommentId) -> String {
    format!("{}/comments/{}", take(&id.take), id.comment)
}

/// `sessions/{session}/shareLinks/{share_link}`
#[must_use]
pub fn share_link(id: &ShareLinkId) -> String {
    format!("sessions/{}/shareLinks/{}", id.session, id.link)
}

/// Reads `packs/{pack}`; none for `packs/-`, all packs.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_packs(field: &'static str, name: &str) -> Result<Option<Slug>, ConvertError> {
    if name == ALL_PACKS {
        return Ok(None);
    }
    parse_pack(field, name).map(Some)
}

/// Reads `packs/{pack}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_pack(field: &'static str, name: &str) -> Result<Slug, ConvertError> {
    let [pack] = parse(field, &["packs"], name)?;
    Ok(pack)
}

/// Reads `packs/{pack}/{collection}/{id}` of a collection.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_item(
    field: &'static str,
    collection: Collection,
    name: &str,
) -> Result<ItemId, ConvertError> {
    let [pack, id] = parse(field, &["packs", collection.as_str()], name)?;
    Ok(ItemId { pack, id })
}

/// Reads `packs/{pack}/{collection}/{id}` of any collection.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_any_item(
    field: &'static str,
    name: &str,
) -> Result<(Collection, ItemId), ConvertError> {
    let read = || {
        let (pack, item) = name.strip_prefix("packs/")?.split_once('/')?;
        let pack = Slug::new(pack).ok()?;
        let ItemRef { collection, id } = item.parse().ok()?;
        Some((collection, ItemId { pack, id }))
    };
    let wrong = "must have the form packs/{id}/{collection}/{id}";
    read().ok_or_else(|| ConvertError::new(field, wrong))
}

/// Reads the name of an item that another one of the same pack refers to.
pub(crate) fn parse_in_pack(
    field: &'static str,
    pack: &Slug,
    collection: Collection,
    name: &str,
) -> Result<Slug, ConvertError> {
    let item = parse_item(field, collection, name)?;
    if item.pack != *pack {
        return Err(ConvertError::new(field, format!("must be of pack {pack}")));
    }
    Ok(item.id)
}

/// Reads `sessions/{session}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_session(field: &'static str, name: &str) -> Result<Slug, ConvertError> {
    let [session] = parse(field, &["sessions"], name)?;
    Ok(session)
}

/// Reads `sessions/{session}/takes/{take}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_take(field: &'static str, name: &str) -> Result<TakeId, ConvertError> {
    let [session, take] = parse(field, &["sessions", "takes"], name)?;
    Ok(TakeId { session, take })
}

/// Reads `sessions/{session}/takes/{take}/reports/{report}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_report(field: &'static str, name: &str) -> Result<(TakeId, Slug), ConvertError> {
    let [session, take, report] = parse(field, &["sessions", "takes", "reports"], name)?;
    Ok((TakeId { session, take }, report))
}

/// Reads `sessions/{session}/takes/{take}/reviews/{review}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_review(field: &'static str, name: &str) -> Result<ReviewId, ConvertError> {
    let [session, take, review] = parse(field, &["sessions", "takes", "reviews"], name)?;
    let take = TakeId { session, take };
    Ok(ReviewId { take, review })
}

/// Reads `sessions/{session}/takes/{take}/comments/{comment}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_comment(field: &'static str, name: &str) -> Result<CommentId, ConvertError> {
    let [session, take, comment] = parse(field, &["sessions", "takes", "comments"], name)?;
    let take = TakeId { session, take };
    Ok(CommentId { take, comment })
}

/// Reads `sessions/{session}/shareLinks/{share_link}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_share_link(field: &'static str, name: &str) -> Result<ShareLinkId, ConvertError> {
    let [session, link] = parse(field, &["sessions", "shareLinks"], name)?;
    Ok(ShareLinkId { session, link })
}

/// Reads `{collection}/{id}` as often as there are collections.
fn parse<const N: usize>(
    field: &'static str,
    collections: &[&str; N],
    name: &str,
) -> Result<[Slug; N], ConvertError> {
    let wrong = || {
        let pattern: Vec<String> = collections
            .iter()
            .map(|collection| format!("{collection}/{{id}}"))
            .collect();
        ConvertError::new(field, format!("must have the form {}", pattern.join("/")))
    };
    let mut parts = name.split('/');
    let mut ids = Vec::with_capacity(N);
    for collection in collections {
        if parts.next() != Some(*collection) {
            return Err(wrong());
        }
        let id = parts.next().ok_or_else(wrong)?;
        ids.push(Slug::new(id).map_err(|_| wrong())?);
    }
    if parts.next().is_some() {
        return Err(wrong());
    }
    Ok(ids.try_into().expect("one id for each collection"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let id = TakeId {
            session: slug("s1"),
            take: slug("t2"),
        };
        assert_eq!(parse_take("name", &take(&id)).unwrap(), id);
        let report_id = slug("1");
        assert_eq!(
            parse_report("name", &report(&id, &report_id)).unwrap(),
            (id.clone(), report_id)
        );
        let review_id = ReviewId {
            take: id.clone(),
            review: slug("r"),
        };
        let name = review(&review_id);
        assert_eq!(name, "sessions/s1/takes/t2/reviews/r");
        assert_eq!(parse_review("name", &name).unwrap(), review_id);
        let comment_id = CommentId {
            take: id,
            comment: slug("c"),
        };
        let name = comment(&comment_id);
        assert_eq!(name, "sessions/s1/takes/t2/comments/c");
        assert_eq!(parse_comment("name", &name).unwrap(), comment_id);
        assert!(parse_review("name", &name).is_err());
        let link_id = ShareLinkId {
            session: slug("s1"),
            link: slug("l"),
        };
        let name = share_link(&link_id);
        assert_eq!(name, "sessions/s1/shareLinks/l");
        assert_eq!(parse_share_link("name", &name).unwrap(), link_id);
        assert_eq!(parse_packs("parent", "packs/-").unwrap(), None);
        let p = slug("p");
        assert_eq!(parse_packs("parent", &pack(&p)).unwrap(), Some(p.clone()));
        let id = ItemId {
            pack: p,
            id: slug("x"),
        };
        for collection in Collection::ALL {
            let name = item(collection, &id);
            assert_eq!(parse_item("name", collection, &name).unwrap(), id);
            assert_eq!(
                parse_any_item("name", &name).unwrap(),
                (collection, id.clone())
            );
        }
    }

    #[test]
    fn a_reference_stays_in_its_pack() {
        let parse = |name| parse_in_pack("format", &slug("a"), Collection::Formats, name);
        assert_eq!(parse("packs/a/formats/x").unwrap(), slug("x"));
        for name in ["packs/b/formats/x", "packs/a/plans/x", "x", ""] {
            assert!(parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for name in [
            "",
            "sessions/",
            "sessions/../takes/x",
            "sessions/a/takes/",
            "sessions/a/takes/b/c",
            "sessions/a\0/takes/b",
            "/sessions/a/takes/b",
            "takes/b",
        ] {
            assert!(parse_take("name", name).is_err(), "{name}");
        }
        for name in [
            "",
            "packs",
            "packs/a",
            "packs/a/stories",
            "packs/a/stories/",
            "packs/a/songs/b",
            "packs/-/stories/b",
            "packs/a/stories/b/c",
            "stories/b",
        ] {
            assert!(parse_any_item("name", name).is_err(), "{name}");
            assert!(parse_item("name", Collection::Stories, name).is_err());
        }
        assert!(parse_pack("name", "packs/-").is_err());
    }
}
