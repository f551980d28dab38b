//! What SQLite itself does on this disk, with a table and settings like the store's.

use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};
use tempfile::TempDir;

use crate::load::CHUNK_SIZE;
use crate::{Outcome, server};

/// Chunks of one commit: 64, as many as the store takes.
const GROUP: usize = 64;

/// A database to commit chunks to.
pub(crate) struct Floor {
    db: Connection,
    offset: u64,
    _folder: TempDir,
}

impl Floor {
    pub(crate) fn new() -> Outcome<Self> {
        let folder = TempDir::with_prefix_in("floor", server::target())?;
        let db = Connection::open(folder.path().join("floor.db"))?;
        db.execute_batch(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 4096;
             CREATE TABLE uploads (take INTEGER PRIMARY KEY, committed_size INTEGER NOT NULL) STRICT;
             CREATE TABLE chunks (take INTEGER NOT NULL, start INTEGER NOT NULL, crc32c INTEGER NOT NULL,
                 data BLOB NOT NULL, PRIMARY KEY (take, start)) STRICT;
             INSERT INTO uploads VALUES (1, 0);",
        )?;
        Ok(Self {
            db,
            offset: 0,
            _folder: folder,
        })
    }

    /// Commits groups for so long; gives bytes a second.
    pub(crate) fn groups(&mut self, time: Duration) -> Outcome<f64> {
        let (start, first) = (Instant::now(), self.offset);
        while start.elapsed() < time {
            self.commit(GROUP)?;
        }
        Ok((self.offset - first) as f64 / start.elapsed().as_secs_f64())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "people pause, and a disk at rest is another one than a busy one"
    )]
    /// Commits single chunks, one every few milliseconds; gives the milliseconds of each.
    pub(crate) fn singles(&mut self, count: usize) -> Outcome<Vec<f64>> {
        let mut times = Vec::new();
        for _ in 0..count {
            std::thread::sleep(Duration::from_millis(5));
            let start = Instant::now();
            self.commit(1)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        Ok(times)
    }

    fn commit(&mut self, count: usize) -> Outcome<()> {
        let data = vec![7_u8; CHUNK_SIZE];
        let transaction = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        for _ in 0..count {
            transaction
                .prepare_cached("INSERT INTO chunks VALUES (1, ?1, ?2, ?3)")?
                .execute(params![self.offset, 0, data])?;
            self.offset += CHUNK_SIZE as u64;
            transaction
                .prepare_cached("UPDATE uploads SET committed_size = ?1 WHERE take = 1")?
                .execute([self.offset])?;
        }
        Ok(transaction.commit()?)
    }
}
