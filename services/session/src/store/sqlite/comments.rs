//! Comments on takes.

use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Comment, CommentChange, CommentContent, CommentId, Etag, TakeId};
use starling_proto::convert::Update;
use starling_speech::Span;
use uuid::Uuid;

use super::{SqliteStore, columns, requests, takes};
use crate::store::{CommentStore, Listed, Noun, Page, Reviewer, StoreError};

/// What [`read`] reads.
const COLUMNS: &str = "id, author, start_sample, end_sample, text, create_time, update_time, revision, number, written_by";

/// A comment as it is stored.
struct Stored {
    number: i64,
    written_by: String,
    comment: Comment,
}

impl CommentStore for SqliteStore {
    async fn create_comment(
        &self,
        request: Uuid,
        reviewer: Reviewer,
        comment: Comment,
    ) -> Result<Comment, StoreError> {
        self.database
            .write(move |db| create(db, request, &reviewer, comment))
            .await
    }

    async fn comment(&self, id: CommentId) -> Result<Comment, StoreError> {
        self.database
            .read(move |db| Ok(get(db, &id)?.comment))
            .await
    }

    async fn comments(&self, take: TakeId, page: Page) -> Result<Listed<Comment>, StoreError> {
        self.database.read(move |db| list(db, &take, page)).await
    }

    async fn update_comment(
        &self,
        reviewer: Reviewer,
        update: Update<CommentId, CommentChange>,
        now: SystemTime,
    ) -> Result<Comment, StoreError> {
        self.database
            .write(move |db| change(db, &reviewer, update, now))
            .await
    }

    async fn delete_comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
        etag: Option<Etag>,
    ) -> Result<(), StoreError> {
        self.database
            .write(move |db| delete(db, &reviewer, &id, etag.as_ref()))
            .await
    }
}

fn create(
    db: &Connection,
    request: Uuid,
    reviewer: &Reviewer,
    comment: Comment,
) -> Result<Comment, StoreError> {
    let CommentId { take, comment: id } = &comment.id;
    let take_number = takes::kept(db, take)?;
    let asked = format!(
        "CreateComment {take} {:?} {:?}",
        reviewer.id, comment.content
    );
    if let Some(number) = requests::find(db, request, &asked)? {
        return created(db, take, number);
    }
    let CommentContent { author, span, text } = &comment.content;
    db.prepare_cached(
        "INSERT INTO comments (id, take, author, written_by, create_time, update_time, revision,
                              start_sample, end_sample, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8)",
    )?
    .execute(params![
        id.as_str(),
        take_number,
        author.as_str(),
        reviewer.id,
        columns::nanoseconds(comment.create_time),
        span.start,
        span.end,
        text.as_str(),
    ])?;
    requests::record_of_take(db, request, &asked, take_number, db.last_insert_rowid())?;
    Ok(comment)
}

/// What a request has created, if nobody has removed it since.
fn created(db: &Connection, take: &TakeId, number: i64) -> Result<Comment, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM comments WHERE number = ?1");
    let stored = db
        .prepare_cached(&sql)?
        .query_row([number], |row| read(take, row))
        .optional()?;
    stored
        .map(|stored| stored.comment)
        .ok_or(StoreError::Removed(Noun::Comment))
}

fn get(db: &Connection, id: &CommentId) -> Result<Stored, StoreError> {
    let take_number = takes::number(db, &id.take)?;
    let sql = format!("SELECT {COLUMNS} FROM comments WHERE id = ?1 AND take = ?2");
    db.prepare_cached(&sql)?
        .query_row(params![id.comment.as_str(), take_number], |row| {
            read(&id.take, row)
        })
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Comment, id.to_string()))
}

fn list(db: &Connection, take: &TakeId, page: Page) -> Result<Listed<Comment>, StoreError> {
    let take_number = takes::number(db, take)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM comments
         WHERE take = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3"
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(params![take_number, page.below, page.size + 1], |row| {
            let stored = read(take, row)?;
            Ok((stored.number, stored.comment))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn change(
    db: &Connection,
    reviewer: &Reviewer,
    update: Update<CommentId, CommentChange>,
    now: SystemTime,
) -> Result<Comment, StoreError> {
    takes::kept(db, &update.id.take)?;
    let stored = get(db, &update.id)?;
    reviewer.check_may_change(Noun::Comment, &stored.written_by)?;
    columns::check_etag(&stored.comment.etag, update.etag.as_ref(), Noun::Comment)?;
    let content = stored.comment.content.changed(update.change)?;
    let revision = db
        .prepare_cached(
            "UPDATE comments SET start_sample = ?2, end_sample = ?3, text = ?4, update_time = ?5,
             revision = revision + 1 WHERE number = ?1 RETURNING revision",
        )?
        .query_one(
            params![
                stored.number,
                content.span.start,
                content.span.end,
                content.text.as_str(),
                columns::nanoseconds(now),
            ],
            |row| row.get(0),
        )?;
    Ok(Comment {
        content,
        update_time: now,
        etag: Etag::of_revision(revision),
        ..stored.comment
    })
}

fn delete(
    db: &Connection,
    reviewer: &Reviewer,
    id: &CommentId,
    etag: Option<&Etag>,
) -> Result<(), StoreError> {
    let stored = get(db, id)?;
    reviewer.check_may_delete(Noun::Comment, &stored.written_by)?;
    columns::check_etag(&stored.comment.etag, etag, Noun::Comment)?;
    db.prepare_cached("DELETE FROM comments WHERE number = ?1")?
        .execute([stored.number])?;
    Ok(())
}

fn read(take: &TakeId, row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        number: row.get(8)?,
        written_by: row.get(9)?,
        comment: Comment {
            id: CommentId {
                take: take.clone(),
                comment: columns::slug(row, 0)?,
            },
            content: CommentContent {
                author: columns::text(row, 1)?,
                span: Span {
                    start: row.get(2)?,
                    end: row.get(3)?,
                },
                text: columns::text(row, 4)?,
            },
            create_time: columns::time(row, 5)?,
            update_time: columns::time(row, 6)?,
            etag: Etag::of_revision(row.get(7)?),
        },
    })
}
