//! Uploads: how far each is, and who may go on with it.

use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;
use rusqlite::types::{FromSqlError, FromSqlResult};
use rusqlite::{Connection, OptionalExtension as _, params};
use starling_practice::TakeId;
use starling_proto::convert::{Chunk, StoredAudio, Upload, UploadState};
use uuid::Uuid;

use super::{Audio, SqliteStore, columns, requests, reserve, takes, usage};
use crate::limits::Limits;
use crate::metrics::{self, Resume};
use crate::store::{Durable, Noun, Quota, StoreError, UploadError, UploadStore};

/// An upload as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) take: i64,
    pub(super) committed_size: u64,
    pub(super) writer_epoch: u64,
    pub(super) state: UploadState,
    pub(super) blake3: Option<[u8; 32]>,
    pub(super) is_damaged: bool,
}

impl UploadStore for SqliteStore {
    async fn open_upload(&self, request: Uuid, take: TakeId) -> Result<Upload, StoreError> {
        let (data_dir, limits) = (self.data_dir.clone(), self.limits);
        self.database
            .write(move |db| open(db, &data_dir, &limits, request, take))
            .await
    }

    async fn upload(&self, take: TakeId) -> Result<Upload, StoreError> {
        self.database
            .look_up(|db| Ok(row(db, &take)?.upload(take)))
            .await
    }

    async fn append(&self, chunk: Chunk) -> Result<Durable, StoreError> {
        self.queue(chunk).await
    }

    async fn finish_upload(
        &self,
        take: TakeId,
        writer_epoch: u64,
        size: u64,
        blake3: [u8; 32],
    ) -> Result<Upload, StoreError> {
        let (parts, of_take) = (self.parts.clone(), take.clone());
        let read = self
            .database
            .read(move |db| {
                let row = kept(db, &of_take)?;
                if !row.is_finished(writer_epoch, size, blake3)?
                    && Audio::new(db, &parts, row.take, size).hash()? != blake3
                {
                    return Err(UploadError::HashMismatch.into());
                }
                Ok(())
            })
            .await;
        self.note_damage(&take, read).await?;
        // What is held only grows: if the size is still the same, so are the bytes.
        let (number, upload) = self
            .database
            .write(move |db| finish(db, take, writer_epoch, size, blake3))
            .await?;
        self.spiller.note(number);
        Ok(upload)
    }

    async fn abort_upload(&self, take: TakeId, writer_epoch: u64) -> Result<Upload, StoreError> {
        self.database
            .write(move |db| abort(db, take, writer_epoch))
            .await
    }

    async fn stored_audio(&self, take: TakeId) -> Result<StoredAudio, StoreError> {
        self.database
            .look_up(|db| Ok(row(db, &take)?.stored_audio()?))
            .await
    }

    async fn audio(&self, take: TakeId, offset: u64) -> Result<Bytes, StoreError> {
        self.read_piece(take, offset).await
    }

    async fn read_audio<T: Send + 'static>(
        &self,
        take: TakeId,
        read: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        self.read_whole(take, read).await
    }
}

/// The upload of a take.
pub(super) fn row(db: &Connection, take: &TakeId) -> Result<Row, StoreError> {
    let row = find(db, takes::number(db, take)?)?;
    row.ok_or_else(|| StoreError::NotFound(Noun::Upload, take.to_string()))
}

/// The upload of a take, if it was ever opened.
pub(super) fn find(db: &Connection, take: i64) -> Result<Option<Row>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT take, committed_size, writer_epoch, state, blake3, is_damaged FROM uploads WHERE take = ?1",
        )?
        .query_row([take], |row| {
            Ok(Row {
                take: row.get(0)?,
                committed_size: row.get(1)?,
                writer_epoch: row.get(2)?,
                state: state_of(row.get_ref(3)?.as_str()?)?,
                blake3: row.get(4)?,
                is_damaged: row.get(5)?,
            })
        })
        .optional()?)
}

/// The upload of a take that may change.
pub(super) fn kept(db: &Connection, take: &TakeId) -> Result<Row, StoreError> {
    let row = find(db, takes::kept(db, take)?)?;
    row.ok_or_else(|| StoreError::NotFound(Noun::Upload, take.to_string()))
}

fn store(db: &Connection, row: &Row) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO uploads (take, committed_size, writer_epoch, state, blake3, append_time)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (take) DO UPDATE
         SET committed_size = ?2, writer_epoch = ?3, state = ?4, blake3 = ?5, append_time = ?6",
    )?
    .execute(params![
        row.take,
        row.committed_size,
        row.writer_epoch,
        name_of(row.state),
        row.blake3,
        columns::nanoseconds(SystemTime::now()),
    ])?;
    Ok(())
}

