//! Removes things for good, in steps that each are durable, so that whatever is interrupted can be ended later:
//!
//! 1. A mark hides what is to go. From here on it is gone for everybody.
//! 2. Its parts are deleted, then its rows; what is left is marked as cleared, and says nothing any more.
//! 3. The database is rewritten and the write-ahead log emptied: SQLite leaves deleted bytes in pages that are free, and
//!    copies of rows in the gaps of pages, from which they were moved when pages were split and joined. `secure_delete`
//!    does not reach the gaps, so `VACUUM` does it all. It takes as long as the database is large.
//! 4. The marks go.

use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension as _, ToSql, params};
use starling_practice::{Etag, Slug, TakeId};
use starling_proto::convert::Backup;

use super::{SqliteStore, columns, takes};
use crate::store::{ExpungeStore, ExpungedOwner, Noun, Owner, StorageError, StoreError};

/// Values of `purge_time` for what is being expunged. Both are before any real time, however a clock jumps.
const MARKED: i64 = 0;
const CLEARED: i64 = -1;
/// A condition for what nobody sees any more.
pub(super) const IS_MARKED: &str = "purge_time IS NOT NULL AND purge_time <= 0";
/// Rows that one transaction changes. A chunk is at most 1 MiB.
const BATCH_LEN: i64 = 100;
const CHUNK_BATCH_LEN: usize = 8;
/// How long a request can be repeated.
const REQUEST_AGE: Duration = Duration::from_secs(86_400);

impl ExpungeStore for SqliteStore {
    async fn expunge_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
    ) -> Result<Vec<Backup>, StoreError> {
        self.expunge(move |db| mark_session(db, &id, etag.as_ref()))
            .await
    }

    async fn expunge_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
    ) -> Result<Vec<Backup>, StoreError> {
        self.expunge(move |db| mark_take(db, &id, etag.as_ref()))
            .await
    }

    async fn expunge_owner(&self, owner: Owner) -> Result<ExpungedOwner, StoreError> {
        self.expunge(move |db| mark_owner(db, &owner)).await
    }

    async fn purge(
        &self,
        now: SystemTime,
        gone: impl Fn(&Owner, &Slug) + Send + Sync,
    ) -> Result<(), StoreError> {
        let old = columns::nanoseconds(now.checked_sub(REQUEST_AGE).unwrap_or(now));
        while self
            .database
            .write(move |db| forget_requests(db, old))
            .await?
        {}
        let now = columns::nanoseconds(now);
        loop {
            let due = self.database.write(move |db| mark_due(db, now)).await?;
            for (owner, session) in &due.sessions {
                gone(owner, session);
            }
            if due.is_all {
                break;
            }
        }
        if self.database.read(is_any_marked).await? {
            self.expunge(|_| Ok(())).await?;
        }
        Ok(())
    }
}

impl SqliteStore {
    /// Marks, then removes all that is marked. Goes on when whoever asked for it has gone.
    async fn expunge<T: Send + 'static>(
        &self,
        mark: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let expunged = tokio::spawn(async move {
            let marked = store.database.write(mark).await?;
            store.remove_marked().await?;
            Ok(marked)
        });
        expunged
            .await
            .unwrap_or_else(|error| Err(StorageError::Unexpected(error.to_string()).into()))
    }

    async fn remove_marked(&self) -> Result<(), StoreError> {
        // While nothing is spilled, no part comes back. One at a time, so that nobody waits for a mark of somebody else.
        let _paused = self.spiller.pause().await;
        loop {
            let marked = self.database.read(marked_takes).await?;
            if marked.is_empty() {
                break;
            }
            for (take, id) in marked {
                self.parts.remove(&id).await?;
                while self
                    .database
                    .write(move |db| delete_chunks(db, take))
                    .await?
                {}
                self.database.write(move |db| clear_take(db, take)).await?;
            }
        }
        self.database.write(clear_sessions).await?;
        self.database.rewrite().await?;
        self.database.write(delete_cleared).await?;
        self.database.empty_log().await
    }
}

