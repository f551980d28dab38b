//! Reviews of takes.

use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Etag, Review, ReviewChange, ReviewContent, ReviewId, TakeId};
use starling_proto::convert::Update;

use super::{SqliteStore, columns, requests, takes, usage};
use crate::limits::Limits;
use crate::store::{Listed, NewReview, Noun, Page, Quota, ReviewStore, Reviewer, StoreError};

/// What [`read`] reads.
const COLUMNS: &str =
    "id, author, note, next_step, ratings, create_time, update_time, revision, number, written_by,
    send_time";

/// A review as it is stored.
struct Stored {
    number: i64,
    written_by: String,
    review: Review,
}

impl ReviewStore for SqliteStore {
    async fn create_review(
        &self,
        reviewer: Reviewer,
        new: NewReview,
    ) -> Result<Review, StoreError> {
        let limits = self.limits;
        self.database
            .write(move |db| create(db, &limits, &reviewer, &new))
            .await
    }

    async fn review(&self, reviewer: Reviewer, id: ReviewId) -> Result<Review, StoreError> {
        self.database
            .read(move |db| Ok(get(db, &reviewer, &id)?.review))
            .await
    }

    async fn reviews(
        &self,
        reviewer: Reviewer,
        take: TakeId,
        page: Page,
    ) -> Result<Listed<Review>, StoreError> {
        self.database
            .read(move |db| list(db, &reviewer, &take, page))
            .await
    }

    async fn update_review(
        &self,
        reviewer: Reviewer,
        update: Update<ReviewId, ReviewChange>,
        now: SystemTime,
    ) -> Result<Review, StoreError> {
        self.database
            .write(move |db| change(db, &reviewer, update, now))
            .await
    }

    async fn send_review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> Result<Review, StoreError> {
        self.database
            .write(move |db| send(db, &reviewer, &id, etag.as_ref(), now))
            .await
    }

    async fn delete_review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
        etag: Option<Etag>,
    ) -> Result<Review, StoreError> {
        self.database
            .write(move |db| delete(db, &reviewer, &id, etag.as_ref()))
            .await
    }
}

fn create(
    db: &Connection,
    limits: &Limits,
    reviewer: &Reviewer,
    new: &NewReview,
) -> Result<Review, StoreError> {
    let ReviewId { take, review: id } = &new.id;
    let take_number = takes::kept(db, take)?;
    let asked = format!("CreateReview {take} {:?} {:?}", reviewer.id, new.content);
    if let Some(number) = requests::find(db, new.request, &asked)? {
        return created(db, reviewer, take, number);
    }
    let kept = usage::rows_of_take(db, "reviews", take_number)?;
    Quota::Reviews.check(kept + 1, limits.max_take_reviews)?;
    let ReviewContent {
        author,
        note,
        next_step,
        ratings,
    } = &new.content;
    db.prepare_cached(
        "INSERT INTO reviews (id, take, author, written_by, create_time, update_time, revision,
                              note, next_step, ratings)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, 1, ?6, ?7, ?8)",
    )?
    .execute(params![
        id.as_str(),
        take_number,
        author.as_str(),
        reviewer.id,
        columns::nanoseconds(new.create_time),
        note.as_str(),
        next_step.as_str(),
        columns::to_json(ratings),
    ])?;
    let number = db.last_insert_rowid();
    requests::record_of_take(db, new.request, &asked, take_number, number)?;
    created(db, reviewer, take, number)
}

/// What a request has created, if nobody has removed it since.
fn created(
    db: &Connection,
    reviewer: &Reviewer,
    take: &TakeId,
    number: i64,
) -> Result<Review, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM reviews WHERE number = ?1");
    let stored = db
        .prepare_cached(&sql)?
        .query_row([number], |row| read(reviewer, take, row))
        .optional()?;
    stored
        .map(|stored| stored.review)
        .ok_or(StoreError::Removed(Noun::Review))
}

fn get(db: &Connection, reviewer: &Reviewer, id: &ReviewId) -> Result<Stored, StoreError> {
    let take_number = takes::number(db, &id.take)?;
    let sql = format!("SELECT {COLUMNS} FROM reviews WHERE id = ?1 AND take = ?2");
    db.prepare_cached(&sql)?
        .query_row(params![id.review.as_str(), take_number], |row| {
            read(reviewer, &id.take, row)
        })
        .optional()?
        // Of somebody else's draft, nobody learns that it is there.
        .filter(|Stored { review, .. }| review.send_time.is_some() || review.is_own)
        .ok_or_else(|| StoreError::NotFound(Noun::Review, id.to_string()))
}

