//! Reports on takes.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use starling_practice::{Report, Slug, StoredReport, TakeId, Verdict};
use uuid::Uuid;

use super::{SqliteStore, columns, requests, takes};
use crate::store::{Listed, NewReport, Noun, Page, ReportStore, StoreError};

impl ReportStore for SqliteStore {
    async fn created_report(
        &self,
        request: Uuid,
        take: TakeId,
    ) -> Result<Option<StoredReport>, StoreError> {
        self.database
            .read(move |db| created(db, request, &take))
            .await
    }

    async fn create_report(
        &self,
        request: Uuid,
        report: NewReport,
    ) -> Result<StoredReport, StoreError> {
        self.database
            .write(move |db| create(db, request, report))
            .await
    }

    async fn report(&self, take: TakeId, id: Slug) -> Result<StoredReport, StoreError> {
        self.database.read(move |db| get(db, &take, &id)).await
    }

    async fn reports(&self, take: TakeId, page: Page) -> Result<Listed<StoredReport>, StoreError> {
        self.database.read(move |db| list(db, &take, page)).await
    }
}

fn created(
    db: &Connection,
    request: Uuid,
    take: &TakeId,
) -> Result<Option<StoredReport>, StoreError> {
    match requests::find(db, request, &content(take))? {
        Some(number) => find(db, take, number),
        None => Ok(None),
    }
}

fn create(db: &Connection, request: Uuid, new: NewReport) -> Result<StoredReport, StoreError> {
    if let Some(report) = created(db, request, &new.take)? {
        return Ok(report);
    }
    let take = takes::kept(db, &new.take)?;
    let number: i64 = db
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM reports WHERE take = ?1")?
        .query_one([take], |row| row.get(0))?;
    db.prepare_cached(
        "INSERT INTO reports (take, number, create_time, report, is_over_time) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        take,
        number,
        columns::nanoseconds(new.create_time),
        columns::to_json(&new.report),
        is_over_time(&new.report),
    ])?;
    requests::record_of_take(db, request, &content(&new.take), take, number)?;
    Ok(StoredReport {
        take: new.take,
        id: id(number),
        create_time: new.create_time,
        report: new.report,
    })
}

/// Whether a section ran over its band.
fn is_over_time(report: &Report) -> bool {
    let mut verdicts = report.score.sections.iter().map(|section| section.verdict);
    verdicts.any(|verdict| matches!(verdict, Verdict::Long | Verdict::Over))
}

fn get(db: &Connection, take: &TakeId, id: &Slug) -> Result<StoredReport, StoreError> {
    let number: Option<i64> = id.as_str().parse().ok();
    let found = number.map(|number| find(db, take, number)).transpose()?;
    found
        .flatten()
        // A number has one spelling.
        .filter(|report| report.id == *id)
        .ok_or_else(|| StoreError::NotFound(Noun::Report, format!("{take}/{id}")))
}

fn find(db: &Connection, take: &TakeId, number: i64) -> Result<Option<StoredReport>, StoreError> {
    let take_number = takes::number(db, take)?;
    Ok(db
        .prepare_cached(
            "SELECT number, create_time, report FROM reports WHERE take = ?1 AND number = ?2",
        )?
        .query_row([take_number, number], |row| read(take, row))
        .optional()?)
}

fn list(db: &Connection, take: &TakeId, page: Page) -> Result<Listed<StoredReport>, StoreError> {
    let take_number = takes::number(db, take)?;
    let rows = db
        .prepare_cached(
            "SELECT number, create_time, report FROM reports
             WHERE take = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3",
        )?
        .query_map(params![take_number, page.below, page.size + 1], |row| {
            Ok((row.get(0)?, read(take, row)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Listed::new(rows, page))
}

fn read(take: &TakeId, row: &Row<'_>) -> rusqlite::Result<StoredReport> {
    Ok(StoredReport {
        take: take.clone(),
        id: id(row.get(0)?),
        create_time: columns::time(row, 1)?,
        report: columns::json(row, 2)?,
    })
}

/// The id of a report: 1, 2, 3 … on its take.
fn id(number: i64) -> Slug {
    Slug::new(&number.to_string()).expect("digits are an id, and numbers begin at 1")
}

fn content(take: &TakeId) -> String {
    format!("CreateReport {take}")
}
