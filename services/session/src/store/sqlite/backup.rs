//! Copies a store while others use it.
//!
//! The database is copied as it is at one moment, then the parts that the copy refers to. A part may be deleted
//! meanwhile with its take; then the database is copied again, which does not refer to it any more. The copy is verified
//! before it gets its manifest: a damaged store gives no backup.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rusqlite::{Connection, params};
use serde::Serialize;

use super::location::Location;
use super::manifest::{BACKUP_DATABASE, ListedFile, Manifest};
use super::objects::{self, ObjectName};
use super::parts::Part;
use super::schema::{self, SchemaError};
use super::verify::take::is_expunged;
use super::verify::{self, Damage, Progress, VerifyError};
use super::{DATABASE, columns};
use crate::durable;

/// How often the database is copied again because something was deleted meanwhile.
const MAX_ATTEMPTS: u32 = 20;

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// Its folder.
    pub path: PathBuf,
    /// The takes in it.
    pub take_count: u64,
    /// The bytes of its files, the manifest aside.
    pub size_bytes: u64,
}

/// A backup that was not made. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("nothing is stored in {} yet", .0.display())]
    NoStore(PathBuf),
    /// Something is there already.
    #[error("{} is not empty; name a new folder", .0.display())]
    NotEmpty(PathBuf),
    /// What was stored is damaged.
    #[error(
        "the store is damaged ({}{}), so its copy would be no backup; `starling verify` says what to do",
        .0[0].problem, and_more(.0.len())
    )]
    Damaged(Vec<Damage>),
    /// Takes were deleted all the time.
    #[error("takes were deleted all the time; try again")]
    Restless,
    /// The database cannot be opened.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The database cannot be copied.
    #[error("cannot copy the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A file cannot be read or written.
    #[error("cannot copy to {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The copy cannot be verified.
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

/// Copies what a data directory holds into a new or empty folder, while others may use it. What this returns is verified
/// and durable. Where the copy is noted in the store, so that whoever deletes something knows where it still is. Blocks.
///
/// # Errors
/// [`BackupError`]; nothing is left of the copy then.
pub fn backup(
    data_dir: &Path,
    dest: &Path,
    now: SystemTime,
    progress: &mut Progress<'_>,
) -> Result<BackedUp, BackupError> {
    let database = data_dir.join(DATABASE);
    if !database.is_file() {
        return Err(BackupError::NoStore(data_dir.to_owned()));
    }
    let schema_version = schema::version(&schema::open_read_only(&database)?)?;
    let source = schema::connect(&Location::file(database))?;
    let draft = Draft::begin(dest)?;
    let record = record(&source, &draft.path, now)?;
    let copied = copy(&source, data_dir, &draft.path, progress)
        .and_then(|files| finish(&draft.path, files, schema_version, now, progress));
    match copied {
        Ok(backed_up) => {
            draft.keep();
            Ok(backed_up)
        }
        Err(error) => {
            drop(draft);
            if let Some(number) = record {
                source.execute("DELETE FROM backups WHERE number = ?1", [number])?;
            }
            Err(error)
        }
    }
}

/// Notes where the copy will be, before anything is in it. A database of an earlier version has no place for that.
fn record(source: &Connection, dest: &Path, now: SystemTime) -> rusqlite::Result<Option<i64>> {
    let has_table = "SELECT count(*) FROM sqlite_schema WHERE name = 'backups'";
    if !source.query_one(has_table, [], |row| row.get(0))? {
        return Ok(None);
    }
    let path = dest.to_string_lossy();
    let insert = "INSERT INTO backups (path, create_time) VALUES (?1, ?2)";
    source.execute(insert, params![path, columns::nanoseconds(now)])?;
    Ok(Some(source.last_insert_rowid()))
}

/// Copies the database and its parts; gives the parts.
fn copy(
    source: &Connection,
    data_dir: &Path,
    dest: &Path,
    progress: &mut Progress<'_>,
) -> Result<BTreeMap<String, Part>, BackupError> {
    // Objects never change, so what an earlier attempt has copied is good.
    let mut copied = BTreeMap::new();
    for _ in 0..MAX_ATTEMPTS {
        let copy = copy_database(source, &dest.join(BACKUP_DATABASE))?;
        // Copying and verifying are about the same work.
        let total = 2 * copy.query_one("SELECT coalesce(sum(size), 0) FROM parts", [], |row| {
            row.get::<_, u64>(0)
        })?;
        let mut done = 0;
        let mut wanted = BTreeMap::new();
        let mut rows =
            copy.prepare("SELECT object, size, blake3, take FROM parts ORDER BY object")?;
        let mut rows = rows.query([])?;
        let mut has_gone = false;
        while let Some(row) = rows.next()? {
            let take = row.get(3)?;
            if is_expunged(&copy, take)? {
                continue;
            }
            let part = Part {
                object: row.get(0)?,
                size: row.get(1)?,
                blake3: columns::hash(row, 2)?,
            };
            done += part.size;
            progress(done, total);
            if !copied.contains_key(&part.object) {
                match copy_part(data_dir, dest, &part) {
                    Ok(()) => {}
                    Err(problem)
                        if is_recorded(source, &part.object)? && !is_expunged(source, take)? =>
                    {
                        return Err(problem);
                    }
                    Err(_) => {
                        has_gone = true;
                        break;
                    }
                }
                copied.insert(part.object.clone(), part.clone());
            }
            wanted.insert(part.object.clone(), part);
        }
        if !has_gone {
            copied.retain(|object, _| !wanted.contains_key(object));
            remove_parts(dest, copied.into_keys())?;
            return Ok(wanted);
        }
    }
    Err(BackupError::Restless)
}

