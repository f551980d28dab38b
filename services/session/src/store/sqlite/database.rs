//! The database: one writer, several readers.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::checkpoints;
use super::location::Location;
use super::readers::Readers;
use super::writer::{Pending, Writer};
use crate::store::{StorageError, StoreError};

/// About what a change of a few columns weighs.
const ROW_SIZE: usize = 1024;

/// Readers hold the log for the time of a statement, a backup for longer.
const EMPTY_LOG_TRIES: u32 = 100;
const EMPTY_LOG_PAUSE: Duration = Duration::from_millis(100);

/// Runs reads and changes, away from the threads that serve unless they are as short as a look-up.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pub(super) writer: Writer,
    readers: Arc<Readers>,
}

impl Database {
    /// Starts the threads of a database that is open.
    pub(super) fn start(db: Connection, location: Location) -> std::io::Result<Self> {
        Ok(Self {
            writer: Writer::start(db, &location)?,
            readers: Arc::new(Readers::new(location)),
        })
    }

    /// Reads. Each statement sees what is committed by then.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.readers.read(read).await
    }

    /// Reads a few rows by their keys, at once.
    pub(super) async fn look_up<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.look_up(read).await
    }

    /// Makes a change of a few rows in a transaction; returns when it is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_large(0, change).await
    }

    /// The same with a column of `size` bytes.
    pub(super) async fn write_large<T: Send + 'static>(
        &self,
        size: usize,
        change: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.submit(ROW_SIZE + size, change).await?.await
    }

    /// Writes the database anew with what is in it, and nothing of what was; empties the write-ahead log.
    pub(super) async fn rewrite(&self) -> Result<(), StoreError> {
        let vacuum = |db: &Connection| Ok(db.execute_batch("VACUUM")?);
        self.writer.submit_alone(vacuum).await?.await?;
        self.empty_log().await
    }

    /// Moves all from the write-ahead log into the database and leaves nothing in the log.
    pub(super) async fn empty_log(&self) -> Result<(), StoreError> {
        for _ in 0..EMPTY_LOG_TRIES {
            if self
                .writer
                .submit_alone(checkpoints::truncate)
                .await?
                .await?
            {
                return Ok(());
            }
            tokio::time::sleep(EMPTY_LOG_PAUSE).await;
        }
        Err(StorageError::Busy.into())
    }

    /// Queues a change of about `size` bytes; returns when it stands in its place in the order.
    pub(super) async fn submit<T: Send + 'static>(
        &self,
        size: usize,
        change: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Pending<T>, StoreError> {
        self.writer.submit(size, change).await
    }

    /// Ends all writing, because the disk has failed elsewhere.
    pub(super) async fn fail(&self, error: StorageError) {
        // The failure comes back as the answer.
        let _ = self.write(|_| Err::<(), _>(error.into())).await;
    }

    /// Makes the changes that are queued, then closes all connections.
    pub(super) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}