fn mark_session(
    db: &Connection,
    id: &Slug,
    etag: Option<&Etag>,
) -> Result<Vec<Backup>, StoreError> {
    let found: Option<(u64, i64)> = db
        .prepare_cached("SELECT revision, create_time FROM sessions WHERE id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (revision, create_time) =
        found.ok_or_else(|| StoreError::NotFound(Noun::Session, id.to_string()))?;
    check_revision(revision, etag, Noun::Session)?;
    mark_sessions(db, "id = ?1", &id.as_str())?;
    backups_since(db, create_time)
}

fn mark_take(db: &Connection, id: &TakeId, etag: Option<&Etag>) -> Result<Vec<Backup>, StoreError> {
    let found: Option<(i64, u64, i64)> = db
        .prepare_cached(
            "SELECT number, revision, create_time FROM takes WHERE id = ?1 AND session = ?2",
        )?
        .query_row([id.take.as_str(), id.session.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (number, revision, create_time) =
        found.ok_or_else(|| StoreError::NotFound(Noun::Take, id.to_string()))?;
    check_revision(revision, etag, Noun::Take)?;
    mark(db, "takes", "number = ?1", &number)?;
    backups_since(db, create_time)
}

fn mark_owner(db: &Connection, owner: &Owner) -> Result<ExpungedOwner, StoreError> {
    let (session_count, first): (u64, Option<i64>) = db
        .prepare_cached("SELECT count(*), min(create_time) FROM sessions WHERE owner = ?1")?
        .query_one([owner.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    mark_sessions(db, "owner = ?1", &owner.as_str())?;
    Ok(ExpungedOwner {
        session_count,
        backups: first.map_or(Ok(Vec::new()), |first| backups_since(db, first))?,
    })
}

/// A batch of what has reached its purge time.
struct Due {
    sessions: Vec<(Owner, Slug)>,
    /// Whether nothing else has.
    is_all: bool,
}

/// Marks a batch of what has reached its purge time.
fn mark_due(db: &Connection, now: i64) -> Result<Due, StoreError> {
    let due = |table: &str| {
        format!(
            "number IN (SELECT number FROM {table} WHERE purge_time > {MARKED}
             AND purge_time <= ?1 ORDER BY purge_time LIMIT {BATCH_LEN})"
        )
    };
    let due_sessions = due("sessions");
    let sessions: Vec<_> = db
        .prepare_cached(&format!(
            "SELECT owner, id FROM sessions WHERE {due_sessions}"
        ))?
        .query_map([now], |row| {
            Ok((Owner::new(row.get::<_, String>(0)?), columns::slug(row, 1)?))
        })?
        .collect::<Result<_, _>>()?;
    let takes = mark(db, "takes", &due("takes"), &now)?;
    mark_sessions(db, &due_sessions, &now)?;
    Ok(Due {
        is_all: takes + sessions.len() == 0,
        sessions,
    })
}

fn mark_sessions(db: &Connection, is_meant: &str, value: &dyn ToSql) -> Result<usize, StoreError> {
    let of_them = format!("session IN (SELECT id FROM sessions WHERE {is_meant})");
    mark(db, "takes", &of_them, value)?;
    mark(db, "sessions", is_meant, value)
}

/// What is marked is deleted too, so that nothing is added to it.
fn mark(
    db: &Connection,
    table: &str,
    is_meant: &str,
    value: &dyn ToSql,
) -> Result<usize, StoreError> {
    Ok(db.execute(
        &format!(
            "UPDATE {table} SET purge_time = {MARKED}, delete_time = coalesce(delete_time, create_time)
             WHERE {is_meant} AND purge_time IS NOT {CLEARED}"
        ),
        [value],
    )?)
}

fn check_revision(revision: u64, etag: Option<&Etag>, noun: Noun) -> Result<(), StoreError> {
    match etag {
        Some(etag) if *etag != Etag::of_revision(revision) => Err(StoreError::EtagMismatch(noun)),
        _ => Ok(()),
    }
}

fn backups_since(db: &Connection, time: i64) -> Result<Vec<Backup>, StoreError> {
    let backups = db
        .prepare_cached(
            "SELECT path, create_time FROM backups WHERE create_time >= ?1 ORDER BY number",
        )?
        .query_map([time], |row| {
            Ok(Backup {
                path: row.get(0)?,
                create_time: columns::time(row, 1)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(backups)
}

fn is_any_marked(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.query_one(
        &format!(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE purge_time <= {MARKED})
             OR EXISTS (SELECT 1 FROM takes WHERE purge_time <= {MARKED})"
        ),
        [],
        |row| row.get(0),
    )?)
}

fn marked_takes(db: &Connection) -> Result<Vec<(i64, TakeId)>, StoreError> {
    let numbers: Vec<i64> = db
        .prepare_cached(&format!(
            "SELECT number FROM takes WHERE purge_time = {MARKED} LIMIT {BATCH_LEN}"
        ))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let with_id = |number| Ok((number, takes::id(db, number)?));
    numbers.into_iter().map(with_id).collect()
}

/// Deletes a batch of chunks; whether there may be more.
fn delete_chunks(db: &Connection, take: i64) -> Result<bool, StoreError> {
    let deleted = db
        .prepare_cached(
            "DELETE FROM chunks WHERE take = ?1
             AND start IN (SELECT start FROM chunks WHERE take = ?1 LIMIT ?2)",
        )?
        .execute(params![take, CHUNK_BATCH_LEN])?;
    Ok(deleted > 0)
}

fn clear_take(db: &Connection, take: i64) -> Result<(), StoreError> {
    // Voices go with their comments.
    for table in [
        "reports",
        "reviews",
        "comments",
        "hearings",
        "waveforms",
        "parts",
        "uploads",
        "requests",
    ] {
        db.execute(&format!("DELETE FROM {table} WHERE take = ?1"), [take])?;
    }
    db.execute(
        &format!(
            r#"UPDATE takes SET purge_time = {CLEARED}, question = '', format = '', fit = '',
               "end" = NULL, consent = NULL WHERE number = ?1"#
        ),
        [take],
    )?;
    Ok(())
}

fn clear_sessions(db: &Connection) -> Result<(), StoreError> {
    let marked = format!("(SELECT id FROM sessions WHERE purge_time = {MARKED})");
    for table in ["share_links", "requests"] {
        db.execute(
            &format!("DELETE FROM {table} WHERE session IN {marked}"),
            [],
        )?;
    }
    // A session that was marked meanwhile has takes that are still to be cleared.
    db.execute(
        &format!(
            "UPDATE sessions SET purge_time = {CLEARED}, title = '' WHERE purge_time = {MARKED}
             AND NOT EXISTS (SELECT 1 FROM takes
                             WHERE session = sessions.id AND takes.purge_time IS NOT {CLEARED})"
        ),
        [],
    )?;
    Ok(())
}

fn delete_cleared(db: &Connection) -> Result<(), StoreError> {
    for table in ["takes", "sessions"] {
        db.execute(
            &format!("DELETE FROM {table} WHERE purge_time = {CLEARED}"),
            [],
        )?;
    }
    Ok(())
}

/// Forgets a batch of requests of before a time; whether there may be more.
fn forget_requests(db: &Connection, before: i64) -> Result<bool, StoreError> {
    let forgotten = db
        .prepare_cached(
            "DELETE FROM requests WHERE id IN
             (SELECT id FROM requests WHERE create_time < ?1 ORDER BY create_time LIMIT ?2)",
        )?
        .execute([before, BATCH_LEN])?;
    Ok(forgotten > 0)
}
