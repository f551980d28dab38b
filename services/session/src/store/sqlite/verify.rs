//! Verifies what is stored, in a data directory or in a backup: every hash, every reference. Changes nothing.

pub(super) mod take;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};
use serde::Serialize;

use super::DATABASE;
use super::manifest::{BACKUP_DATABASE, Manifest, ManifestError};
use super::objects::{self, FoundKind, ObjectName};
use super::schema::{self, SchemaError};
use crate::durable::read_pieces;

/// Problems of the database itself that are told.
const MAX_DATABASE_PROBLEMS: usize = 100;

/// Tells how many bytes of how many are done.
pub type Progress<'a> = dyn FnMut(u64, u64) + 'a;

/// What is there, and what of it is damaged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// The takes that are there.
    pub take_count: u64,
    /// The parts that takes have in files of their own.
    pub part_count: u64,
    /// The bytes of all takes.
    pub size_bytes: u64,
    /// Files of parts that belong to no take. They are no damage, and go after a day.
    pub orphan_count: u64,
    /// What is not as it was stored; empty where all is well.
    pub damage: Vec<Damage>,
}

/// Something that is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The take that it belongs to, as `SESSION/TAKE`; none where it does not belong to one.
    pub take: Option<String>,
    /// What is wrong.
    pub problem: String,
}

/// A place where nothing can be verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Neither a store nor a backup.
    #[error("there is neither a store nor a backup in {}", .0.display())]
    Nothing(PathBuf),
    /// The backup was not finished.
    #[error("the backup in {} was never finished, and is none; delete it and make another", .0.display())]
    Unfinished(PathBuf),
    /// The backup is of a newer program.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The database is of a newer program.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// Verifies a data directory, which others may use meanwhile, or a backup. Holds no more than a piece of a part in
/// memory. Blocks.
///
/// # Errors
/// [`VerifyError`] where there is nothing to verify, or a newer program has made it.
pub fn verify(dir: &Path, progress: &mut Progress<'_>) -> Result<Verification, VerifyError> {
    if dir.join(DATABASE).is_file() {
        return verify_database(dir, DATABASE, progress);
    }
    match Manifest::read(dir) {
        Ok(manifest) => verify_backup(dir, &manifest, progress),
        Err(ManifestError::Missing(_)) if dir.join(BACKUP_DATABASE).is_file() => {
            Err(VerifyError::Unfinished(dir.to_owned()))
        }
        Err(ManifestError::Missing(_)) => Err(VerifyError::Nothing(dir.to_owned())),
        Err(ManifestError::Damaged { path, problem }) => {
            let mut verification = if dir.join(BACKUP_DATABASE).is_file() {
                verify_database(dir, BACKUP_DATABASE, progress)?
            } else {
                Verification::default()
            };
            verification.note(None, format!("{} is damaged: {problem}", path.display()));
            Ok(verification)
        }
        Err(error) => Err(error.into()),
    }
}

/// Verifies a backup against its manifest, too.
pub(super) fn verify_backup(
    dir: &Path,
    manifest: &Manifest,
    progress: &mut Progress<'_>,
) -> Result<Verification, VerifyError> {
    let mut verification = Verification::default();
    let Some(listed) = manifest
        .files
        .iter()
        .find(|file| file.path == BACKUP_DATABASE)
    else {
        verification.note(
            None,
            format!("the manifest does not list {BACKUP_DATABASE}"),
        );
        return Ok(verification);
    };
    match hash_file(&dir.join(BACKUP_DATABASE)) {
        Ok((size, hash)) if size == listed.size_bytes && hash == listed.blake3 => {}
        Ok(_) => verification.note(
            None,
            format!("{BACKUP_DATABASE} has another size or BLAKE3"),
        ),
        Err(error) => {
            verification.note(None, format!("{BACKUP_DATABASE} cannot be read: {error}"));
            return Ok(verification);
        }
    }
    let database = verify_database(dir, BACKUP_DATABASE, progress)?;
    verification.damage.extend(database.damage);
    let damage = verification.damage;
    verification = Verification { damage, ..database };
    let compared = match schema::open_read_only(&dir.join(BACKUP_DATABASE)) {
        Ok(db) => compare(&db, manifest, &mut verification),
        Err(error @ SchemaError::Newer { .. }) => return Err(error.into()),
        Err(_) => Ok(()),
    };
    if let Err(error) = compared {
        verification.note(None, format!("the database cannot be read: {error}"));
    }
    Ok(verification)
}

