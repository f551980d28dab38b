//! Requests that may be repeated (AIP-155): what each has led to, stored in the transaction that did it.

use std::time::SystemTime;

use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension as _, params};
use starling_practice::Slug;
use uuid::Uuid;

use super::columns;
use crate::store::StoreError;

/// What a request with this content has led to, if it was made before.
///
/// # Errors
/// [`StoreError::RequestIdReused`] if the same id came with other content.
pub(super) fn find<T: FromSql>(
    db: &Connection,
    id: Uuid,
    content: &str,
) -> Result<Option<T>, StoreError> {
    let known: Option<([u8; 32], T)> = db
        .prepare_cached("SELECT content, result FROM requests WHERE id = ?1")?
        .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((known, _)) if known != *hash(content).as_bytes() => Err(StoreError::RequestIdReused),
        Some((_, result)) => Ok(Some(result)),
        None => Ok(None),
    }
}

/// Remembers what a request on a session has led to.
pub(super) fn record(
    db: &Connection,
    id: Uuid,
    content: &str,
    session: &Slug,
    result: impl ToSql,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO requests (id, content, result, session, create_time) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        id.to_string(),
        hash(content).as_bytes(),
        result,
        session.as_str(),
        columns::nanoseconds(SystemTime::now()),
    ])?;
    Ok(())
}

/// Remembers what a request on a take has led to, until the take is expunged.
pub(super) fn record_of_take(
    db: &Connection,
    id: Uuid,
    content: &str,
    take: i64,
    result: impl ToSql,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO requests (id, content, result, session, take, create_time)
         SELECT ?1, ?2, ?3, session, number, ?5 FROM takes WHERE number = ?4",
    )?
    .execute(params![
        id.to_string(),
        hash(content).as_bytes(),
        result,
        take,
        columns::nanoseconds(SystemTime::now()),
    ])?;
    Ok(())
}

/// What was asked for may have a title in it, which is not to outlive its session here.
fn hash(content: &str) -> blake3::Hash {
    blake3::hash(content.as_bytes())
}