fn open(
    db: &Connection,
    data_dir: &Path,
    limits: &Limits,
    request: Uuid,
    take: TakeId,
) -> Result<Upload, StoreError> {
    let number = takes::kept(db, &take)?;
    let mut row = match find(db, number)? {
        Some(row) => row,
        None => {
            reserve::check(data_dir, limits)?;
            Row {
                take: number,
                committed_size: 0,
                writer_epoch: 0,
                state: UploadState::Open,
                blake3: None,
                is_damaged: false,
            }
        }
    };
    let is_complete = row.state == UploadState::Complete;
    let content = format!("OpenUpload {take}");
    let epoch = match requests::find(db, request, &content)? {
        Some(epoch) => {
            metrics::resume(Resume::SameRequest);
            epoch
        }
        None => {
            if row.state == UploadState::Abandoned {
                metrics::resume(Resume::AfterAbort);
            } else if row.writer_epoch > 0 && !is_complete {
                metrics::resume(Resume::NewWriter);
            }
            let epoch = row.writer_epoch + u64::from(!is_complete);
            requests::record_of_take(db, request, &content, number, epoch)?;
            epoch
        }
    };
    // A writer that was superseded gets its own epoch, with which it cannot write any more.
    if epoch >= row.writer_epoch && !is_complete {
        row.writer_epoch = epoch;
        row.state = UploadState::Open;
        store(db, &row)?;
        let usage = usage::of_take(db, number)?;
        Quota::OpenUploads.check(usage.open_uploads, limits.max_open_uploads)?;
    }
    Ok(Upload {
        writer_epoch: epoch,
        ..row.upload(take)
    })
}

fn finish(
    db: &Connection,
    take: TakeId,
    writer_epoch: u64,
    size: u64,
    blake3: [u8; 32],
) -> Result<(i64, Upload), StoreError> {
    let mut row = kept(db, &take)?;
    if !row.is_finished(writer_epoch, size, blake3)? {
        row.state = UploadState::Complete;
        row.blake3 = Some(blake3);
        store(db, &row)?;
    }
    Ok((row.take, row.upload(take)))
}

fn abort(db: &Connection, take: TakeId, writer_epoch: u64) -> Result<Upload, StoreError> {
    let mut row = kept(db, &take)?;
    row.check_writer(writer_epoch)?;
    if row.state == UploadState::Complete {
        return Err(UploadError::Complete.into());
    }
    row.state = UploadState::Abandoned;
    store(db, &row)?;
    Ok(row.upload(take))
}

impl Row {
    pub(super) fn check_writer(&self, epoch: u64) -> Result<(), UploadError> {
        if epoch == self.writer_epoch {
            Ok(())
        } else {
            Err(UploadError::WriterSuperseded)
        }
    }

    /// Whether the upload is complete with this size and hash already; an error if it cannot become so.
    fn is_finished(
        &self,
        writer_epoch: u64,
        size: u64,
        blake3: [u8; 32],
    ) -> Result<bool, UploadError> {
        if self.state == UploadState::Complete {
            // Whoever asks: the bytes are the same.
            let is_same = size == self.committed_size && Some(blake3) == self.blake3;
            return if is_same {
                Ok(true)
            } else {
                Err(UploadError::Complete)
            };
        }
        self.check_writer(writer_epoch)?;
        if self.state == UploadState::Abandoned {
            return Err(UploadError::Abandoned);
        }
        let held = self.committed_size;
        match size.cmp(&held) {
            std::cmp::Ordering::Greater => Err(UploadError::OffsetGap { next_offset: held }),
            std::cmp::Ordering::Less => Err(UploadError::SizeMismatch { held }),
            std::cmp::Ordering::Equal => Ok(false),
        }
    }

    fn stored_audio(&self) -> Result<StoredAudio, UploadError> {
        let blake3 = self.blake3.filter(|_| self.state == UploadState::Complete);
        Ok(StoredAudio {
            size: self.committed_size,
            blake3: blake3.ok_or(UploadError::Incomplete)?,
        })
    }

    fn upload(&self, take: TakeId) -> Upload {
        Upload {
            take,
            committed_size: self.committed_size,
            writer_epoch: self.writer_epoch,
            state: self.state,
            is_damaged: self.is_damaged,
        }
    }
}

fn name_of(state: UploadState) -> &'static str {
    match state {
        UploadState::Open => "open",
        UploadState::Complete => "complete",
        UploadState::Abandoned => "abandoned",
    }
}

fn state_of(name: &str) -> FromSqlResult<UploadState> {
    match name {
        "open" => Ok(UploadState::Open),
        "complete" => Ok(UploadState::Complete),
        "abandoned" => Ok(UploadState::Abandoned),
        _ => Err(FromSqlError::InvalidType),
    }
}
