//! Domain types in columns.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use starling_practice::{Etag, Lifecycle, Slug, Text};

use crate::store::{Noun, StoreError};

/// A value as JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the domain's types have string keys and cannot fail")
}

/// A value from JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| damaged(column, error))
}

/// A value from JSON, or none.
pub(super) fn json_or_null<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => json(row, column).map(Some),
    }
}

/// An id.
pub(super) fn slug(row: &Row<'_>, column: usize) -> rusqlite::Result<Slug> {
    let text = row.get_ref(column)?.as_str()?;
    Slug::new(text).map_err(|error| damaged(column, error))
}

/// An id, or none.
pub(super) fn slug_or_null(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Slug>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => slug(row, column).map(Some),
    }
}

/// A text of bounded length.
pub(super) fn text<const MIN: usize, const MAX: usize>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Text<MIN, MAX>> {
    let text: String = row.get(column)?;
    Text::new(text).map_err(|error| damaged(column, error))
}

/// A hash.
pub(super) fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<blake3::Hash> {
    Ok(row.get::<_, [u8; 32]>(column)?.into())
}

/// Nanoseconds since 1970; a clock that stands before it, or after 2262, stands at the nearest of the two.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// A time from nanoseconds since 1970.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<SystemTime> {
    Ok(UNIX_EPOCH + Duration::from_nanos(row.get(column)?))
}

/// A time, or none.
pub(super) fn time_or_null(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<SystemTime>> {
    let nanoseconds: Option<u64> = row.get(column)?;
    Ok(nanoseconds.map(|nanoseconds| UNIX_EPOCH + Duration::from_nanos(nanoseconds)))
}

/// A lifecycle from `create_time, update_time, revision, delete_time, purge_time`, of which this is the first.
pub(super) fn lifecycle(row: &Row<'_>, first: usize) -> rusqlite::Result<Lifecycle> {
    Ok(Lifecycle {
        create_time: time(row, first)?,
        update_time: time(row, first + 1)?,
        etag: Etag::of_revision(row.get(first + 2)?),
        delete_time: time_or_null(row, first + 3)?,
        purge_time: time_or_null(row, first + 4)?,
    })
}

/// Refuses a change of something that is no longer as whoever asks for the change has seen it.
pub(super) fn check_etag(
    current: &Etag,
    expected: Option<&Etag>,
    noun: Noun,
) -> Result<(), StoreError> {
    match expected {
        Some(expected) if expected != current => Err(StoreError::EtagMismatch(noun)),
        _ => Ok(()),
    }
}

/// An error for a value that is none of the domain.
pub(super) fn damaged(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
