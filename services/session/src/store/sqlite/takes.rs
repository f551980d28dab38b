//! Takes: what was asked, what was answered against, how it ended.

use std::path::Path;
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Etag, Take, TakeEnd, TakeId, check_marks};

use super::sessions::IS_THERE;
use super::{SqliteStore, columns, requests, reserve, sessions, usage};
use crate::limits::Limits;
use crate::store::{Listed, NewTake, Noun, Page, Quota, Shown, StoreError, TakeStore, TakesOf};

/// What [`read`] reads.
const COLUMNS: &str = r#"session, id, question, format, fit, "end", consent,
    create_time, update_time, revision, delete_time, purge_time"#;

impl TakeStore for SqliteStore {
    async fn created_take(&self, new: NewTake) -> Result<Option<Take>, StoreError> {
        self.database
            .read(move |db| {
                sessions::get(db, &new.session)?;
                created(db, &new)
            })
            .await
    }

    async fn create_take(&self, new: NewTake, take: Take) -> Result<Take, StoreError> {
        let (data_dir, limits) = (self.data_dir.clone(), self.limits);
        self.database
            .write(move |db| create(db, &data_dir, &limits, &new, take))
            .await
    }

    async fn take(&self, id: TakeId) -> Result<Take, StoreError> {
        self.database.look_up(|db| Ok(get(db, &id)?.1)).await
    }

    async fn takes(
        &self,
        of: TakesOf,
        shown: Shown,
        page: Page,
    ) -> Result<Listed<Take>, StoreError> {
        self.database
            .read(move |db| list(db, &of, shown, page))
            .await
    }

    async fn finish_take(
        &self,
        id: TakeId,
        end: TakeEnd,
        now: SystemTime,
    ) -> Result<Take, StoreError> {
        self.database
            .write(move |db| finish(db, &id, end, now))
            .await
    }

    async fn delete_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> Result<Take, StoreError> {
        let grace = self.limits.grace();
        self.database
            .write(move |db| delete(db, &id, etag.as_ref(), grace, now))
            .await
    }

    async fn undelete_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> Result<Take, StoreError> {
        self.database
            .write(move |db| undelete(db, &id, etag.as_ref(), now))
            .await
    }
}

/// The number of a take, deleted or not.
pub(super) fn number(db: &Connection, id: &TakeId) -> Result<i64, StoreError> {
    let sql = format!("SELECT number FROM takes WHERE id = ?1 AND session = ?2 AND {IS_THERE}");
    db.prepare_cached(&sql)?
        .query_row([id.take.as_str(), id.session.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Take, id.to_string()))
}

/// The number of a take to which something is to be added; refuses one that is deleted, or whose session is.
pub(super) fn kept(db: &Connection, id: &TakeId) -> Result<i64, StoreError> {
    let number = number(db, id)?;
    let is_deleted: bool = db
        .prepare_cached(
            "SELECT takes.delete_time IS NOT NULL OR sessions.delete_time IS NOT NULL
             FROM takes JOIN sessions ON sessions.id = takes.session WHERE takes.number = ?1",
        )?
        .query_one([number], |row| row.get(0))?;
    if is_deleted {
        return Err(StoreError::Deleted(Noun::Take));
    }
    Ok(number)
}

/// The take of a number that another row refers to.
pub(super) fn id(db: &Connection, number: i64) -> Result<TakeId, StoreError> {
    Ok(db
        .prepare_cached("SELECT session, id FROM takes WHERE number = ?1")?
        .query_one([number], read_id)?)
}

fn created(db: &Connection, new: &NewTake) -> Result<Option<Take>, StoreError> {
    let Some(number) = requests::find::<i64>(db, new.request, &new.content())? else {
        return Ok(None);
    };
    let sql = format!("SELECT {COLUMNS} FROM takes WHERE number = ?1 AND {IS_THERE}");
    let take = db.prepare_cached(&sql)?.query_row([number], read);
    Ok(take.optional()?)
}

fn create(
    db: &Connection,
    data_dir: &Path,
    limits: &Limits,
    new: &NewTake,
    take: Take,
) -> Result<Take, StoreError> {
    if let Some(take) = created(db, new)? {
        return Ok(take);
    }
    sessions::kept(db, &new.session)?;
    let usage = usage::of_session(db, &new.session)?;
    Quota::Takes.check(usage.takes + 1, limits.max_takes)?;
    reserve::check(data_dir, limits)?;
    let end = take.end.as_ref().map(columns::to_json);
    db.prepare_cached(
        r#"INSERT INTO takes
           (session, owner, id, question, format, fit, "end", consent, create_time, update_time)
           SELECT id, owner, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8 FROM sessions WHERE id = ?1"#,
    )?
    .execute(params![
        take.id.session.as_str(),
        take.id.take.as_str(),
        columns::to_json(&take.question),
        columns::to_json(&take.format),
        columns::to_json(&take.fit),
        end,
        take.consent.as_ref().map(columns::to_json),
        columns::nanoseconds(take.lifecycle.create_time),
    ])?;
    let number = db.last_insert_rowid();
    requests::record_of_take(db, new.request, &new.content(), number, number)?;
    Ok(take)
}

