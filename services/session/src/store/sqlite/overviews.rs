//! Sessions and takes at a glance: a page's numbers first, then all of its rows at once.

mod glance;

use std::collections::HashMap;
use std::time::SystemTime;

use rusqlite::{Connection, Row, Rows, named_params};
use starling_practice::{ItemId, SILENCE, SessionFilter, SessionOverview, TakeId, TakeOverview};

use super::{SqliteStore, columns, sessions, takes};
use crate::store::{
    Listed, Noun, OverviewStore, Owner, Page, SessionQuery, StoreError, TakesOf, Viewer,
};

/// The most rows that are looked at for a page, where few match.
const MAX_SCANNED: usize = 20_000;

/// True of a take `t` that is not deleted; its session is looked at elsewhere.
const IS_KEPT: &str = "t.delete_time IS NULL AND coalesce(t.purge_time, 1) > 0";
/// True of a take `t` with the upload `u` that the viewer has not heard.
const IS_UNHEARD: &str = "u.state = 'complete' AND NOT u.is_damaged AND NOT EXISTS
    (SELECT 1 FROM hearings h WHERE h.take = t.number AND h.listener = :viewer)";
/// True of a comment `c` that begins an open thread in which the speaker has not spoken last.
const IS_UNANSWERED: &str = "c.reply_to IS NULL AND c.resolve_time IS NULL AND NOT coalesce(
    (SELECT a.is_speakers FROM comments a WHERE a.reply_to = c.number ORDER BY a.number DESC LIMIT 1),
    c.is_speakers)";
/// How far a take `t` has come whose upload, if any, is `u`.
const STATE: &str = r#"CASE
    WHEN u.is_damaged THEN 'damaged'
    WHEN EXISTS (SELECT 1 FROM reports r WHERE r.take = t.number) THEN 'reported'
    WHEN u.state = 'complete' THEN 'stored'
    WHEN u.state = 'abandoned' OR max(t.create_time, coalesce(u.append_time, 0)) < :since THEN 'interrupted'
    WHEN t."end" IS NULL THEN 'recording'
    ELSE 'uploading' END"#;

impl OverviewStore for SqliteStore {
    async fn session_overviews(
        &self,
        owner: Owner,
        query: SessionQuery,
        viewer: Viewer,
        page: Page,
    ) -> Result<Listed<SessionOverview>, StoreError> {
        self.database
            .read(move |db| list_sessions(db, &owner, &query, &viewer, page))
            .await
    }

    async fn take_overviews(
        &self,
        of: TakesOf,
        question: Option<ItemId>,
        viewer: Viewer,
        page: Page,
    ) -> Result<Listed<TakeOverview>, StoreError> {
        self.database
            .read(move |db| list_takes(db, &of, question.as_ref(), &viewer, page))
            .await
    }

    async fn take_overview(&self, id: TakeId, viewer: Viewer) -> Result<TakeOverview, StoreError> {
        self.database
            .read(move |db| {
                let number = takes::kept(db, &id)?;
                glance::read(db, &[number], &viewer)?
                    .remove(&number)
                    .ok_or_else(|| StoreError::NotFound(Noun::Take, id.to_string()))
            })
            .await
    }

    async fn live_takes(&self, now: SystemTime) -> Result<Vec<(Owner, TakeId)>, StoreError> {
        self.database.read(move |db| live(db, now)).await
    }
}

fn list_sessions(
    db: &Connection,
    owner: &Owner,
    query: &SessionQuery,
    viewer: &Viewer,
    page: Page,
) -> Result<Listed<SessionOverview>, StoreError> {
    // All statements see the same.
    let db = db.unchecked_transaction()?;
    let page = matching_sessions(&db, owner, query, viewer, page)?;
    let mut sessions = read_sessions(&db, &page.items, viewer)?;
    let latest: Vec<i64> = sessions
        .values()
        .filter_map(|(latest_take, _)| *latest_take)
        .collect();
    let mut takes = glance::read(&db, &latest, viewer)?;
    Ok(page.map(|number| {
        let (latest_take, overview) = sessions.remove(&number)?;
        Some(SessionOverview {
            latest_take: latest_take.and_then(|number| takes.remove(&number)),
            ..overview
        })
    }))
}

