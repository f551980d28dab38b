//! Connections that read, each used by one task at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::location::Location;
use super::schema;
use crate::store::{StorageError, StoreError};

/// The most reads at a time: two long ones of whole takes, and short ones beside them.
const MAX_READERS: usize = 8;

/// A pool of connections; they are opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    location: Location,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Reads from a database.
    pub(super) fn new(location: Location) -> Self {
        Self {
            location,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(MAX_READERS)),
        }
    }

    /// Reads on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StorageError::Closed)?;
        let readers = Arc::clone(self);
        let read = move || {
            // Outlives a caller who goes away, like the read itself.
            let _permit = permit;
            readers.run(read)
        };
        self.location.block(read).await
    }

    /// Reads on the thread that calls: a row by its key takes microseconds, the way to another thread and back longer.
    pub(super) async fn look_up<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let permit = self.permits.acquire().await;
        let _permit = permit.map_err(|_| StorageError::Closed)?;
        self.run(read)
    }

    fn run<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let db = idle.map_or_else(|| schema::open_reader(&self.location), Ok)?;
        let result = read(&db);
        self.idle().push(db);
        result
    }

    /// Refuses further reads and closes the connections.
    pub(super) fn close(&self) {
        self.permits.close();
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