fn get(db: &Connection, id: &TakeId) -> Result<(i64, Take), StoreError> {
    let number = number(db, id)?;
    let sql = format!("SELECT {COLUMNS} FROM takes WHERE number = ?1");
    let take = db.prepare_cached(&sql)?.query_one([number], read)?;
    Ok((number, take))
}

fn list(
    db: &Connection,
    of: &TakesOf,
    shown: Shown,
    page: Page,
) -> Result<Listed<Take>, StoreError> {
    let (is_of, whom) = match of {
        TakesOf::Session(session) => {
            sessions::get(db, session)?;
            ("session = ?1", session.as_str())
        }
        TakesOf::Owner(owner) => ("owner = ?1", owner.as_str()),
    };
    let is_shown = match shown {
        Shown::Kept => {
            "delete_time IS NULL AND NOT EXISTS
             (SELECT 1 FROM sessions WHERE id = takes.session AND sessions.delete_time IS NOT NULL)"
        }
        Shown::All => "TRUE",
    };
    let sql = format!(
        "SELECT {COLUMNS}, number FROM takes
         WHERE {is_of} AND number < ?2 AND {is_shown} AND {IS_THERE}
         ORDER BY number DESC LIMIT ?3"
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(params![whom, page.below, page.size + 1], |row| {
            Ok((row.get(12)?, read(row)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn finish(db: &Connection, id: &TakeId, end: TakeEnd, now: SystemTime) -> Result<Take, StoreError> {
    kept(db, id)?;
    let (number, mut take) = get(db, id)?;
    match &take.end {
        Some(stored) if *stored == end => return Ok(take),
        Some(_) => return Err(StoreError::TakeFinished),
        None => check_marks(&take.format, &end.marks)
            .map_err(|error| StoreError::Marks(error.to_string()))?,
    }
    take.end = Some(end);
    store(db, number, take, now)
}

fn delete(
    db: &Connection,
    id: &TakeId,
    etag: Option<&Etag>,
    grace: Duration,
    now: SystemTime,
) -> Result<Take, StoreError> {
    let (number, mut take) = get(db, id)?;
    if take.lifecycle.delete_time.is_some() {
        return Ok(take);
    }
    columns::check_etag(&take.lifecycle.etag, etag, Noun::Take)?;
    take.lifecycle.delete_time = Some(now);
    take.lifecycle.purge_time = Some(now + grace);
    store(db, number, take, now)
}

fn undelete(
    db: &Connection,
    id: &TakeId,
    etag: Option<&Etag>,
    now: SystemTime,
) -> Result<Take, StoreError> {
    sessions::kept(db, &id.session)?;
    let (number, mut take) = get(db, id)?;
    if take.lifecycle.delete_time.is_none() {
        return Err(StoreError::NotDeleted(Noun::Take));
    }
    columns::check_etag(&take.lifecycle.etag, etag, Noun::Take)?;
    take.lifecycle.delete_time = None;
    take.lifecycle.purge_time = None;
    store(db, number, take, now)
}

/// Stores a take that has changed.
fn store(
    db: &Connection,
    number: i64,
    mut take: Take,
    now: SystemTime,
) -> Result<Take, StoreError> {
    take.lifecycle.update_time = now;
    let revision = db
        .prepare_cached(
            r#"UPDATE takes SET "end" = ?2, update_time = ?3, delete_time = ?4, purge_time = ?5,
               revision = revision + 1 WHERE number = ?1 RETURNING revision"#,
        )?
        .query_one(
            params![
                number,
                take.end.as_ref().map(columns::to_json),
                columns::nanoseconds(now),
                take.lifecycle.delete_time.map(columns::nanoseconds),
                take.lifecycle.purge_time.map(columns::nanoseconds),
            ],
            |row| row.get(0),
        )?;
    take.lifecycle.etag = Etag::of_revision(revision);
    Ok(take)
}

impl NewTake {
    fn content(&self) -> String {
        let Self {
            session,
            question,
            format,
            fit,
            consent,
            ..
        } = self;
        format!(
            "CreateTake {session} {}/{} {}/{} {fit:?} {consent:?}",
            question.pack, question.id, format.pack, format.id
        )
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Take> {
    Ok(Take {
        id: read_id(row)?,
        question: columns::json(row, 2)?,
        format: columns::json(row, 3)?,
        fit: columns::json(row, 4)?,
        end: columns::json_or_null(row, 5)?,
        consent: columns::json_or_null(row, 6)?,
        lifecycle: columns::lifecycle(row, 7)?,
    })
}

/// The take of the columns `session, id`, which are the first.
pub(super) fn read_id(row: &Row<'_>) -> rusqlite::Result<TakeId> {
    Ok(TakeId {
        session: columns::slug(row, 0)?,
        take: columns::slug(row, 1)?,
    })
}