fn list_takes(
    db: &Connection,
    of: &TakesOf,
    question: Option<&ItemId>,
    viewer: &Viewer,
    page: Page,
) -> Result<Listed<TakeOverview>, StoreError> {
    let db = db.unchecked_transaction()?;
    let page = matching_takes(&db, of, question, page)?;
    let mut takes = glance::read(&db, &page.items, viewer)?;
    Ok(page.map(|number| takes.remove(&number)))
}

/// The numbers of a page of sessions.
fn matching_sessions(
    db: &Connection,
    owner: &Owner,
    query: &SessionQuery,
    viewer: &Viewer,
    page: Page,
) -> Result<Listed<i64>, StoreError> {
    let sql = format!(
        r#"SELECT s.number, CASE :filter
             WHEN 'unheard' THEN EXISTS
               (SELECT 1 FROM takes t JOIN uploads u ON u.take = t.number
                WHERE t.session = s.id AND {IS_KEPT} AND {IS_UNHEARD})
             WHEN 'unanswered' THEN EXISTS
               (SELECT 1 FROM takes t JOIN comments c ON c.take = t.number
                WHERE t.session = s.id AND {IS_KEPT} AND {IS_UNANSWERED})
             WHEN 'over time' THEN EXISTS
               (SELECT 1 FROM takes t WHERE t.session = s.id AND {IS_KEPT} AND
                (SELECT r.is_over_time FROM reports r WHERE r.take = t.number ORDER BY r.number DESC LIMIT 1))
             WHEN 'live' THEN {IS_LIVE}
             WHEN 'reviewed' THEN EXISTS
               (SELECT 1 FROM takes t JOIN reviews r ON r.take = t.number
                WHERE t.session = s.id AND {IS_KEPT} AND r.send_time IS NOT NULL)
             ELSE TRUE END,
           CASE WHEN :has_words THEN s.title || char(10) || coalesce(
             (SELECT group_concat(json_extract(t.question, '$.title'), char(10)) FROM takes t
              WHERE t.session = s.id AND {IS_KEPT}), '') ELSE '' END
         FROM sessions s
         WHERE s.owner = :owner AND s.number < :below AND s.delete_time IS NULL AND coalesce(s.purge_time, 1) > 0
         ORDER BY s.number DESC LIMIT :max"#,
        IS_LIVE = is_live(),
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query(named_params! {
        ":filter": name_of(query.filter),
        ":viewer": viewer.id,
        ":since": since(viewer.now),
        ":has_words": query.has_words(),
        ":owner": owner.as_str(),
        ":below": page.below,
        ":max": MAX_SCANNED,
    })?;
    scan(rows, page, |row| {
        Ok(row.get(1)? && query.is_in(row.get_ref(2)?.as_str()?))
    })
}

/// The numbers of a page of takes.
fn matching_takes(
    db: &Connection,
    of: &TakesOf,
    question: Option<&ItemId>,
    page: Page,
) -> Result<Listed<i64>, StoreError> {
    let (is_of, whom) = match of {
        TakesOf::Session(session) => {
            sessions::get(db, session)?;
            ("t.session = :whom", session.as_str())
        }
        TakesOf::Owner(owner) => ("t.owner = :whom", owner.as_str()),
    };
    let sql = format!(
        "SELECT t.number, :pack IS NULL OR
           (json_extract(t.question, '$.pack') = :pack AND json_extract(t.question, '$.id') = :question)
         FROM takes t
         WHERE {is_of} AND t.number < :below AND {IS_KEPT} AND NOT EXISTS
           (SELECT 1 FROM sessions s WHERE s.id = t.session AND s.delete_time IS NOT NULL)
         ORDER BY t.number DESC LIMIT :max"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query(named_params! {
        ":pack": question.map(|question| question.pack.as_str()),
        ":question": question.map(|question| question.id.as_str()),
        ":whom": whom,
        ":below": page.below,
        ":max": MAX_SCANNED,
    })?;
    scan(rows, page, |row| row.get(1))
}

