//! Resource names, the wire's way to say which item, session, take or report (AIP-122).

use starling_practice::{ItemId, Slug, TakeId};

use crate::convert::ConvertError;

/// `packs/{pack}/formats/{format}`
#[must_use]
pub fn format(item: &ItemId) -> String {
    format!("packs/{}/formats/{}", item.pack, item.id)
}

/// `packs/{pack}/questions/{question}`
#[must_use]
pub fn question(item: &ItemId) -> String {
    format!("packs/{}/questions/{}", item.pack, item.id)
}

/// `packs/{pack}/principles/{principle}`
#[must_use]
pub fn principle(item: &ItemId) -> String {
    format!("packs/{}/principles/{}", item.pack, item.id)
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

/// Reads `packs/{pack}/{collection}/{id}`.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_item(
    field: &'static str,
    collection: &str,
    name: &str,
) -> Result<ItemId, ConvertError> {
    let [pack, id] = parse(field, &["packs", collection], name)?;
    Ok(ItemId { pack, id })
}

/// Reads `packs/{pack}`; none for `packs/-`, all packs.
///
/// # Errors
/// [`ConvertError`] naming `field` for any other text.
pub fn parse_pack(field: &'static str, name: &str) -> Result<Option<Slug>, ConvertError> {
    if name == "packs/-" {
        return Ok(None);
    }
    let [pack] = parse(field, &["packs"], name)?;
    Ok(Some(pack))
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

    #[test]
    fn names_are_read_as_they_are_written() {
        let id = TakeId {
            session: Slug::new("s1").unwrap(),
            take: Slug::new("t2").unwrap(),
        };
        assert_eq!(parse_take("name", &take(&id)).unwrap(), id);
        let report_id = Slug::new("1").unwrap();
        assert_eq!(
            parse_report("name", &report(&id, &report_id)).unwrap(),
            (id, report_id)
        );
        assert_eq!(parse_pack("parent", "packs/-").unwrap(), None);
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
    }
}
