//! What owners keep, as triggers count it, and what takes have.

use rusqlite::{Connection, OptionalExtension as _, ToSql};
use starling_practice::Slug;

use crate::store::{Owner, StoreError};

/// What an owner keeps.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pub(super) sessions: u64,
    pub(super) takes: u64,
    pub(super) open_uploads: u64,
    pub(super) bytes: u64,
}

/// What an owner keeps.
pub(super) fn of_owner(db: &Connection, owner: &Owner) -> Result<Usage, StoreError> {
    read(db, "?1", &owner.as_str())
}

/// What the owner of a session keeps.
pub(super) fn of_session(db: &Connection, id: &Slug) -> Result<Usage, StoreError> {
    read(
        db,
        "(SELECT owner FROM sessions WHERE id = ?1)",
        &id.as_str(),
    )
}

/// What the owner of a take keeps.
pub(super) fn of_take(db: &Connection, number: i64) -> Result<Usage, StoreError> {
    read(db, "(SELECT owner FROM takes WHERE number = ?1)", &number)
}

/// How many rows a table has of a take, which are few.
pub(super) fn rows_of_take(db: &Connection, table: &str, take: i64) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM {table} WHERE take = ?1");
    Ok(db
        .prepare_cached(&sql)?
        .query_one([take], |row| row.get(0))?)
}

fn read(db: &Connection, owner: &str, value: &dyn ToSql) -> Result<Usage, StoreError> {
    let usage = db
        .prepare_cached(&format!(
            "SELECT session_count, take_count, open_upload_count, byte_count
             FROM usage WHERE owner = {owner}"
        ))?
        .query_row([value], |row| {
            Ok(Usage {
                sessions: row.get(0)?,
                takes: row.get(1)?,
                open_uploads: row.get(2)?,
                bytes: row.get(3)?,
            })
        });
    Ok(usage.optional()?.unwrap_or_default())
}
