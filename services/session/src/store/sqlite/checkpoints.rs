//! Moves what was committed from the write-ahead log into the database, beside the thread that writes: a
//! checkpoint takes as long as many commits.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::location::Location;
use super::schema;
use crate::metrics;
use crate::store::{StorageError, StoreError};

/// Written bytes between two checkpoints. A small change writes a few pages too.
const INTERVAL_SIZE: usize = 4 * 1024 * 1024;
const MIN_CHANGE_SIZE: usize = 64 * 1024;
/// Simulations are short.
const SIMULATED_INTERVAL_SIZE: usize = 4 * MIN_CHANGE_SIZE;
/// A log this long is emptied, even if writers must wait meanwhile.
const MAX_LOG_PAGES: i64 = 4096;
/// Between two looks at what grows and falls.
const SAMPLE_INTERVAL: Duration = Duration::from_secs(10);

/// Asks for checkpoints; they end with it.
#[derive(Debug)]
pub(super) struct Checkpoints {
    location: Location,
    /// Only of a simulation, which has no thread.
    db: Option<Connection>,
    written: usize,
    /// None only while it is dropped, and in a simulation.
    wish: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Starts the thread that makes them.
    pub(super) fn start(location: Location) -> std::io::Result<Self> {
        let mut started = Self {
            location: location.clone(),
            db: None,
            written: 0,
            wish: None,
            thread: None,
        };
        if !location.is_simulated() {
            let (wish, wishes) = sync_channel(1);
            let thread = thread::Builder::new().name("session-checkpoints".to_owned());
            started.thread = Some(thread.spawn(move || checkpoint_at(&location, &wishes))?);
            started.wish = Some(wish);
        }
        Ok(started)
    }

    /// Notes that about `size` bytes were committed.
    ///
    /// # Errors
    /// [`StorageError::Failed`] if the disk has failed at a checkpoint. What was committed is safe in the log.
    pub(super) fn note(&mut self, size: usize) -> Result<(), StorageError> {
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            return Err(StorageError::Failed("a checkpoint failed".to_owned()));
        }
        self.written += size.max(MIN_CHANGE_SIZE);
        if let Some(wish) = &self.wish {
            if self.written >= INTERVAL_SIZE {
                self.written = 0;
                // Full: one is under way and another will follow.
                let _ = wish.try_send(());
            }
        } else if self.written >= SIMULATED_INTERVAL_SIZE {
            self.written = 0;
            if let Err(error) = make(&mut self.db, &self.location) {
                tracing::warn!("a checkpoint failed: {error}");
            }
        }
        Ok(())
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wish = None;
        if let Some(thread) = self.thread.take() {
            // An error is a panic, which has been told.
            let _ = thread.join();
        }
    }
}

/// Ends before its time only when the disk has failed.
fn checkpoint_at(location: &Location, wishes: &Receiver<()>) {
    let mut db = None;
    loop {
        if let Err(error) = sample(&mut db, location) {
            tracing::debug!("what is open cannot be counted: {error}");
        }
        let made = match wishes.recv_timeout(SAMPLE_INTERVAL) {
            Ok(()) => make(&mut db, location),
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        match made.map_err(StorageError::from) {
            Ok(()) => {}
            Err(error @ StorageError::Failed(_)) => {
                tracing::error!("a checkpoint failed: {error}");
                return;
            }
            // On a full disk, the log keeps what cannot be moved.
            Err(error) => tracing::warn!("a checkpoint failed: {error}"),
        }
    }
}

/// Looks at the disk, and counts what is open; the indexes have no other rows.
fn sample(db: &mut Option<Connection>, location: &Location) -> rusqlite::Result<()> {
    metrics::free_bytes(location.path());
    let db = connected(db, location)?;
    let count = |sql: &str| {
        db.prepare_cached(sql)?
            .query_one([], |row| row.get::<_, u32>(0))
    };
    let takes = count(r#"SELECT count(*) FROM takes WHERE "end" IS NULL"#)?;
    let uploads = count("SELECT count(*) FROM uploads WHERE state = 'open'")?;
    metrics::TAKES_OPEN.set(takes.into());
    metrics::UPLOADS_OPEN.set(uploads.into());
    Ok(())
}

fn make(db: &mut Option<Connection>, location: &Location) -> rusqlite::Result<()> {
    let db = connected(db, location)?;
    let since = Instant::now();
    // Passive: waits for nobody, and nobody waits for it.
    if checkpoint(db, "PASSIVE")? > MAX_LOG_PAGES {
        checkpoint(db, "RESTART")?;
    }
    metrics::checkpoint(since.elapsed());
    Ok(())
}

/// Opens the connection when it is first needed.
fn connected<'db>(
    db: &'db mut Option<Connection>,
    location: &Location,
) -> rusqlite::Result<&'db Connection> {
    Ok(match db {
        Some(db) => db,
        none => none.insert(schema::connect(location)?),
    })
}

/// Empties the log, if nobody reads from it; whether it is empty.
pub(super) fn truncate(db: &Connection) -> Result<bool, StoreError> {
    // Nobody can write meanwhile.
    db.busy_timeout(Duration::from_millis(50))?;
    let is_busy = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    db.busy_timeout(schema::PATIENCE)?;
    Ok(!is_busy?)
}

/// Gives the pages in the log.
fn checkpoint(db: &Connection, mode: &str) -> rusqlite::Result<i64> {
    db.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| {
        row.get(1)
    })
}
