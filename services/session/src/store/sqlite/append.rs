//! Appends chunks to uploads.

use std::time::SystemTime;

use bytes::Bytes;
use rusqlite::{Connection, params};
use starling_proto::convert::{Chunk, UploadState};
use tracing::Instrument as _;

use super::parts::Parts;
use super::{Audio, SqliteStore, columns, uploads, usage};
use crate::limits::Limits;
use crate::metrics::Received;
use crate::store::{Durable, Quota, StoreError, UploadError};

struct Appended {
    take: i64,
    committed_size: u64,
    fills_part: bool,
}

impl SqliteStore {
    pub(super) async fn queue(&self, chunk: Chunk) -> Result<Durable, StoreError> {
        let span = tracing::debug_span!("append", take = %chunk.take);
        let received = Received::now(chunk.data.len());
        let (parts, part_size, limits) = (self.parts.clone(), self.part_size, self.limits);
        let pending = self
            .database
            .submit(chunk.data.len(), move |db| {
                append(db, &parts, part_size, &limits, &chunk)
            })
            .instrument(span.clone())
            .await?;
        let spiller = self.spiller.clone();
        let durable = async move {
            let appended = pending.await?;
            if appended.fills_part {
                spiller.note(appended.take);
            }
            received.acknowledge();
            Ok(appended.committed_size)
        };
        Ok(Box::pin(durable.instrument(span)))
    }
}

fn append(
    db: &Connection,
    parts: &Parts,
    part_size: u64,
    limits: &Limits,
    chunk: &Chunk,
) -> Result<Appended, StoreError> {
    let upload = uploads::kept(db, &chunk.take)?;
    upload.check_writer(chunk.writer_epoch)?;
    let held = upload.committed_size;
    // What was sent before is compared, what is new is stored.
    let known = held
        .saturating_sub(chunk.offset)
        .min(chunk.data.len() as u64) as usize;
    let mut audio = Audio::new(db, parts, upload.take, held);
    if !audio.has(chunk.offset, &chunk.data[..known])? {
        return Err(UploadError::BytesDiffer { next_offset: held }.into());
    }
    let committed_size = held.max(chunk.end());
    if committed_size > held {
        match upload.state {
            UploadState::Complete => return Err(UploadError::Complete.into()),
            UploadState::Abandoned => return Err(UploadError::Abandoned.into()),
            UploadState::Open => {}
        }
        if chunk.offset > held {
            return Err(UploadError::OffsetGap { next_offset: held }.into());
        }
        let max = limits.max_take_bytes;
        if committed_size > max {
            return Err(UploadError::TakeTooLong { max }.into());
        }
        let kept = usage::of_take(db, upload.take)?.bytes;
        Quota::Bytes.check(kept + committed_size - held, limits.max_bytes)?;
        insert(db, upload.take, held, chunk.data.slice(known..), part_size)?;
        db.prepare_cached(
            "UPDATE uploads SET committed_size = ?2, append_time = ?3 WHERE take = ?1",
        )?
        .execute(params![
            upload.take,
            committed_size,
            columns::nanoseconds(SystemTime::now()),
        ])?;
    }
    Ok(Appended {
        take: upload.take,
        committed_size,
        fills_part: committed_size / part_size > held / part_size,
    })
}

/// Inserts bytes, cut where a part ends.
fn insert(
    db: &Connection,
    take: i64,
    mut start: u64,
    mut data: Bytes,
    part_size: u64,
) -> Result<(), StoreError> {
    let mut insert = db
        .prepare_cached("INSERT INTO chunks (take, start, crc32c, data) VALUES (?1, ?2, ?3, ?4)")?;
    while !data.is_empty() {
        let room = part_size - start % part_size;
        let piece = data.split_to(room.min(data.len() as u64) as usize);
        insert.execute(params![take, start, crc32c::crc32c(&piece), &piece[..]])?;
        start += piece.len() as u64;
    }
    Ok(())
}
