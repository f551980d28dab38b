//! Comments on takes.

use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{
    Comment, CommentChange, CommentContent, CommentId, CommentKind, Etag, TakeId,
};
use starling_proto::convert::Update;
use starling_speech::Span;

use super::{SqliteStore, columns, requests, takes, usage, voices};
use crate::limits::Limits;
use crate::store::{
    CommentStore, Listed, NewComment, Noun, Page, Quota, Reviewer, Settled, StorageError,
    StoreError,
};

/// What [`read`] reads. A reply is about what its thread is about.
const SELECT: &str = "
    SELECT comments.id, comments.author, coalesce(threads.start_sample, comments.start_sample),
           coalesce(threads.end_sample, comments.end_sample), comments.text, comments.create_time,
           comments.update_time, comments.revision, comments.number, comments.written_by, comments.kind,
           comments.criterion, threads.id, comments.resolve_time, comments.is_imported, comments.is_speakers,
           voices.sample_rate, voices.sample_count
    FROM comments LEFT JOIN comments AS threads ON threads.number = comments.reply_to
                  LEFT JOIN voices ON voices.comment = comments.number";

/// A comment as it is stored.
struct Stored {
    number: i64,
    written_by: String,
    comment: Comment,
}

impl CommentStore for SqliteStore {
    async fn create_comment(
        &self,
        reviewer: Reviewer,
        new: NewComment,
    ) -> Result<Comment, StoreError> {
        let limits = self.limits;
        let size = new.voice.as_ref().map_or(0, |voice| voice.wav.len());
        self.database
            .write_large(size, move |db| create(db, &limits, &reviewer, &new))
            .await
    }

    async fn comment(&self, reviewer: Reviewer, id: CommentId) -> Result<Comment, StoreError> {
        self.database
            .read(move |db| Ok(get(db, &reviewer, &id)?.comment))
            .await
    }

    async fn comments(
        &self,
        reviewer: Reviewer,
        take: TakeId,
        page: Page,
    ) -> Result<Listed<Comment>, StoreError> {
        self.database
            .read(move |db| list(db, &reviewer, &take, page))
            .await
    }

    async fn voice(&self, id: CommentId) -> Result<Vec<u8>, StoreError> {
        self.database.read(move |db| voices::wav(db, &id)).await
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

    async fn settle_comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
        etag: Option<Etag>,
        settled: Settled,
        now: SystemTime,
    ) -> Result<Comment, StoreError> {
        self.database
            .write(move |db| settle(db, &reviewer, &id, etag.as_ref(), settled, now))
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
    limits: &Limits,
    reviewer: &Reviewer,
    new: &NewComment,
) -> Result<Comment, StoreError> {
    let CommentId { take, comment: id } = &new.id;
    let take_number = takes::kept(db, take)?;
    let voice = new.voice.as_ref();
    let asked = format!(
        "CreateComment {take} {:?} {:?} {:?}",
        reviewer.id,
        new.content,
        voice.map(|voice| blake3::hash(&voice.wav))
    );
    if let Some(number) = requests::find(db, new.request, &asked)? {
        return created(db, reviewer, take, number);
    }
    let CommentContent {
        author,
        span,
        text,
        kind,
        criterion,
        reply_to,
        is_imported,
    } = &new.content;
    let kept = usage::rows_of_take(db, "comments", take_number)?;
    Quota::Comments.check(kept + 1, limits.max_take_comments)?;
    let thread = reply_to
        .as_ref()
        .map(|thread| begins_thread(db, reviewer, take, thread))
        .transpose()?;
    db.prepare_cached(
        "INSERT INTO comments (id, take, author, written_by, create_time, update_time, revision,
                              start_sample, end_sample, text, kind, criterion, reply_to, is_imported, is_speakers)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id.as_str(),
        take_number,
        author.as_str(),
        reviewer.id,
        columns::nanoseconds(new.create_time),
        span.start,
        span.end,
        text.as_str(),
        kind.as_str(),
        criterion.as_str(),
        thread,
        is_imported,
        reviewer.is_owner && !is_imported,
    ])?;
    let number = db.last_insert_rowid();
    if let Some(voice) = voice {
        voices::insert(db, limits, take_number, number, voice)?;
    }
    requests::record_of_take(db, new.request, &asked, take_number, number)?;
    created(db, reviewer, take, number)
}

/// What a request has created, if nobody has removed it since.
fn created(
    db: &Connection,
    reviewer: &Reviewer,
    take: &TakeId,
    number: i64,
) -> Result<Comment, StoreError> {
    let sql = format!("{SELECT} WHERE comments.number = ?1");
    let stored = db
        .prepare_cached(&sql)?
        .query_row([number], |row| read(reviewer, take, row))
        .optional()?;
    stored
        .map(|stored| stored.comment)
        .ok_or(StoreError::Removed(Noun::Comment))
}