/// Copies the database as it is at one moment. `VACUUM INTO` leaves out the free pages, in which deleted things may still
/// stand, and gives a file that needs no log beside it.
fn copy_database(source: &Connection, dest: &Path) -> Result<Connection, BackupError> {
    let io = |source| failed(dest, source);
    if dest.exists() {
        fs::remove_file(dest).map_err(io)?;
    }
    let file = durable::create_file(dest).map_err(io)?;
    let path = dest.to_str().ok_or_else(|| {
        io(io::Error::new(
            io::ErrorKind::InvalidInput,
            "its name is no text",
        ))
    })?;
    source.execute("VACUUM INTO ?1", [path])?;
    file.sync_all().map_err(io)?;
    Ok(schema::open_read_only(dest)?)
}

/// Copies a part and checks it.
fn copy_part(data_dir: &Path, dest: &Path, part: &Part) -> Result<(), BackupError> {
    let damaged = |problem: String| {
        let take = ObjectName::parse(&part.object).map(|name| name.take.to_string());
        BackupError::Damaged(vec![Damage { take, problem }])
    };
    let Some(_) = ObjectName::parse(&part.object) else {
        return Err(damaged(format!("{:?} is no name of a part", part.object)));
    };
    let from = match File::open(data_dir.join(&part.object)) {
        Ok(from) => from,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(damaged(format!("{} is missing", part.object)));
        }
        Err(source) => return Err(failed(&data_dir.join(&part.object), source)),
    };
    let path = dest.join(&part.object);
    let hash = copy_file(from, &path).map_err(|source| failed(&path, source))?;
    if hash != (part.size, part.blake3) {
        return Err(damaged(format!(
            "{} has another size or BLAKE3",
            part.object
        )));
    }
    Ok(())
}

/// Copies a file, whose name is durable when its folder is synced; gives its size and BLAKE3.
pub(super) fn copy_file(from: File, path: &Path) -> io::Result<(u64, blake3::Hash)> {
    if let Some(folder) = path.parent() {
        durable::create_dir(folder)?;
    }
    let mut to = durable::create_file(path)?;
    let mut hasher = blake3::Hasher::new();
    let size = durable::read_pieces(from, |piece| {
        hasher.update(piece);
        to.write_all(piece)
    })?;
    to.sync_all()?;
    Ok((size, hasher.finalize()))
}

fn is_recorded(source: &Connection, object: &str) -> rusqlite::Result<bool> {
    match ObjectName::parse(object) {
        Some(name) => name.is_recorded(source),
        None => Ok(true),
    }
}

/// Removes what was copied before its take was deleted.
fn remove_parts(dest: &Path, objects: impl Iterator<Item = String>) -> Result<(), BackupError> {
    for object in objects {
        let path = dest.join(object);
        fs::remove_file(&path).map_err(|source| failed(&path, source))?;
        // Those that are not empty stay.
        for folder in path.ancestors().skip(1).take(2) {
            let _ = fs::remove_dir(folder);
        }
    }
    Ok(())
}

/// Verifies the copy, and makes it a backup.
fn finish(
    dest: &Path,
    parts: BTreeMap<String, Part>,
    schema_version: usize,
    now: SystemTime,
    progress: &mut Progress<'_>,
) -> Result<BackedUp, BackupError> {
    let verified = verify::verify_database(dest, BACKUP_DATABASE, &mut |done, total| {
        progress(total + done, 2 * total);
    })?;
    if !verified.is_well() {
        return Err(BackupError::Damaged(verified.damage));
    }
    let io = |source| failed(dest, source);
    let (size_bytes, blake3) = verify::hash_file(&dest.join(BACKUP_DATABASE)).map_err(io)?;
    let mut files = vec![ListedFile {
        path: BACKUP_DATABASE.to_owned(),
        size_bytes,
        blake3,
    }];
    files.extend(parts.into_values().map(|part| ListedFile {
        path: part.object,
        size_bytes: part.size,
        blake3: part.blake3,
    }));
    durable::sync_tree(dest).map_err(io)?;
    let create_time = jiff::Timestamp::try_from(now).unwrap_or_default();
    let manifest = Manifest::new(schema_version, create_time, files);
    manifest.write(dest).map_err(io)?;
    Ok(BackedUp {
        path: dest.to_owned(),
        take_count: verified.take_count,
        size_bytes: manifest.size_bytes(),
    })
}

/// A folder for a backup. Removed when it is dropped, unless it is kept.
struct Draft {
    path: PathBuf,
    is_new: bool,
    is_kept: bool,
}

impl Draft {
    fn begin(dest: &Path) -> Result<Self, BackupError> {
        let path = std::path::absolute(dest).map_err(|source| failed(dest, source))?;
        let is_new = match fs::read_dir(&path) {
            Ok(mut entries) => match entries.next() {
                None => false,
                Some(_) => return Err(BackupError::NotEmpty(path)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => return Err(failed(&path, source)),
        };
        if is_new {
            durable::create_dir(&path).map_err(|source| failed(&path, source))?;
        } else {
            restrict(&path).map_err(|source| failed(&path, source))?;
        }
        Ok(Self {
            path,
            is_new,
            is_kept: false,
        })
    }

    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        // What cannot be removed has no manifest, and is no backup.
        let _ = fs::remove_dir_all(self.path.join(objects::FOLDER));
        let _ = fs::remove_file(self.path.join(BACKUP_DATABASE));
        if self.is_new {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Makes a folder its owner's alone.
fn restrict(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn failed(path: &Path, source: io::Error) -> BackupError {
    BackupError::Io {
        path: path.to_owned(),
        source,
    }
}

pub(super) fn and_more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        count => format!(", and {} more", count - 1),
    }
}
