//! The store of one machine: rows in a SQLite database, parts of takes in files.
//!
//! One file for each noun; each holds the SQL of its noun.

mod append;
mod audio;
mod backup;
mod checkpoints;
mod columns;
mod comments;
mod database;
mod expunge;
mod location;
mod manifest;
mod objects;
mod orphans;
mod overviews;
mod parts;
mod playback;
mod readers;
mod reports;
mod requests;
mod reserve;
mod restore;
mod reviews;
mod schema;
mod sessions;
mod share_links;
mod spill;
mod takes;
mod uploads;
mod usage;
mod verify;
mod voices;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(test)]
use object_store::ObjectStore;
use tokio::runtime::Handle;

pub use backup::{BackedUp, BackupError, backup};
pub use manifest::ManifestError;
pub use restore::{Existing, RestoreError, Restored, restore};
pub use schema::SchemaError;
pub use verify::{Damage, Progress, Verification, VerifyError, verify};

use audio::Audio;
use database::Database;
use location::Location;
use parts::Parts;
use spill::Spiller;

use super::Store;
use crate::durable;
use crate::limits::Limits;
use crate::metrics;

const DATABASE: &str = "session.db";

/// Everything that is stored.
#[derive(Debug, Clone)]
pub(crate) struct SqliteStore {
    database: Database,
    parts: Parts,
    part_size: u64,
    spiller: Spiller,
    limits: Limits,
    data_dir: Arc<Path>,
}

/// A store that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreOpenError {
    /// The directory cannot be used.
    #[error("cannot use the data directory {}: {source}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

impl SqliteStore {
    /// Opens what is stored in a directory, or creates it. Other processes may have it open too. Call it inside a
    /// tokio runtime.
    pub(crate) fn open(data_dir: &Path, part_size: u64) -> Result<Self, StoreOpenError> {
        let unusable = |source| StoreOpenError::Directory {
            path: data_dir.to_owned(),
            source,
        };
        if !data_dir.is_dir() {
            durable::create_dir(data_dir).map_err(unusable)?;
        }
        let parts = Parts::open(data_dir, Handle::current()).map_err(unusable)?;
        metrics::describe();
        let location = Location::file(data_dir.join(DATABASE));
        let db = schema::open_writer(&location)?;
        let database = Database::start(db, location).map_err(unusable)?;
        Ok(Self::start(database, parts, part_size, data_dir))
    }

    /// Opens what is stored on a simulated disk. Only the lock that guards its creation lies in the directory.
    #[cfg(test)]
    pub(crate) fn open_simulated(
        lock_dir: &Path,
        disk: String,
        objects: Arc<dyn ObjectStore>,
        part_size: u64,
    ) -> Result<Self, StoreOpenError> {
        let location = Location::simulated(lock_dir.join(DATABASE), disk);
        let db = schema::open_writer(&location)?;
        let database = Database::start(db, location).expect("a simulation starts no threads");
        let parts = Parts::new(objects, lock_dir, Handle::current());
        Ok(Self::start(database, parts, part_size, lock_dir))
    }

    fn start(database: Database, parts: Parts, part_size: u64, data_dir: &Path) -> Self {
        Self {
            spiller: Spiller::start(database.clone(), parts.clone(), part_size),
            database,
            parts,
            part_size,
            limits: Limits::default(),
            data_dir: data_dir.into(),
        }
    }

    /// The same store with other limits.
    pub(crate) fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}

impl Store for SqliteStore {
    fn is_closed(&self) -> bool {
        self.database.writer.is_closed()
    }

    async fn closed(&self) {
        self.database.writer.closed().await;
    }

    async fn close(&self) {
        self.spiller.close().await;
        self.database.close().await;
    }
}
