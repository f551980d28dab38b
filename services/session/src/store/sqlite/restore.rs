//! Puts a backup in place of a data directory.
//!
//! It is verified first, then copied beside the directory, and renamed into its place: interrupted at any point, what
//! was there is still there, and the same can be done again.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;

use super::DATABASE;
use super::backup::copy_file;
use super::manifest::{BACKUP_DATABASE, Manifest, ManifestError};
use super::objects::ObjectName;
use super::schema;
use super::verify::{self, Damage, Progress, VerifyError};
use crate::durable;
use crate::lock::{self, DataLock, LockError};

/// What to do with what is stored already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse to restore.
    Keep,
    /// Move it aside; it is never deleted.
    SetAside,
}

/// A backup that was put in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// When the backup was made.
    pub backup_time: jiff::Timestamp,
    /// The takes in it.
    pub take_count: u64,
    /// Where that is which was there before; none where nothing was.
    pub set_aside: Option<PathBuf>,
}

/// A backup that was not put in place. What was there is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// Something is stored already.
    #[error("something is stored in {} already; --replace moves it aside", .0.display())]
    Exists(PathBuf),
    /// The backup is damaged.
    #[error("the backup is damaged, and nothing was changed: {}{}", .0[0].problem, super::backup::and_more(.0.len()))]
    Damaged(Vec<Damage>),
    /// The backup has no manifest, or one of a newer program.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The backup cannot be verified.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// Others use the data directory.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The database cannot be made ready.
    #[error("cannot make the database ready: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A file cannot be read or written.
    #[error("cannot restore to {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It could not be renamed into its place after what was there was moved away.
    #[error(
        "{} could not be put in its place: {source}; what was there is in {}: do the same again, or move that back",
        data_dir.display(), set_aside.display()
    )]
    Between {
        /// The data directory, which is missing now.
        data_dir: PathBuf,
        /// Where that is which was there.
        set_aside: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Puts a backup in place of a data directory, which nobody else may use meanwhile. Blocks.
///
/// # Errors
/// [`RestoreError`]; what was there is still there, and all but [`RestoreError::Between`] leave it in its place.
pub fn restore(
    backup: &Path,
    data_dir: &Path,
    existing: Existing,
    now: SystemTime,
    progress: &mut Progress<'_>,
) -> Result<Restored, RestoreError> {
    let manifest = Manifest::read(backup)?;
    let _lock = DataLock::restore(data_dir)?;
    // Renames the directory, not a link to it.
    let data_dir = fs::canonicalize(data_dir).map_err(|source| failed(data_dir, source))?;
    let is_empty = is_empty(&data_dir).map_err(|source| failed(&data_dir, source))?;
    if !is_empty && existing == Existing::Keep {
        return Err(RestoreError::Exists(data_dir));
    }
    // Verifying and copying are about the same work.
    let total = 2 * manifest.size_bytes();
    let verified = verify::verify_backup(backup, &manifest, &mut |done, _| progress(done, total))?;
    if !verified.is_well() {
        return Err(RestoreError::Damaged(verified.damage));
    }
    let draft = beside(&data_dir, "restoring");
    copy(backup, &manifest, &draft, &mut |done| {
        progress(total / 2 + done, total)
    })?;
    let set_aside = swap(&data_dir, &draft, is_empty, now)?;
    Ok(Restored {
        backup_time: manifest.create_time,
        take_count: verified.take_count,
        set_aside,
    })
}

/// Whether nothing but the lock is there.
fn is_empty(data_dir: &Path) -> io::Result<bool> {
    let lock = lock::file(data_dir);
    for entry in fs::read_dir(data_dir)? {
        if entry?.path() != lock {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes a data directory of a backup.
fn copy(
    backup: &Path,
    manifest: &Manifest,
    draft: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<(), RestoreError> {
    let io = |source| failed(draft, source);
    match fs::remove_dir_all(draft) {
        // A restore was interrupted.
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io(error)),
    }
    durable::create_dir(draft).map_err(io)?;
    let mut done = 0;
    for file in &manifest.files {
        let to = match file.path.as_str() {
            BACKUP_DATABASE => draft.join(DATABASE),
            part if ObjectName::parse(part).is_some() => draft.join(part),
            other => return Err(changed(other)),
        };
        let from = backup.join(&file.path);
        let copied = File::open(&from)
            .and_then(|from| copy_file(from, &to))
            .map_err(|source| failed(&from, source))?;
        if copied != (file.size_bytes, file.blake3) {
            return Err(changed(&file.path));
        }
        done += file.size_bytes;
        progress(done);
    }
    schema::restore_log(&draft.join(DATABASE))?;
    durable::sync_tree(draft).map_err(io)
}

/// Renames the new directory into the place of the old one.
fn swap(
    data_dir: &Path,
    draft: &Path,
    is_empty: bool,
    now: SystemTime,
) -> Result<Option<PathBuf>, RestoreError> {
    let parent = draft.parent().unwrap_or(draft);
    let set_aside = if is_empty {
        // An empty directory can be renamed over; whoever locks it meanwhile looks whether it is still there.
        let lock = lock::file(data_dir);
        fs::remove_file(&lock).map_err(|source| failed(&lock, source))?;
        None
    } else {
        let time = jiff::Timestamp::try_from(now).unwrap_or_default();
        let name = format!("before-restore-{}", time.strftime("%Y%m%dT%H%M%SZ"));
        let set_aside = beside(data_dir, &name);
        if set_aside.exists() {
            return Err(failed(&set_aside, io::ErrorKind::AlreadyExists.into()));
        }
        fs::rename(data_dir, &set_aside).map_err(|source| failed(&set_aside, source))?;
        Some(set_aside)
    };
    let renamed = fs::rename(draft, data_dir).and_then(|()| durable::sync_dir(parent));
    match (renamed, set_aside) {
        (Ok(()), set_aside) => Ok(set_aside),
        (Err(source), None) => Err(failed(data_dir, source)),
        (Err(source), Some(set_aside)) => Err(RestoreError::Between {
            data_dir: data_dir.to_owned(),
            set_aside,
            source,
        }),
    }
}

/// `sessions` to `sessions.SUFFIX`
fn beside(data_dir: &Path, suffix: &str) -> PathBuf {
    let mut name = data_dir.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

/// A file that is another one than when it was verified.
fn changed(path: &str) -> RestoreError {
    let problem = format!("{path} has changed meanwhile");
    RestoreError::Damaged(vec![Damage {
        take: None,
        problem,
    }])
}

fn failed(path: &Path, source: io::Error) -> RestoreError {
    RestoreError::Io {
        path: path.to_owned(),
        source,
    }
}
