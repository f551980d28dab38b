//! Connections that read, each used by one blocking task at a time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::schema;
use crate::store::{StorageError, StoreError};

/// The most reads at a time: two long ones of whole takes, and short ones beside them.
const MAX_READERS: usize = 8;

/// A pool of connections; they are opened when they are first needed.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Reads from the database at `path`.
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
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
        let task = tokio::task::spawn_blocking(move || {
            // Outlives a caller who goes away, like the read itself.
            let _permit = permit;
            let idle = readers.idle().pop();
            let db = idle.map_or_else(|| schema::open_reader(&readers.path), Ok)?;
            let result = read(&db);
            readers.idle().push(db);
            result
        });
        task.await
            .unwrap_or_else(|error| Err(StorageError::Unexpected(error.to_string()).into()))
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
