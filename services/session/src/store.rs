//! What the service keeps: rows in SQLite, and the parts of takes in an object store.
//!
//! Nothing is answered before it is durable. One file for each noun; each holds the SQL of its noun.

mod append;
mod audio;
mod checkpoints;
mod columns;
mod database;
mod error;
mod parts;
mod readers;
mod reports;
mod requests;
mod schema;
mod sessions;
mod spill;
mod takes;
#[cfg(test)]
mod tests;
mod uploads;
mod writer;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::runtime::Handle;

pub(crate) use append::Durable;
pub(crate) use audio::Audio;
pub(crate) use error::{Noun, StorageError, StoreError};
pub(crate) use reports::NewReport;
pub use schema::SchemaError;
pub(crate) use takes::NewTake;
pub(crate) use uploads::UploadError;

use database::Database;
use parts::Parts;
use spill::Spiller;

/// The bytes of a part.
pub(crate) const PART_SIZE: u64 = 8 * 1024 * 1024;
const DATABASE: &str = "session.db";

/// Everything that is stored.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    database: Database,
    parts: Parts,
    part_size: u64,
    spiller: Spiller,
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

/// Which rows of a list: those after a row, newest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Only rows with a number below this one.
    pub(crate) below: i64,
    /// The most rows.
    pub(crate) size: usize,
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// The number of the last item, if more follow.
    pub(crate) last: Option<i64>,
}

impl Store {
    /// Opens what is stored in a directory, or creates it. Other processes may have it open too. Call it inside a
    /// tokio runtime.
    pub(crate) fn open(data_dir: &Path, part_size: u64) -> Result<Self, StoreOpenError> {
        let unusable = |source| StoreOpenError::Directory {
            path: data_dir.to_owned(),
            source,
        };
        if !data_dir.is_dir() {
            create_durably(data_dir).map_err(unusable)?;
        }
        let parts = Parts::open(data_dir, Handle::current()).map_err(unusable)?;
        let db = schema::open_writer(&data_dir.join(DATABASE))?;
        let database = Database::start(db, data_dir.join(DATABASE)).map_err(unusable)?;
        Ok(Self {
            spiller: Spiller::start(database.clone(), parts.clone(), part_size),
            database,
            parts,
            part_size,
        })
    }

    /// Whether nothing can be stored any more, because the disk has failed or the store is closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.database.writer.is_closed()
    }

    /// Ends when nothing can be stored any more.
    pub(crate) async fn closed(&self) {
        self.database.writer.closed().await;
    }

    /// Finishes what is under way and closes the database.
    pub(crate) async fn close(&self) {
        self.spiller.close().await;
        self.database.close().await;
    }
}

impl<T> Listed<T> {
    /// Takes numbered rows, one more than the page has room for if there are as many.
    fn new(mut rows: Vec<(i64, T)>, page: Page) -> Self {
        let has_more = rows.len() > page.size;
        rows.truncate(page.size);
        Self {
            last: rows.last().filter(|_| has_more).map(|(number, _)| *number),
            items: rows.into_iter().map(|(_, item)| item).collect(),
        }
    }
}

/// Creates a directory for its owner alone, which is still there after a power cut.
fn create_durably(path: &Path) -> io::Result<()> {
    let path = std::path::absolute(path)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let is_new = |parent: &&Path| !parent.is_dir();
    let new_count = path.ancestors().take_while(is_new).count();
    builder.recursive(true).create(&path)?;
    #[cfg(unix)]
    for parent in path.ancestors().skip(1).take(new_count) {
        fs::File::open(parent)?.sync_all()?;
    }
    Ok(())
}