fn list(
    db: &Connection,
    reviewer: &Reviewer,
    take: &TakeId,
    page: Page,
) -> Result<Listed<Review>, StoreError> {
    let take_number = takes::number(db, take)?;
    let sql = format!(
        "SELECT {COLUMNS} FROM reviews
         WHERE take = ?1 AND number < ?2 AND (send_time IS NOT NULL OR written_by = ?4)
         ORDER BY number DESC LIMIT ?3"
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(
            params![take_number, page.below, page.size + 1, reviewer.id],
            |row| {
                let stored = read(reviewer, take, row)?;
                Ok((stored.number, stored.review))
            },
        )?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

/// A review of the reviewer's own, in the state that it must be in.
fn own(
    db: &Connection,
    reviewer: &Reviewer,
    id: &ReviewId,
    etag: Option<&Etag>,
) -> Result<Stored, StoreError> {
    takes::kept(db, &id.take)?;
    let stored = get(db, reviewer, id)?;
    reviewer.check_may_change(Noun::Review, &stored.written_by)?;
    columns::check_etag(&stored.review.etag, etag, Noun::Review)?;
    Ok(stored)
}

fn change(
    db: &Connection,
    reviewer: &Reviewer,
    update: Update<ReviewId, ReviewChange>,
    now: SystemTime,
) -> Result<Review, StoreError> {
    let stored = own(db, reviewer, &update.id, update.etag.as_ref())?;
    let content = stored.review.content.changed(update.change);
    let revision = db
        .prepare_cached(
            "UPDATE reviews SET note = ?2, next_step = ?3, ratings = ?4, update_time = ?5,
             revision = revision + 1 WHERE number = ?1 RETURNING revision",
        )?
        .query_one(
            params![
                stored.number,
                content.note.as_str(),
                content.next_step.as_str(),
                columns::to_json(&content.ratings),
                columns::nanoseconds(now),
            ],
            |row| row.get(0),
        )?;
    Ok(Review {
        content,
        update_time: now,
        etag: Etag::of_revision(revision),
        ..stored.review
    })
}

fn send(
    db: &Connection,
    reviewer: &Reviewer,
    id: &ReviewId,
    etag: Option<&Etag>,
    now: SystemTime,
) -> Result<Review, StoreError> {
    let stored = own(db, reviewer, id, etag)?;
    if stored.review.send_time.is_some() {
        return Ok(stored.review);
    }
    let revision = db
        .prepare_cached(
            "UPDATE reviews SET send_time = ?2, update_time = ?2, revision = revision + 1
             WHERE number = ?1 RETURNING revision",
        )?
        .query_one(params![stored.number, columns::nanoseconds(now)], |row| {
            row.get(0)
        })?;
    Ok(Review {
        send_time: Some(now),
        update_time: now,
        etag: Etag::of_revision(revision),
        ..stored.review
    })
}

fn delete(
    db: &Connection,
    reviewer: &Reviewer,
    id: &ReviewId,
    etag: Option<&Etag>,
) -> Result<Review, StoreError> {
    let stored = get(db, reviewer, id)?;
    reviewer.check_may_delete(Noun::Review, &stored.written_by)?;
    columns::check_etag(&stored.review.etag, etag, Noun::Review)?;
    db.prepare_cached("DELETE FROM reviews WHERE number = ?1")?
        .execute([stored.number])?;
    Ok(stored.review)
}

fn read(reviewer: &Reviewer, take: &TakeId, row: &Row<'_>) -> rusqlite::Result<Stored> {
    let written_by: String = row.get(9)?;
    Ok(Stored {
        number: row.get(8)?,
        review: Review {
            id: ReviewId {
                take: take.clone(),
                review: columns::slug(row, 0)?,
            },
            content: ReviewContent {
                author: columns::text(row, 1)?,
                note: columns::text(row, 2)?,
                next_step: columns::text(row, 3)?,
                ratings: columns::json(row, 4)?,
            },
            send_time: columns::time_or_null(row, 10)?,
            is_own: reviewer.wrote(&written_by),
            create_time: columns::time(row, 5)?,
            update_time: columns::time(row, 6)?,
            etag: Etag::of_revision(row.get(7)?),
        },
        written_by,
    })
}