/// Takes the numbers of the rows that match until the page is full, or there are no more to look at.
fn scan(
    mut rows: Rows<'_>,
    page: Page,
    is_match: impl Fn(&Row<'_>) -> rusqlite::Result<bool>,
) -> Result<Listed<i64>, StoreError> {
    let mut matching = Vec::new();
    let mut scanned = 0;
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        scanned += 1;
        if is_match(row)? {
            matching.push((number, number));
        }
        if matching.len() > page.size {
            break;
        }
        if scanned == MAX_SCANNED {
            return Ok(Listed {
                items: matching.into_iter().map(|(number, _)| number).collect(),
                last: Some(number),
            });
        }
    }
    Ok(Listed::new(matching, page))
}

/// Sessions by their numbers, each with the number of its newest take.
fn read_sessions(
    db: &Connection,
    numbers: &[i64],
    viewer: &Viewer,
) -> Result<HashMap<i64, (Option<i64>, SessionOverview)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, s.number,
           (SELECT max(t.number) FROM takes t WHERE t.session = s.id AND {IS_KEPT}),
           (SELECT count(*) FROM takes t WHERE t.session = s.id AND {IS_KEPT}),
           (SELECT count(*) FROM takes t JOIN uploads u ON u.take = t.number
            WHERE t.session = s.id AND {IS_KEPT} AND {IS_UNHEARD}),
           (SELECT count(*) FROM takes t JOIN comments c ON c.take = t.number
            WHERE t.session = s.id AND {IS_KEPT} AND {IS_UNANSWERED}),
           (SELECT count(*) FROM takes t JOIN reviews r ON r.take = t.number
            WHERE t.session = s.id AND {IS_KEPT} AND r.send_time IS NOT NULL),
           {IS_LIVE}
         FROM sessions s WHERE s.number IN (SELECT value FROM json_each(:numbers))",
        COLUMNS = sessions::COLUMNS,
        IS_LIVE = is_live(),
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(
            named_params! {
                ":numbers": columns::to_json(&numbers),
                ":viewer": viewer.id,
                ":since": since(viewer.now),
            },
            |row| {
                let overview = SessionOverview {
                    session: sessions::read(row)?,
                    take_count: row.get(10)?,
                    unheard_take_count: row.get(11)?,
                    unanswered_comment_count: row.get(12)?,
                    review_count: row.get(13)?,
                    is_live: row.get(14)?,
                    latest_take: None,
                };
                Ok((row.get(8)?, (row.get(9)?, overview)))
            },
        )?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn live(db: &Connection, now: SystemTime) -> Result<Vec<(Owner, TakeId)>, StoreError> {
    // What is incomplete has an open upload or none yet, for which the newest takes without an end are looked at.
    let takes = db
        .prepare_cached(
            r#"SELECT t.session, t.id, t.owner FROM uploads u JOIN takes t ON t.number = u.take
               WHERE u.state = 'open' AND max(t.create_time, u.append_time) >= :since
               UNION
               SELECT t.session, t.id, t.owner FROM takes t
               WHERE t.number IN (SELECT number FROM takes WHERE "end" IS NULL ORDER BY number DESC LIMIT 1000)
                 AND t.create_time >= :since AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.take = t.number)
               LIMIT 5000"#,
        )?
        .query_map(named_params! { ":since": since(now) }, |row| {
            Ok((Owner::new(row.get::<_, String>(2)?), takes::read_id(row)?))
        })?
        .collect::<Result<_, _>>()?;
    Ok(takes)
}

/// True of a session `s` with a take that is being recorded.
fn is_live() -> String {
    format!(
        r#"EXISTS (SELECT 1 FROM takes t LEFT JOIN uploads u ON u.take = t.number
           WHERE t.session = s.id AND {IS_KEPT} AND t."end" IS NULL AND {STATE} = 'recording')"#
    )
}

/// The time from which on something must have come of a take that is not interrupted.
fn since(now: SystemTime) -> i64 {
    columns::nanoseconds(now.checked_sub(SILENCE).unwrap_or(now))
}

fn name_of(filter: SessionFilter) -> &'static str {
    match filter {
        SessionFilter::Any => "any",
        SessionFilter::Unheard => "unheard",
        SessionFilter::Unanswered => "unanswered",
        SessionFilter::OverTime => "over time",
        SessionFilter::Live => "live",
        SessionFilter::Reviewed => "reviewed",
    }
}
