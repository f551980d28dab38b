//! Takes at a glance, by their numbers.

use std::collections::HashMap;

use rusqlite::types::{FromSqlError, FromSqlResult};
use rusqlite::{Connection, Row, named_params};
use serde::Deserialize;
use starling_practice::{
    ItemId, Ratings, ReportOverview, ReviewOverview, SectionScore, SegmentReport, TakeFacts,
    TakeOverview, TakeState,
};

use super::super::{columns, takes};
use super::{IS_UNANSWERED, STATE, since};
use crate::store::{StoreError, Viewer};

/// The most reviews of a take.
const MAX_REVIEWS: usize = 20;

/// What is taken of a report.
#[derive(Deserialize)]
struct Report {
    sections: Vec<SectionScore>,
    timing_score: f64,
    segments: Vec<SegmentReport>,
    take: TakeFacts,
}

/// Takes by their numbers, in two statements.
pub(super) fn read(
    db: &Connection,
    numbers: &[i64],
    viewer: &Viewer,
) -> Result<HashMap<i64, TakeOverview>, StoreError> {
    let numbers = columns::to_json(&numbers);
    let mut reviews = reviews(db, &numbers)?;
    let sql = format!(
        "SELECT t.session, t.id, t.number, t.create_time,
           json_extract(t.question, '$.pack'), json_extract(t.question, '$.id'),
           json_extract(t.question, '$.title'), t.question -> '$.level', json_extract(t.format, '$.title'),
           {STATE},
           (SELECT r.report FROM reports r WHERE r.take = t.number ORDER BY r.number DESC LIMIT 1),
           EXISTS (SELECT 1 FROM hearings h WHERE h.take = t.number AND h.listener = :viewer),
           (SELECT count(*) FROM comments c WHERE c.take = t.number AND c.reply_to IS NULL),
           (SELECT count(*) FROM comments c WHERE c.take = t.number AND {IS_UNANSWERED})
         FROM takes t LEFT JOIN uploads u ON u.take = t.number
         WHERE t.number IN (SELECT value FROM json_each(:numbers))"
    );
    let takes = db
        .prepare_cached(&sql)?
        .query_map(
            named_params! {
                ":numbers": numbers,
                ":viewer": viewer.id,
                ":since": since(viewer.now),
            },
            |row| {
                let number = row.get(2)?;
                let reviews = reviews.remove(&number).unwrap_or_default();
                Ok((number, overview(row, reviews)?))
            },
        )?
        .collect::<Result<_, _>>()?;
    Ok(takes)
}

fn overview(row: &Row<'_>, reviews: Vec<ReviewOverview>) -> rusqlite::Result<TakeOverview> {
    let report: Option<Report> = columns::json_or_null(row, 10)?;
    Ok(TakeOverview {
        id: takes::read_id(row)?,
        create_time: columns::time(row, 3)?,
        question: ItemId {
            pack: columns::slug(row, 4)?,
            id: columns::slug(row, 5)?,
        },
        question_title: row.get(6)?,
        level: columns::json(row, 7)?,
        format_title: row.get(8)?,
        state: state_of(row.get_ref(9)?.as_str()?)?,
        report: report.map(|report| ReportOverview {
            sample_rate_hertz: report.take.sample_rate_hertz,
            sample_count: report.take.sample_count,
            segments: report.segments,
            sections: report.sections,
            timing_score: report.timing_score,
        }),
        is_heard: row.get(11)?,
        thread_count: row.get(12)?,
        unanswered_comment_count: row.get(13)?,
        reviews,
    })
}

/// The newest reviews of each take that were sent.
fn reviews(db: &Connection, takes: &str) -> Result<HashMap<i64, Vec<ReviewOverview>>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT take, author, send_time, ratings FROM
           (SELECT take, author, send_time, ratings, row_number() OVER
              (PARTITION BY take ORDER BY send_time DESC, number DESC) AS place
            FROM reviews WHERE take IN (SELECT value FROM json_each(:takes)) AND send_time IS NOT NULL)
         WHERE place <= :max ORDER BY take, place",
    )?;
    let mut rows = statement.query(named_params! { ":takes": takes, ":max": MAX_REVIEWS })?;
    let mut reviews: HashMap<i64, Vec<ReviewOverview>> = HashMap::new();
    while let Some(row) = rows.next()? {
        // Some characters a review, rather than 50,000 that its author may have written.
        let ratings = columns::json::<Ratings>(row, 3)?.without_evidence();
        reviews
            .entry(row.get(0)?)
            .or_default()
            .push(ReviewOverview {
                author: columns::text(row, 1)?,
                send_time: columns::time(row, 2)?,
                ratings,
            });
    }
    Ok(reviews)
}

fn state_of(name: &str) -> FromSqlResult<TakeState> {
    match name {
        "interrupted" => Ok(TakeState::Interrupted),
        "recording" => Ok(TakeState::Recording),
        "uploading" => Ok(TakeState::Uploading),
        "stored" => Ok(TakeState::Stored),
        "reported" => Ok(TakeState::Reported),
        "damaged" => Ok(TakeState::Damaged),
        _ => Err(FromSqlError::InvalidType),
    }
}
