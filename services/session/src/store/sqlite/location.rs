//! Where a database lies: in a file, or in a simulation, on a disk that loses its power.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::super::{StorageError, StoreError};

/// A place that connections can be opened to.
#[derive(Debug, Clone)]
pub(super) struct Location {
    path: PathBuf,
    /// SQLite's name of the simulated disk.
    #[cfg(test)]
    disk: Option<String>,
}

impl Location {
    /// A file of the system's.
    pub(super) fn file(path: PathBuf) -> Self {
        Self {
            path,
            #[cfg(test)]
            disk: None,
        }
    }

    /// A file of a simulated disk.
    #[cfg(test)]
    pub(super) fn simulated(path: PathBuf, disk: String) -> Self {
        Self {
            path,
            disk: Some(disk),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether every task does its own work at once, because a run with threads could not be repeated.
    pub(super) fn is_simulated(&self) -> bool {
        #[cfg(test)]
        return self.disk.is_some();
        #[cfg(not(test))]
        false
    }

    pub(super) fn connect(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        #[cfg(test)]
        if let Some(disk) = &self.disk {
            return Connection::open_with_flags_and_vfs(&self.path, flags, disk.as_str());
        }
        Connection::open_with_flags(&self.path, flags)
    }

    /// Does work that blocks on a thread that may.
    pub(super) async fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.is_simulated() {
            return work();
        }
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(StorageError::Unexpected(error.to_string()).into()))
    }
}