/// Compares the manifest with the rows, which were compared with the files.
fn compare(
    db: &Connection,
    manifest: &Manifest,
    verification: &mut Verification,
) -> rusqlite::Result<()> {
    let mut recorded = db.prepare(
        "SELECT parts.size, parts.blake3 FROM parts JOIN takes ON takes.number = parts.take
         WHERE takes.id = ?1 AND parts.start = ?2 AND parts.object = ?3",
    )?;
    let mut listed_count = 0;
    for file in manifest.parts() {
        listed_count += 1;
        let Some(name) = ObjectName::parse(&file.path) else {
            verification.note(
                None,
                format!("the manifest lists {:?}, which is no part", file.path),
            );
            continue;
        };
        let row: Option<(u64, [u8; 32])> = recorded
            .query_row(
                rusqlite::params![name.take.take.as_str(), name.start, file.path],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        if row != Some((file.size_bytes, file.blake3.into())) {
            let problem = format!("{} is another in the manifest", file.path);
            verification.note(Some(name.take.to_string()), problem);
        }
    }
    if listed_count != verification.part_count {
        let count = verification.part_count;
        let problem = format!("the manifest lists {listed_count} parts, and there are {count}");
        verification.note(None, problem);
    }
    Ok(())
}

/// Verifies a database and the parts that it refers to.
pub(super) fn verify_database(
    dir: &Path,
    database: &str,
    progress: &mut Progress<'_>,
) -> Result<Verification, VerifyError> {
    let mut verification = Verification::default();
    let db = match schema::open_read_only(&dir.join(database)) {
        Ok(db) => db,
        Err(SchemaError::Sqlite { source, .. }) => {
            verification.note(None, format!("{database} cannot be opened: {source}"));
            return Ok(verification);
        }
        Err(error) => return Err(error.into()),
    };
    if let Err(error) = verify_rows(&db, dir, &mut verification, progress) {
        verification.note(None, format!("{database} cannot be read: {error}"));
    }
    Ok(verification)
}

fn verify_rows(
    db: &Connection,
    dir: &Path,
    verification: &mut Verification,
    progress: &mut Progress<'_>,
) -> rusqlite::Result<()> {
    verify_structure(db, verification)?;
    let total = db.query_one(
        "SELECT coalesce(sum(committed_size), 0) FROM uploads",
        [],
        |row| row.get(0),
    )?;
    let mut done = 0;
    let mut last = 0;
    // Each take by itself: one long transaction would keep a server from emptying its log.
    while let Some(number) = next_take(db, last)? {
        last = number;
        let mut read = |size: u64| {
            done += size;
            progress(done, total);
        };
        let found = take::verify(db, dir, number, &mut read);
        let found = match found {
            Ok(found) => found,
            Err(error) => take::Found {
                problems: vec![format!("its rows cannot be read: {error}")],
                ..take::Found::default()
            },
        };
        // It may have been deleted meanwhile, with its parts.
        if !found.problems.is_empty() && !take::is_there(db, number)? {
            continue;
        }
        verification.take_count += 1;
        verification.part_count += found.part_count;
        verification.size_bytes += found.size_bytes;
        for problem in found.problems {
            verification.note(Some(found.take.clone()), problem);
        }
    }
    match count_orphans(db, dir) {
        Ok(count) => verification.orphan_count = count,
        Err(error) => {
            verification.note(None, format!("{} cannot be read: {error}", objects::FOLDER))
        }
    }
    Ok(())
}

fn next_take(db: &Connection, last: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT min(number) FROM takes WHERE number > ?1")?
        .query_one([last], |row| row.get(0))
}

/// What SQLite itself can tell.
fn verify_structure(db: &Connection, verification: &mut Verification) -> rusqlite::Result<()> {
    let mut check = db.prepare(&format!("PRAGMA integrity_check({MAX_DATABASE_PROBLEMS})"))?;
    for problem in check.query_map([], |row| row.get::<_, String>(0))? {
        let problem = problem?;
        if problem != "ok" {
            verification.note(None, format!("the database is damaged: {problem}"));
        }
    }
    let mut check = db.prepare("PRAGMA foreign_key_check")?;
    let broken = check.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
    })?;
    for broken in broken.take(MAX_DATABASE_PROBLEMS) {
        let (table, parent) = broken?;
        verification.note(None, format!("a row of {table} refers to none of {parent}"));
    }
    Ok(())
}

fn count_orphans(db: &Connection, dir: &Path) -> io::Result<u64> {
    let mut count = 0;
    objects::find(dir, &mut |found| {
        let is_orphan = match found.kind {
            FoundKind::Part(name) => !name.is_recorded(db).map_err(io::Error::other)?,
            FoundKind::Staged => true,
            FoundKind::Folder => false,
        };
        count += u64::from(is_orphan);
        Ok(())
    })?;
    Ok(count)
}

/// The size and BLAKE3 of a file.
pub(super) fn hash_file(path: &Path) -> io::Result<(u64, blake3::Hash)> {
    let mut hasher = blake3::Hasher::new();
    let size = read_pieces(File::open(path)?, |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok((size, hasher.finalize()))
}

impl Verification {
    /// Whether nothing is damaged.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.damage.is_empty()
    }

    fn note(&mut self, take: Option<String>, problem: String) {
        self.damage.push(Damage { take, problem });
    }
}
