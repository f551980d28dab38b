//! Moves bytes from the database to the object store, one part at a time, whenever a part is full and when a take is
//! complete.
//!
//! The part is stored first; then one transaction records it and deletes its chunks. A crash between the two
//! leaves an object that nobody refers to, and the same bytes are stored over it later.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use rusqlite::{Connection, params};
use starling_practice::TakeId;
use starling_proto::convert::UploadState;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::database::Database;
use super::parts::{Part, Parts};
use super::{Audio, takes, uploads};
use crate::metrics;
use crate::store::{StorageError, StoreError};

/// Takes that may wait. One that finds no room is looked at when it next fills a part, or at the next start.
const QUEUE_LEN: usize = 256;

/// Tells the task that spills.
#[derive(Debug, Clone)]
pub(super) struct Spiller {
    wishes: mpsc::Sender<Wish>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
    /// Held while a part comes about.
    spilling: Arc<tokio::sync::Mutex<()>>,
}

enum Wish {
    Spill { take: i64 },
    Close,
}

struct Spill {
    database: Database,
    parts: Parts,
    part_size: u64,
    spilling: Arc<tokio::sync::Mutex<()>>,
}

/// Bytes that are to become a part.
struct NextPart {
    take: TakeId,
    start: u64,
    data: Bytes,
}

impl Spiller {
    /// Starts the task. It begins with what the last process has left.
    pub(super) fn start(database: Database, parts: Parts, part_size: u64) -> Self {
        let (wishes, received) = mpsc::channel(QUEUE_LEN);
        let spilling = Arc::default();
        let spill = Spill {
            database,
            parts,
            part_size,
            spilling: Arc::clone(&spilling),
        };
        let task = tokio::spawn(spill.run(received));
        Self {
            wishes,
            task: Arc::new(Mutex::new(Some(task))),
            spilling,
        }
    }

    /// Notes that a take has a full part, or is complete.
    pub(super) fn note(&self, take: i64) {
        // Full: see `QUEUE_LEN`.
        let _ = self.wishes.try_send(Wish::Spill { take });
    }

    /// Waits until no part is under way; none begins before the guard is dropped.
    pub(super) async fn pause(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.spilling).lock_owned().await
    }

    /// Spills what was noted, then ends the task.
    pub(super) async fn close(&self) {
        // An error means that the task has ended already.
        let _ = self.wishes.send(Wish::Close).await;
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(task) = task
            && task.await.is_err()
        {
            tracing::error!("the task that spills ended in a panic");
        }
    }
}

impl Spill {
    async fn run(self, mut wishes: mpsc::Receiver<Wish>) {
        match self.database.read(takes_with_chunks).await {
            Ok(takes) => {
                for take in takes {
                    self.spill(take).await;
                }
            }
            Err(error) => tracing::warn!("cannot look for chunks to spill: {error}"),
        }
        while let Some(wish) = wishes.recv().await {
            match wish {
                Wish::Spill { take } => self.spill(take).await,
                Wish::Close => wishes.close(),
            }
        }
    }

    /// Spills all that is full. What fails stays in the database, where it is as safe.
    async fn spill(&self, take: i64) {
        loop {
            match self.spill_part(take).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    metrics::SPILL_FAILURES.add(1);
                    tracing::warn!("cannot spill a part: {error}");
                    return;
                }
            }
        }
    }

    async fn spill_part(&self, take: i64) -> Result<bool, StoreError> {
        let _spilling = self.spilling.lock().await;
        let (parts, part_size) = (self.parts.clone(), self.part_size);
        let next = self
            .database
            .read(move |db| next_part(db, &parts, take, part_size))
            .await?;
        let Some(NextPart {
            take: id,
            start,
            data,
        }) = next
        else {
            return Ok(false);
        };
        let part = match self.parts.put(&id, start, data).await {
            Ok(part) => part,
            Err(error) => {
                if let StorageError::Failed(_) = error {
                    self.database.fail(error.clone()).await;
                }
                return Err(error.into());
            }
        };
        self.database
            .write(move |db| record(db, take, start, &part))
            .await?;
        Ok(true)
    }
}

fn takes_with_chunks(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let takes = db
        .prepare("SELECT DISTINCT take FROM chunks")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(takes)
}

/// The bytes that are to be the next part: a whole one, or the rest of a complete take.
fn next_part(
    db: &Connection,
    parts: &Parts,
    take: i64,
    part_size: u64,
) -> Result<Option<NextPart>, StoreError> {
    let start: u64 = db
        .prepare_cached("SELECT coalesce(max(start + size), 0) FROM parts WHERE take = ?1")?
        .query_one([take], |row| row.get(0))?;
    let Some(upload) = uploads::find(db, take)? else {
        return Ok(None);
    };
    let held = upload.committed_size;
    let end = match upload.state {
        _ if held >= start + part_size => start + part_size,
        UploadState::Complete if held > start => held,
        _ => return Ok(None),
    };
    Ok(Some(NextPart {
        take: takes::id(db, take)?,
        start,
        data: Audio::new(db, parts, take, end).read_from(start)?,
    }))
}

/// Records a part in place of its chunks.
fn record(db: &Connection, take: i64, start: u64, part: &Part) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO parts (take, start, size, blake3, object) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        take,
        start,
        part.size,
        part.blake3.as_bytes(),
        part.object
    ])?;
    db.prepare_cached("DELETE FROM chunks WHERE take = ?1 AND start >= ?2 AND start < ?3")?
        .execute(params![take, start, start + part.size])?;
    Ok(())
}
