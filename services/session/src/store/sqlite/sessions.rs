//! Sessions.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Session, Slug};
use uuid::Uuid;

use super::{SqliteStore, columns, requests};
use crate::store::{Listed, Noun, Page, SessionStore, StoreError};

/// What [`read`] reads.
const COLUMNS: &str =
    "id, title, retention, create_time, update_time, revision, delete_time, purge_time";

impl SessionStore for SqliteStore {
    async fn create_session(&self, request: Uuid, session: Session) -> Result<Session, StoreError> {
        self.database
            .write(move |db| create(db, request, session))
            .await
    }

    async fn session(&self, id: Slug) -> Result<Session, StoreError> {
        self.database.read(move |db| get(db, &id)).await
    }

    async fn sessions(&self, page: Page) -> Result<Listed<Session>, StoreError> {
        self.database.read(move |db| list(db, page)).await
    }
}

/// Refuses a session that is not there.
pub(super) fn check(db: &Connection, id: &Slug) -> Result<(), StoreError> {
    get(db, id).map(|_| ())
}

fn create(db: &Connection, request: Uuid, session: Session) -> Result<Session, StoreError> {
    let content = format!("CreateSession {}", session.title);
    if let Some(number) = requests::find::<i64>(db, request, &content)? {
        return Ok(db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM sessions WHERE number = ?1"))?
            .query_one([number], read)?);
    }
    db.prepare_cached(
        "INSERT INTO sessions (id, title, create_time, update_time, retention)
         VALUES (?1, ?2, ?3, ?3, ?4)",
    )?
    .execute(params![
        session.id.as_str(),
        session.title,
        columns::nanoseconds(session.lifecycle.create_time),
        session.retention.map(|retention| retention.as_secs()),
    ])?;
    requests::record(db, request, &content, &session.id, db.last_insert_rowid())?;
    Ok(session)
}

fn get(db: &Connection, id: &Slug) -> Result<Session, StoreError> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1"))?
        .query_row([id.as_str()], read)
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Session, id.to_string()))
}

fn list(db: &Connection, page: Page) -> Result<Listed<Session>, StoreError> {
    let rows = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, number FROM sessions
             WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
        ))?
        .query_map(params![page.below, page.size + 1], |row| {
            Ok((row.get(8)?, read(row)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: columns::slug(row, 0)?,
        title: row.get(1)?,
        retention: row.get::<_, Option<u64>>(2)?.map(Duration::from_secs),
        lifecycle: columns::lifecycle(row, 3)?,
    })
}
