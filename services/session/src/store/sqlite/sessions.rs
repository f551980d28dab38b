//! Sessions.

use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Etag, Session, Slug};
use uuid::Uuid;

use super::{SqliteStore, columns, requests, usage};
use crate::limits::Limits;
use crate::store::{
    Listed, Noun, Owner, Page, Quota, SessionChange, SessionStore, Shown, StoreError,
};

/// What [`read`] reads.
pub(super) const COLUMNS: &str =
    "id, title, retention, create_time, update_time, revision, delete_time, purge_time";
/// True of what nobody has begun to expunge.
pub(super) const IS_THERE: &str = "coalesce(purge_time, 1) > 0";

impl SessionStore for SqliteStore {
    async fn create_session(
        &self,
        request: Uuid,
        owner: Owner,
        session: Session,
    ) -> Result<Session, StoreError> {
        let limits = self.limits;
        self.database
            .write(move |db| create(db, request, &owner, session, &limits))
            .await
    }

    async fn owner_of(&self, id: Slug) -> Result<Option<Owner>, StoreError> {
        self.database
            .look_up(|db| {
                let sql = format!("SELECT owner FROM sessions WHERE id = ?1 AND {IS_THERE}");
                let owner = db
                    .prepare_cached(&sql)?
                    .query_row([id.as_str()], |row| row.get::<_, String>(0));
                Ok(owner.optional()?.map(Owner::new))
            })
            .await
    }

    async fn session(&self, id: Slug) -> Result<Session, StoreError> {
        self.database.look_up(|db| get(db, &id)).await
    }

    async fn sessions(
        &self,
        owner: Owner,
        shown: Shown,
        page: Page,
    ) -> Result<Listed<Session>, StoreError> {
        self.database
            .read(move |db| list(db, &owner, shown, page))
            .await
    }

    async fn update_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        change: SessionChange,
        now: SystemTime,
    ) -> Result<Session, StoreError> {
        let grace = self.limits.grace();
        self.database
            .write(move |db| {
                let mut session = kept(db, &id)?;
                columns::check_etag(&session.lifecycle.etag, etag.as_ref(), Noun::Session)?;
                session.title = change.title.unwrap_or(session.title);
                session.retention = change.retention.unwrap_or(session.retention);
                store(db, session, grace, now)
            })
            .await
    }

    async fn delete_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> Result<Session, StoreError> {
        let grace = self.limits.grace();
        self.database
            .write(move |db| {
                let mut session = get(db, &id)?;
                if session.lifecycle.delete_time.is_some() {
                    return Ok(session);
                }
                columns::check_etag(&session.lifecycle.etag, etag.as_ref(), Noun::Session)?;
                session.lifecycle.delete_time = Some(now);
                store(db, session, grace, now)
            })
            .await
    }

    async fn undelete_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> Result<Session, StoreError> {
        let grace = self.limits.grace();
        self.database
            .write(move |db| {
                let mut session = get(db, &id)?;
                if session.lifecycle.delete_time.is_none() {
                    return Err(StoreError::NotDeleted(Noun::Session));
                }
                columns::check_etag(&session.lifecycle.etag, etag.as_ref(), Noun::Session)?;
                session.lifecycle.delete_time = None;
                store(db, session, grace, now)
            })
            .await
    }
}

/// The session of an id, deleted or not.
pub(super) fn get(db: &Connection, id: &Slug) -> Result<Session, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1 AND {IS_THERE}");
    db.prepare_cached(&sql)?
        .query_row([id.as_str()], read)
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Session, id.to_string()))
}

/// The same; refuses one that is deleted.
pub(super) fn kept(db: &Connection, id: &Slug) -> Result<Session, StoreError> {
    let session = get(db, id)?;
    match session.lifecycle.delete_time {
        None => Ok(session),
        Some(_) => Err(StoreError::Deleted(Noun::Session)),
    }
}

fn create(
    db: &Connection,
    request: Uuid,
    owner: &Owner,
    mut session: Session,
    limits: &Limits,
) -> Result<Session, StoreError> {
    let content = content(owner, &session);
    if let Some(number) = requests::find::<i64>(db, request, &content)? {
        return Ok(db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM sessions WHERE number = ?1"))?
            .query_one([number], read)?);
    }
    let usage = usage::of_owner(db, owner)?;
    Quota::Sessions.check(usage.sessions + 1, limits.max_sessions)?;
    session.lifecycle.purge_time = session.purge_time(limits.grace());
    db.prepare_cached(
        "INSERT INTO sessions (id, owner, title, retention, create_time, update_time, purge_time)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
    )?
    .execute(params![
        session.id.as_str(),
        owner.as_str(),
        session.title,
        session.retention.map(|retention| retention.as_secs()),
        columns::nanoseconds(session.lifecycle.create_time),
        session.lifecycle.purge_time.map(columns::nanoseconds),
    ])?;
    requests::record(db, request, &content, &session.id, db.last_insert_rowid())?;
    Ok(session)
}

/// Stores a session that has changed.
fn store(
    db: &Connection,
    mut session: Session,
    grace: Duration,
    now: SystemTime,
) -> Result<Session, StoreError> {
    session.lifecycle.purge_time = session.purge_time(grace);
    session.lifecycle.update_time = now;
    let revision = db
        .prepare_cached(
            "UPDATE sessions SET title = ?2, retention = ?3, update_time = ?4, delete_time = ?5,
             purge_time = ?6, revision = revision + 1 WHERE id = ?1 RETURNING revision",
        )?
        .query_one(
            params![
                session.id.as_str(),
                session.title,
                session.retention.map(|retention| retention.as_secs()),
                columns::nanoseconds(now),
                session.lifecycle.delete_time.map(columns::nanoseconds),
                session.lifecycle.purge_time.map(columns::nanoseconds),
            ],
            |row| row.get(0),
        )?;
    session.lifecycle.etag = Etag::of_revision(revision);
    Ok(session)
}

fn list(
    db: &Connection,
    owner: &Owner,
    shown: Shown,
    page: Page,
) -> Result<Listed<Session>, StoreError> {
    let is_shown = match shown {
        Shown::Kept => "delete_time IS NULL",
        Shown::All => "TRUE",
    };
    let rows = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, number FROM sessions
             WHERE owner = ?1 AND number < ?2 AND {is_shown} AND {IS_THERE}
             ORDER BY number DESC LIMIT ?3",
        ))?
        .query_map(params![owner.as_str(), page.below, page.size + 1], |row| {
            Ok((row.get(8)?, read(row)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn content(owner: &Owner, session: &Session) -> String {
    let (owner, title, retention) = (owner.as_str(), &session.title, session.retention);
    format!("CreateSession {owner:?} {title:?} {retention:?}")
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: columns::slug(row, 0)?,
        title: row.get(1)?,
        retention: row.get::<_, Option<u64>>(2)?.map(Duration::from_secs),
        lifecycle: columns::lifecycle(row, 3)?,
    })
}
