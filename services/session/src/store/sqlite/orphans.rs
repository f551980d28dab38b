//! Removes what nobody refers to: parts that were put and never recorded, what interrupted puts leave, folders of takes
//! that are gone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use super::SqliteStore;
use super::objects::{self, Found, FoundKind};
use crate::metrics;
use crate::store::{StorageError, StoreError};

/// Orphans that are removed in one sweep; the next one goes on.
const MAX_ORPHANS: usize = 10_000;

impl SqliteStore {
    /// Removes orphans that are older than `min_age` at `now`; gives their number. A part that was put and is about to be
    /// recorded is younger.
    pub(crate) async fn sweep(
        &self,
        now: SystemTime,
        min_age: Duration,
    ) -> Result<u64, StoreError> {
        let Some(before) = now.checked_sub(min_age) else {
            return Ok(0);
        };
        let data_dir = self.data_dir.clone();
        let orphans = self
            .database
            .read(move |db| find(db, &data_dir, before))
            .await?;
        metrics::ORPHAN_PARTS.set(orphans.len() as f64);
        let mut count = 0;
        for orphan in orphans {
            // Looked at again, while no part is put: the same part may be there once more.
            let _paused = self.spiller.pause().await;
            let removed = self.database.read(move |db| orphan.remove(db, before));
            count += u64::from(removed.await?);
        }
        Ok(count)
    }
}

struct Orphan {
    path: PathBuf,
    kind: FoundKind,
}

fn find(db: &Connection, data_dir: &Path, before: SystemTime) -> Result<Vec<Orphan>, StoreError> {
    let mut orphans = Vec::new();
    objects::find(data_dir, &mut |found| {
        let Found {
            path,
            metadata,
            kind,
        } = found;
        let orphan = Orphan { path, kind };
        let is_old = metadata.modified()? < before;
        if orphans.len() < MAX_ORPHANS && is_old && !orphan.is_wanted(db)? {
            orphans.push(orphan);
        }
        Ok(())
    })
    .map_err(failed)?;
    Ok(orphans)
}

impl Orphan {
    fn is_wanted(&self, db: &Connection) -> io::Result<bool> {
        match &self.kind {
            FoundKind::Part(name) => name.is_recorded(db).map_err(io::Error::other),
            FoundKind::Staged => Ok(false),
            FoundKind::Folder => Ok(fs::read_dir(&self.path)?.next().is_some()),
        }
    }

    /// Removes it if it is still one; tells whether it was.
    fn remove(self, db: &Connection, before: SystemTime) -> Result<bool, StoreError> {
        let remove = || -> io::Result<bool> {
            let is_old = fs::symlink_metadata(&self.path)?.modified()? < before;
            if !is_old || self.is_wanted(db)? {
                return Ok(false);
            }
            match self.kind {
                FoundKind::Folder => fs::remove_dir(&self.path)?,
                FoundKind::Part(_) | FoundKind::Staged => fs::remove_file(&self.path)?,
            }
            Ok(true)
        };
        match remove() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            removed => removed.map_err(failed),
        }
    }
}

fn failed(error: io::Error) -> StoreError {
    StorageError::Failed(error.to_string()).into()
}
