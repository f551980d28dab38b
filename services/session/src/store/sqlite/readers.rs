//! Connections that read, each used by one blocking task at a time.

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
            let idle = readers.idle().pop();
            let db = idle.map_or_else(|| schema::open_reader(&readers.location), Ok)?;
            let result = read(&db);
            readers.idle().push(db);
            result
        };
        self.location.block(read).await
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
