//! The database file: how it is opened, and how its tables come about.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::location::Location;

/// The steps from an empty database to this version's, each once and for ever.
const MIGRATIONS: [&str; 3] = [
    include_str!("../../../migrations/0001_sessions_takes_uploads_reports.sql"),
    include_str!("../../../migrations/0002_owners_deletion_reviews_share_links.sql"),
    include_str!("../../../migrations/0003_threads_voices_sending_waveforms.sql"),
];
/// The version that this program makes.
pub(super) const VERSION: usize = MIGRATIONS.len();
const JOURNAL: &str = "PRAGMA journal_mode = WAL";
/// How long a connection waits for the writer of another process.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// A database that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A newer program has made it.
    #[error(
        "{} is of version {version}, and this program knows versions up to {}: use a newer starling; nothing was changed",
        path.display(), MIGRATIONS.len()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        version: usize,
    },
    /// The file that keeps two programs from bringing it to their version at once cannot be locked.
    #[error("cannot lock the database {}: {source}", path.display())]
    Lock {
        /// The database.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// SQLite cannot open it, or bring it to this version.
    #[error("cannot open the database {}: {source}", path.display())]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// Why not.
        source: rusqlite::Error,
    },
}

/// Opens the connection that writes; creates the database, or brings it to this version.
pub(super) fn open_writer(location: &Location) -> Result<Connection, SchemaError> {
    let path = location.path();
    let failed = |source| SchemaError::Sqlite {
        path: path.to_owned(),
        source,
    };
    let mut db = connect(location).map_err(failed)?;
    let version = version(&db).map_err(failed)?;
    if version > MIGRATIONS.len() {
        return Err(SchemaError::Newer {
            path: path.to_owned(),
            version,
        });
    }
    if version < MIGRATIONS.len() {
        let _lock = lock(path).map_err(|source| SchemaError::Lock {
            path: path.to_owned(),
            source,
        })?;
        migrate(&mut db).map_err(failed)?;
    }
    // Checkpoints are the longest wait there is, so a thread of their own makes them. What is deleted is overwritten where
    // that writes no more pages; `expunge` does the rest.
    db.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = FAST")
        .map_err(failed)?;
    Ok(db)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(location: &Location) -> rusqlite::Result<Connection> {
    let db = connect(location)?;
    db.execute_batch("PRAGMA query_only = ON")?;
    Ok(db)
}

/// Opens a database of this version or an earlier one that is not to be changed.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, SchemaError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        db.busy_timeout(PATIENCE)?;
        let version = version(&db)?;
        Ok((db, version))
    };
    match open() {
        Ok((db, version)) if version <= VERSION => Ok(db),
        Ok((_, version)) => Err(SchemaError::Newer {
            path: path.to_owned(),
            version,
        }),
        Err(source) => Err(SchemaError::Sqlite {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Gives a database that was copied without its log one again.
pub(super) fn restore_log(path: &Path) -> rusqlite::Result<()> {
    let db = connect(&Location::file(path.to_owned()))?;
    db.execute_batch(JOURNAL)?;
    db.close().map_err(|(_, error)| error)
}

/// Opens a connection; what is committed on it is on the disk.
pub(super) fn connect(location: &Location) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = location.connect(flags)?;
    db.busy_timeout(PATIENCE)?;
    // The two that name fullfsync mean macOS only, whose fsync leaves data in the drive's cache.
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON",
    )?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

/// Waits until nobody else migrates; dropped, the lock is free. SQLite's own patience does not cover the switch to
/// WAL, which answers "database is locked" at once when two programs create the same database.
fn lock(path: &Path) -> io::Result<File> {
    let lock = File::create(path.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

fn migrate(db: &mut Connection) -> rusqlite::Result<()> {
    // Both stay in the file. Pages of 16 KiB: a chunk of audio is larger than SQLite's default of 4.
    db.execute_batch(&format!("PRAGMA page_size = 16384; {JOURNAL}"))?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    for (index, migration) in MIGRATIONS.iter().enumerate().skip(version(&transaction)?) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
    }
    transaction.commit()
}

pub(super) fn version(db: &Connection) -> rusqlite::Result<usize> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}