/// The number of a comment on this take that can be replied to.
fn begins_thread(
    db: &Connection,
    reviewer: &Reviewer,
    take: &TakeId,
    id: &CommentId,
) -> Result<i64, StoreError> {
    let field = "comment.reply_to";
    if id.take != *take {
        return Err(StoreError::NotAThread { field });
    }
    let stored = get(db, reviewer, id)?;
    if stored.comment.content.reply_to.is_some() {
        return Err(StoreError::NotAThread { field });
    }
    Ok(stored.number)
}

fn get(db: &Connection, reviewer: &Reviewer, id: &CommentId) -> Result<Stored, StoreError> {
    let take_number = takes::number(db, &id.take)?;
    let sql = format!("{SELECT} WHERE comments.id = ?1 AND comments.take = ?2");
    db.prepare_cached(&sql)?
        .query_row(params![id.comment.as_str(), take_number], |row| {
            read(reviewer, &id.take, row)
        })
        .optional()?
        .ok_or_else(|| StoreError::NotFound(Noun::Comment, id.to_string()))
}

fn list(
    db: &Connection,
    reviewer: &Reviewer,
    take: &TakeId,
    page: Page,
) -> Result<Listed<Comment>, StoreError> {
    let take_number = takes::number(db, take)?;
    let sql = format!(
        "{SELECT} WHERE comments.take = ?1 AND comments.number < ?2
         ORDER BY comments.number DESC LIMIT ?3"
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(params![take_number, page.below, page.size + 1], |row| {
            let stored = read(reviewer, take, row)?;
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
    let stored = get(db, reviewer, &update.id)?;
    reviewer.check_may_change(Noun::Comment, &stored.written_by)?;
    if stored.comment.content.is_imported {
        return Err(StoreError::NotTheAuthor(Noun::Comment));
    }
    columns::check_etag(&stored.comment.etag, update.etag.as_ref(), Noun::Comment)?;
    let is_spoken = stored.comment.voice.is_some();
    let content = stored.comment.content.changed(update.change, is_spoken)?;
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

fn settle(
    db: &Connection,
    reviewer: &Reviewer,
    id: &CommentId,
    etag: Option<&Etag>,
    settled: Settled,
    now: SystemTime,
) -> Result<Comment, StoreError> {
    takes::kept(db, &id.take)?;
    let stored = get(db, reviewer, id)?;
    if stored.comment.content.reply_to.is_some() {
        return Err(StoreError::NotAThread { field: "name" });
    }
    columns::check_etag(&stored.comment.etag, etag, Noun::Comment)?;
    let is_settled = settled == Settled::Yes;
    if stored.comment.resolve_time.is_some() == is_settled {
        return Ok(stored.comment);
    }
    let resolve_time = is_settled.then_some(now);
    let revision = db
        .prepare_cached(
            "UPDATE comments SET resolve_time = ?2, update_time = ?3, revision = revision + 1
             WHERE number = ?1 RETURNING revision",
        )?
        .query_one(
            params![
                stored.number,
                resolve_time.map(columns::nanoseconds),
                columns::nanoseconds(now),
            ],
            |row| row.get(0),
        )?;
    Ok(Comment {
        resolve_time,
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
    let stored = get(db, reviewer, id)?;
    reviewer.check_may_delete(Noun::Comment, &stored.written_by)?;
    columns::check_etag(&stored.comment.etag, etag, Noun::Comment)?;
    if !reviewer.is_owner && has_others_replies(db, &stored)? {
        return Err(StoreError::HasReplies);
    }
    // Its replies and their voices go with it.
    db.prepare_cached("DELETE FROM comments WHERE number = ?1")?
        .execute([stored.number])?;
    Ok(())
}

fn has_others_replies(db: &Connection, thread: &Stored) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM comments WHERE reply_to = ?1 AND written_by <> ?2)",
        )?
        .query_one(params![thread.number, thread.written_by], |row| row.get(0))?)
}

fn read(reviewer: &Reviewer, take: &TakeId, row: &Row<'_>) -> rusqlite::Result<Stored> {
    let written_by: String = row.get(9)?;
    let is_imported = row.get(14)?;
    Ok(Stored {
        number: row.get(8)?,
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
                kind: kind(row, 10)?,
                criterion: columns::text(row, 11)?,
                reply_to: columns::slug_or_null(row, 12)?.map(|comment| CommentId {
                    take: take.clone(),
                    comment,
                }),
                is_imported,
            },
            voice: voices::read(row, 16)?,
            resolve_time: columns::time_or_null(row, 13)?,
            is_own: reviewer.wrote(&written_by) && !is_imported,
            is_speakers: row.get(15)?,
            create_time: columns::time(row, 5)?,
            update_time: columns::time(row, 6)?,
            etag: Etag::of_revision(row.get(7)?),
        },
        written_by,
    })
}

fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<CommentKind> {
    let name = row.get_ref(column)?.as_str()?;
    CommentKind::from_name(name).ok_or_else(|| {
        let damage = StorageError::Damaged(format!("`{name}` is no kind of comment"));
        columns::damaged(column, damage)
    })
}
