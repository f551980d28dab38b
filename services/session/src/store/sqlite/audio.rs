//! The bytes of a take, from its parts and chunks, each checked when it is read.

use std::io::{self, Read};

use bytes::{Bytes, BytesMut};
use rusqlite::{Connection, OptionalExtension as _, params};
use starling_practice::TakeId;
use starling_proto::convert::UploadState;

use super::parts::{Part, Parts};
use super::{SqliteStore, columns, takes, uploads};
use crate::store::{StorageError, StoreError, UploadError};

/// Reads the bytes of a take from front to end. Holds one part or chunk at a time. Blocks.
pub(super) struct Audio<'a> {
    db: &'a Connection,
    parts: &'a Parts,
    take: i64,
    position: u64,
    size: u64,
    /// Bytes that are read but not given yet; `position` is behind them.
    piece: Bytes,
    /// What reading has found wrong.
    damage: Option<StoreError>,
}

impl SqliteStore {
    pub(super) async fn read_whole<T: Send + 'static>(
        &self,
        take: TakeId,
        read: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        let (parts, of_take) = (self.parts.clone(), take.clone());
        let (answer, damage) = self
            .database
            .read(move |db| {
                let upload = uploads::find(db, takes::number(db, &of_take)?)?
                    .filter(|upload| upload.state == UploadState::Complete);
                let Some(upload) = upload else {
                    return Ok((None, Ok(())));
                };
                let mut audio = Audio::new(db, &parts, upload.take, upload.committed_size);
                Ok((Some(read(&mut audio)), audio.damage.map_or(Ok(()), Err)))
            })
            .await?;
        // Whoever read has been told.
        let _ = self.note_damage(&take, damage).await;
        Ok(answer)
    }

    pub(super) async fn read_piece(&self, take: TakeId, offset: u64) -> Result<Bytes, StoreError> {
        let (parts, of_take) = (self.parts.clone(), take.clone());
        let read = self
            .database
            .read(move |db| {
                let upload = uploads::find(db, takes::kept(db, &of_take)?)?
                    .filter(|upload| upload.state == UploadState::Complete)
                    .ok_or(UploadError::Incomplete)?;
                let size = upload.committed_size;
                if offset > size {
                    return Err(UploadError::OffsetGap { next_offset: size }.into());
                }
                let mut audio = Audio::new(db, &parts, upload.take, size);
                audio.position = offset;
                Ok(audio.next_piece()?.unwrap_or_default())
            })
            .await;
        self.note_damage(&take, read).await
    }

    /// Flags the take of a result that damage has led to.
    pub(super) async fn note_damage<T>(
        &self,
        take: &TakeId,
        result: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Err(StoreError::Storage(StorageError::Damaged(_))) = &result {
            let take = take.clone();
            let flag = move |db: &Connection| {
                let number = takes::number(db, &take)?;
                db.execute(
                    "UPDATE uploads SET is_damaged = 1 WHERE take = ?1",
                    [number],
                )?;
                Ok(())
            };
            if let Err(error) = self.database.write(flag).await {
                tracing::warn!("cannot flag a damaged take: {error}");
            }
        }
        result
    }
}

impl<'a> Audio<'a> {
    /// The first `size` bytes of a take, all of which are held.
    pub(super) fn new(db: &'a Connection, parts: &'a Parts, take: i64, size: u64) -> Self {
        Self {
            db,
            parts,
            take,
            position: 0,
            size,
            piece: Bytes::new(),
            damage: None,
        }
    }

    /// The BLAKE3 hash of all bytes.
    pub(super) fn hash(mut self) -> Result<blake3::Hash, StoreError> {
        let mut hasher = blake3::Hasher::new();
        while let Some(piece) = self.next_piece()? {
            hasher.update(&piece);
        }
        Ok(hasher.finalize())
    }

    /// All bytes from an offset on.
    pub(super) fn read_from(mut self, offset: u64) -> Result<Bytes, StoreError> {
        self.position = offset;
        let mut bytes = BytesMut::new();
        while let Some(piece) = self.next_piece()? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    /// Whether these bytes are held at this offset.
    pub(super) fn has(&mut self, offset: u64, mut bytes: &[u8]) -> Result<bool, StoreError> {
        self.position = offset;
        while !bytes.is_empty() {
            let Some(piece) = self.next_piece()? else {
                return Ok(false);
            };
            let (compared, rest) = bytes.split_at(piece.len().min(bytes.len()));
            if compared != &piece[..compared.len()] {
                return Ok(false);
            }
            bytes = rest;
        }
        Ok(true)
    }

    /// The bytes from the position on, as far as they lie together; none at the end.
    fn next_piece(&mut self) -> Result<Option<Bytes>, StoreError> {
        if self.position >= self.size {
            return Ok(None);
        }
        // In this order: a chunk goes only when its part is there.
        let (start, data) = match self.chunk()? {
            Some(chunk) => chunk,
            None => self.part()?,
        };
        let skipped = (self.position - start) as usize;
        let wanted = (self.size - self.position).min((data.len() - skipped) as u64);
        self.position += wanted;
        Ok(Some(data.slice(skipped..skipped + wanted as usize)))
    }

    fn chunk(&self) -> Result<Option<(u64, Bytes)>, StoreError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT start, crc32c, data FROM chunks
                 WHERE take = ?1 AND start <= ?2 AND ?2 < start + length(data)
                 ORDER BY start DESC LIMIT 1",
            )?
            .query_row(params![self.take, self.position], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((start, crc32c, data)): Option<(u64, u32, Vec<u8>)> = found else {
            return Ok(None);
        };
        if crc32c != crc32c::crc32c(&data) {
            let damage = format!("the chunk at {start} has another CRC-32C");
            return Err(StorageError::Damaged(damage).into());
        }
        Ok(Some((start, data.into())))
    }

    fn part(&self) -> Result<(u64, Bytes), StoreError> {
        let (start, part) = self
            .db
            .prepare_cached(
                "SELECT start, object, size, blake3 FROM parts
                 WHERE take = ?1 AND start <= ?2 AND ?2 < start + size
                 ORDER BY start DESC LIMIT 1",
            )?
            .query_row(params![self.take, self.position], |row| {
                let part = Part {
                    object: row.get(1)?,
                    size: row.get(2)?,
                    blake3: columns::hash(row, 3)?,
                };
                Ok((row.get(0)?, part))
            })
            .optional()?
            .ok_or_else(|| {
                StorageError::Damaged(format!("the byte at {} is missing", self.position))
            })?;
        Ok((start, self.parts.get(&part)?))
    }
}

impl Read for Audio<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() {
            match self.next_piece() {
                Ok(Some(piece)) => self.piece = piece,
                Ok(None) => return Ok(0),
                Err(error) => {
                    self.damage = Some(error.clone());
                    return Err(io::Error::other(error));
                }
            }
        }
        let count = buffer.len().min(self.piece.len());
        buffer[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}
