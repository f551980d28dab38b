//! Takes: what was asked, what was answered against, how it ended.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Slug, Take, TakeEnd, TakeId, check_marks};

use super::{SqliteStore, columns, requests, sessions};
use crate::store::{Listed, NewTake, Noun, Page, StoreError, TakeStore};

/// What [`read`] reads.
const COLUMNS: &str = r#"session, id, question, format, fit, "end", consent,
    create_time, update_time, revision, delete_time, purge_time"#;

impl TakeStore for SqliteStore {
    async fn created_take(&self, new: NewTake) -> Result<Option<Take>, StoreError> {
        self.database
            .read(move |db| {
                sessions::check(db, &new.session)?;
                created(db, &new)
            })
            .await
    }

    async fn create_take(&self, new: NewTake, take: Take) -> Result<Take, StoreError> {
        self.database.write(move |db| create(db, &new, take)).await
    }

    async fn take(&self, id: TakeId) -> Result<Take, StoreError> {
        self.database.read(move |db| Ok(get(db, &id)?.1)).await
    }

    async fn takes(&self, session: Option<Slug>, page: Page) -> Result<Listed<Take>, StoreError> {
        self.database
            .read(move |db| list(db, session.as_ref(), page))
            .await
    }

    async fn finish_take(&self, id: TakeId, end: TakeEnd) -> Result<Take, StoreError> {
        self.database.write(move |db| finish(db, &id, end)).await
    }
}

/// The number of a take.
pub(super) fn number(db: &Connection, id: &TakeId) -> Result<i64, StoreError> {
    db.prepare_cached("SELECT number FROM takes WHERE id = ?1 AND session = ?2")?
        .query_row([id.take.as_str(), id.session.as_str()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Take, id.to_string()))
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
    let sql = format!("SELECT {COLUMNS} FROM takes WHERE number = ?1");
    Ok(Some(db.prepare_cached(&sql)?.query_one([number], read)?))
}

fn create(db: &Connection, new: &NewTake, take: Take) -> Result<Take, StoreError> {
    if let Some(take) = created(db, new)? {
        return Ok(take);
    }
    sessions::check(db, &new.session)?;
    let end = take.end.as_ref().map(columns::to_json);
    db.prepare_cached(
        r#"INSERT INTO takes (session, id, question, format, fit, "end", consent, create_time, update_time)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)"#,
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
    requests::record(db, new.request, &new.content(), &new.session, number)?;
    Ok(take)
}

fn get(db: &Connection, id: &TakeId) -> Result<(i64, Take), StoreError> {
    let number = number(db, id)?;
    let sql = format!("SELECT {COLUMNS} FROM takes WHERE number = ?1");
    let take = db.prepare_cached(&sql)?.query_one([number], read)?;
    Ok((number, take))
}

fn list(db: &Connection, session: Option<&Slug>, page: Page) -> Result<Listed<Take>, StoreError> {
    let of_session = match session {
        Some(session) => {
            sessions::check(db, session)?;
            "session = ?3"
        }
        None => "?3 IS NULL",
    };
    let sql = format!(
        "SELECT {COLUMNS}, number FROM takes
         WHERE number < ?1 AND {of_session} ORDER BY number DESC LIMIT ?2"
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(
            params![page.below, page.size + 1, session.map(Slug::as_str)],
            |row| Ok((row.get(12)?, read(row)?)),
        )?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn finish(db: &Connection, id: &TakeId, end: TakeEnd) -> Result<Take, StoreError> {
    let (number, mut take) = get(db, id)?;
    match &take.end {
        Some(stored) if *stored == end => return Ok(take),
        Some(_) => return Err(StoreError::TakeFinished),
        None => check_marks(&take.format, &end.marks)
            .map_err(|error| StoreError::Marks(error.to_string()))?,
    }
    db.prepare_cached(r#"UPDATE takes SET "end" = ?2 WHERE number = ?1"#)?
        .execute(params![number, columns::to_json(&end)])?;
    take.end = Some(end);
    Ok(take)
}

impl NewTake {
    fn content(&self) -> String {
        let Self {
            session,
            question,
            format,
            fit,
            ..
        } = self;
        format!(
            "CreateTake {session} {}/{} {}/{} {fit:?}",
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

fn read_id(row: &Row<'_>) -> rusqlite::Result<TakeId> {
    Ok(TakeId {
        session: columns::slug(row, 0)?,
        take: columns::slug(row, 1)?,
    })
}
