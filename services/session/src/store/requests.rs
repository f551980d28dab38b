//! Requests that may be repeated (AIP-155): what each has led to, stored in the transaction that did it.

use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::error::StoreError;

/// What a request with this content has led to, if it was made before.
///
/// # Errors
/// [`StoreError::RequestIdReused`] if the same id came with other content.
pub(super) fn find<T: FromSql>(
    db: &Connection,
    id: Uuid,
    content: &str,
) -> Result<Option<T>, StoreError> {
    let known: Option<(String, T)> = db
        .prepare_cached("SELECT content, result FROM requests WHERE id = ?1")?
        .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((known, _)) if known != content => Err(StoreError::RequestIdReused),
        Some((_, result)) => Ok(Some(result)),
        None => Ok(None),
    }
}

/// Remembers what a request has led to.
pub(super) fn record(
    db: &Connection,
    id: Uuid,
    content: &str,
    result: impl ToSql,
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO requests (id, content, result) VALUES (?1, ?2, ?3)")?
        .execute(params![id.to_string(), content, result])?;
    Ok(())
}
