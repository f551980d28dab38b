//! The audio of spoken comments. It goes with its comment.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{CommentId, Voice};

use super::{columns, takes, usage};
use crate::limits::Limits;
use crate::store::{NewVoice, Noun, Quota, StoreError};

/// Keeps the audio of a comment; it counts as audio of whom the take belongs to.
pub(super) fn insert(
    db: &Connection,
    limits: &Limits,
    take: i64,
    comment: i64,
    new: &NewVoice,
) -> Result<(), StoreError> {
    let kept = usage::of_take(db, take)?.bytes;
    Quota::Bytes.check(kept + new.wav.len() as u64, limits.max_bytes)?;
    db.prepare_cached(
        "INSERT INTO voices (comment, owner, sample_rate, sample_count, wav)
         SELECT ?2, owner, ?3, ?4, ?5 FROM takes WHERE number = ?1",
    )?
    .execute(params![
        take,
        comment,
        new.voice.sample_rate().hertz(),
        new.voice.sample_count(),
        new.wav,
    ])?;
    Ok(())
}

/// The WAV file of a spoken comment.
pub(super) fn wav(db: &Connection, id: &CommentId) -> Result<Vec<u8>, StoreError> {
    let take = takes::number(db, &id.take)?;
    db.prepare_cached(
        "SELECT wav FROM voices JOIN comments ON comments.number = voices.comment
         WHERE comments.id = ?1 AND comments.take = ?2",
    )?
    .query_row(params![id.comment.as_str(), take], |row| row.get(0))
    .optional()?
    .ok_or_else(|| StoreError::NotFound(Noun::Comment, id.to_string()))
}

/// How a comment was spoken, from `sample_rate, sample_count`, of which this is the first; none for a written one.
pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Voice>> {
    let (Some(rate), Some(count)) = (row.get(first)?, row.get(first + 1)?) else {
        return Ok(None);
    };
    let voice = Voice::new(rate, count).map_err(|error| columns::damaged(first, error))?;
    Ok(Some(voice))
}
