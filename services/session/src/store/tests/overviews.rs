//! Overviews: every state, count and filter. What other calls would store is put into the tables here.

mod lists;

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use starling_practice::{
    SessionFilter, SessionOverview, Slug, TakeId, TakeOverview, TakeState, Verdict,
};
use tempfile::TempDir;
use uuid::Uuid;

use super::PART_SIZE;
use super::upgrade::{audio, made};
use crate::store::conformance::fixture::{PAGE, at, create_take, id, new_session};
use crate::store::{
    NewReport, OverviewStore as _, Owner, Page, ReportStore as _, SessionQuery, SqliteStore,
    Store as _, Viewer,
};

/// A store, and the database that it is in.
struct Kept {
    _dir: TempDir,
    store: SqliteStore,
    db: Connection,
}

impl Kept {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
        let db = database(dir.path());
        Self {
            _dir: dir,
            store,
            db,
        }
    }

    /// A session of Ada's with a take of the same name.
    async fn with_take(&self, name: &str) -> TakeId {
        new_session(&self.store, "ada", name).await;
        create_take(&self.store, name, name).await.unwrap()
    }

    /// Changes what is stored; `#` stands for the number of a take.
    fn change(&self, take: &str, sql: &str) {
        let number: i64 = self
            .db
            .query_row("SELECT number FROM takes WHERE id = ?1", [take], |row| {
                row.get(0)
            })
            .unwrap();
        let sql = sql.replace('#', &number.to_string());
        self.db.execute_batch(&sql).unwrap();
    }

    async fn sessions(&self, query: SessionQuery, page: Page) -> (Vec<Slug>, Option<i64>) {
        let owner = Owner::new("ada");
        let listed = self
            .store
            .session_overviews(owner, query, ada(110), page)
            .await
            .unwrap();
        let ids = listed.items.into_iter();
        (ids.map(|item| item.session.id).collect(), listed.last)
    }

    async fn session(&self, name: &str) -> SessionOverview {
        let owner = Owner::new("ada");
        let query = SessionQuery::default();
        let listed = self.store.session_overviews(owner, query, ada(110), PAGE);
        let mut items = listed.await.unwrap().items.into_iter();
        items.find(|item| item.session.id == id(name)).unwrap()
    }

    async fn take(&self, take: &TakeId) -> TakeOverview {
        let found = self.store.take_overview(take.clone(), ada(110)).await;
        found.unwrap()
    }
}

fn database(dir: &Path) -> Connection {
    let db = Connection::open(dir.join("session.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    db
}

fn ada(seconds: u64) -> Viewer {
    Viewer {
        id: "ada".to_owned(),
        now: at(seconds),
    }
}

/// An upload, something of which came at 100 seconds.
fn upload(state: &str, is_damaged: bool) -> String {
    format!(
        "INSERT INTO uploads (take, committed_size, writer_epoch, state, is_damaged, append_time)
         VALUES (#, 5, 1, '{state}', {is_damaged}, 1000100000000000)"
    )
}

fn comment(name: &str, is_speakers: bool, reply_to: &str, resolve_time: &str) -> String {
    format!(
        "INSERT INTO comments (id, take, author, written_by, create_time, update_time, revision, start_sample,
           end_sample, text, is_speakers, resolve_time, reply_to)
         VALUES ('{name}', #, 'Ann', 'x', 1, 1, 1, 0, 0, 'Here', {is_speakers}, {resolve_time},
           (SELECT number FROM comments WHERE id = '{reply_to}'));"
    )
}

fn review(name: &str, send_time: &str) -> String {
    let evidence = "x".repeat(1_000);
    format!(
        r#"INSERT INTO reviews (id, take, author, written_by, create_time, update_time, revision, note, next_step,
             ratings, send_time)
           VALUES ('{name}', #, '{name}', 'x', 1, 1, 1, '', '', '[{{"dimension":"depth","point":4,"missing_evidence":"{evidence}"}}]', {send_time});"#
    )
}

#[tokio::test]
async fn a_take_has_the_state_that_it_has_come_to() {
    let kept = Kept::new();
    let take = kept.with_take("one").await;
    let check = async |sql: &str, seconds: u64, expected: TakeState| {
        kept.change("one", sql);
        let found = kept.store.take_overview(take.clone(), ada(seconds)).await;
        assert_eq!(found.unwrap().state, expected, "{sql} at {seconds} s");
    };
    let replaced = |state, is_damaged| {
        let upload = upload(state, is_damaged);
        format!("DELETE FROM uploads; {upload}")
    };
    check("", 15, TakeState::Recording).await;
    check("", 16, TakeState::Interrupted).await;
    let open = replaced("open", false);
    check(&open, 115, TakeState::Recording).await;
    check(&open, 116, TakeState::Interrupted).await;
    let abandoned = replaced("abandoned", false);
    check(&abandoned, 101, TakeState::Interrupted).await;
    let ended =
        r#"UPDATE takes SET "end" = '{"marks":[],"lost_frame_count":0,"ended":"stopped"}';"#;
    let ended = format!("{ended} {open}");
    check(&ended, 115, TakeState::Uploading).await;
    check(&ended, 116, TakeState::Interrupted).await;
    let complete = replaced("complete", false);
    check(&complete, 101, TakeState::Stored).await;
    check(&complete, 900, TakeState::Stored).await;
    report(&kept, &take, Verdict::OnTime).await;
    check("", 900, TakeState::Reported).await;
    check(&replaced("complete", true), 900, TakeState::Damaged).await;
    kept.store.close().await;
}

async fn report(kept: &Kept, take: &TakeId, verdict: Verdict) {
    let mut report = made(&audio());
    report.score.sections[0].verdict = verdict;
    let new = NewReport {
        take: take.clone(),
        report,
        create_time: at(1),
    };
    let created = kept.store.create_report(Uuid::new_v4(), new).await;
    created.unwrap();
}

#[tokio::test]
async fn live_takes_are_those_of_which_something_comes() {
    let kept = Kept::new();
    for name in ["new", "open", "complete", "silent"] {
        kept.with_take(name).await;
    }
    kept.change("open", &upload("open", false));
    kept.change("complete", &upload("complete", false));
    kept.change("silent", &upload("open", false));
    kept.change(
        "silent",
        "UPDATE uploads SET append_time = 0 WHERE take = #",
    );
    for (seconds, expected) in [
        (10, vec!["new", "open", "silent"]),
        (50, vec!["open"]),
        (200, vec![]),
    ] {
        let live = kept.store.live_takes(at(seconds)).await.unwrap();
        assert!(live.iter().all(|(owner, _)| *owner == Owner::new("ada")));
        let mut live: Vec<_> = live.into_iter().map(|(_, take)| take.take).collect();
        live.sort();
        let expected: Vec<_> = expected.into_iter().map(id).collect();
        assert_eq!(live, expected, "at {seconds} s");
    }
    kept.store.close().await;
}

/// Who speaks last in an open thread decides.
#[tokio::test]
async fn a_thread_is_unanswered_until_the_speaker_speaks() {
    let (coach, speaker) = (false, true);
    for (says, is_resolved, expected) in [
        (&[coach][..], false, 1),
        (&[coach], true, 0),
        (&[coach, speaker], false, 0),
        (&[coach, speaker, coach], false, 1),
        (&[coach, speaker, coach], true, 0),
        (&[speaker], false, 0),
        (&[speaker, coach], false, 1),
        (&[speaker, coach, speaker], false, 0),
    ] {
        let kept = Kept::new();
        let take = kept.with_take("one").await;
        let resolved = if is_resolved { "5" } else { "NULL" };
        for (index, is_speakers) in says.iter().enumerate() {
            let (name, begin, time) = match index {
                0 => ("begin".to_owned(), "", resolved),
                _ => (format!("reply-{index}"), "begin", "NULL"),
            };
            kept.change("one", &comment(&name, *is_speakers, begin, time));
        }
        let take = kept.take(&take).await;
        let counted = (take.thread_count, take.unanswered_comment_count);
        assert_eq!(counted, (1, expected), "{says:?} {is_resolved}");
        let session = kept.session("one").await;
        assert_eq!(session.unanswered_comment_count, expected);
        kept.store.close().await;
    }
}

#[tokio::test]
async fn each_filter_lets_its_sessions_through() {
    let kept = Kept::new();
    let mut takes = BTreeMap::new();
    for name in [
        "plain", "heard", "unheard", "settled", "asked", "on-time", "over", "live", "draft",
        "sent", "gone",
    ] {
        takes.insert(name, kept.with_take(name).await);
    }
    let heard = "INSERT INTO hearings VALUES (#, 'ada', 1), (#, 'link l', 1);";
    let complete = upload("complete", false);
    kept.change("heard", &format!("{complete}; {heard}"));
    kept.change("unheard", &complete);
    kept.change("unheard", "INSERT INTO hearings VALUES (#, 'link l', 1)");
    kept.change("settled", &comment("settled", false, "", "5"));
    kept.change("asked", &comment("asked", false, "", "NULL"));
    report(&kept, &takes["on-time"], Verdict::Over).await;
    report(&kept, &takes["on-time"], Verdict::OnTime).await;
    report(&kept, &takes["over"], Verdict::OnTime).await;
    report(&kept, &takes["over"], Verdict::Long).await;
    kept.change("live", &upload("open", false));
    kept.change("draft", &review("draft", "NULL"));
    kept.change("sent", &review("sent", "5"));
    // All of it is on a take that is deleted.
    let all = [
        complete,
        comment("gone", false, "", "NULL"),
        review("gone", "5"),
        "UPDATE takes SET delete_time = 1 WHERE number = #".to_owned(),
    ];
    report(&kept, &takes["gone"], Verdict::Over).await;
    kept.change("gone", &all.join("; "));

    let check = async |filter, expected: &[&str]| {
        let query = SessionQuery::new("", filter);
        let (listed, last) = kept.sessions(query, PAGE).await;
        let expected: Vec<_> = expected.iter().map(|name| id(name)).collect();
        assert_eq!((listed, last), (expected, None), "{filter:?}");
    };
    let mut any: Vec<_> = takes.keys().copied().collect();
    any.sort_by_key(|name| std::cmp::Reverse(number(&kept, name)));
    check(SessionFilter::Any, &any).await;
    check(SessionFilter::Unheard, &["unheard"]).await;
    check(SessionFilter::Unanswered, &["asked"]).await;
    check(SessionFilter::OverTime, &["over"]).await;
    check(SessionFilter::Live, &["live"]).await;
    check(SessionFilter::Reviewed, &["sent"]).await;

    // What is counted is what is filtered by.
    let unheard = kept.session("unheard").await;
    assert_eq!((unheard.take_count, unheard.unheard_take_count), (1, 1));
    assert_eq!(kept.session("heard").await.unheard_take_count, 0);
    assert_eq!(kept.session("sent").await.review_count, 1);
    assert_eq!(kept.session("draft").await.review_count, 0);
    assert!(kept.session("live").await.is_live);
    let gone = kept.session("gone").await;
    let nothing = SessionOverview {
        session: gone.session.clone(),
        take_count: 0,
        unheard_take_count: 0,
        unanswered_comment_count: 0,
        review_count: 0,
        is_live: false,
        latest_take: None,
    };
    assert_eq!(gone, nothing);
    kept.store.close().await;
}

fn number(kept: &Kept, session: &str) -> i64 {
    let sql = "SELECT number FROM sessions WHERE id = ?1";
    kept.db.query_row(sql, [session], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_take_shows_its_newest_report_and_reviews() {
    let kept = Kept::new();
    let take = kept.with_take("one").await;
    let bare = kept.take(&take).await;
    assert_eq!((&bare.id, bare.create_time), (&take, at(0)));
    assert_eq!(bare.question.id, id("question"));
    assert!(bare.report.is_none() && bare.reviews.is_empty() && !bare.is_heard);

    report(&kept, &take, Verdict::Over).await;
    report(&kept, &take, Verdict::Short).await;
    for number in 0..25 {
        kept.change(
            "one",
            &review(&format!("r{number}"), &(100 - number).to_string()),
        );
    }
    kept.change("one", &review("draft", "NULL"));
    kept.change("one", "INSERT INTO hearings VALUES (#, 'ada', 1)");
    let shown = kept.take(&take).await;
    let report = shown.report.clone().unwrap();
    let whole = made(&audio());
    assert_eq!(
        (
            report.sample_rate_hertz,
            report.sample_count,
            &report.segments
        ),
        (8_000, 2_000, &whole.segments)
    );
    assert_eq!(report.sections[0].verdict, Verdict::Short);
    assert!(shown.is_heard);
    let authors: Vec<_> = shown
        .reviews
        .iter()
        .map(|review| review.author.as_str())
        .collect();
    let newest: Vec<_> = (0..20).map(|number| format!("r{number}")).collect();
    assert_eq!(authors, newest);
    let ratings = shown.reviews[0].ratings.as_slice();
    assert_eq!(u8::from(ratings[0].point), 4);
    assert!(ratings[0].missing_evidence.is_empty());
    assert_eq!(kept.session("one").await.latest_take, Some(shown));

    // Another one has heard nothing.
    let other = Viewer {
        id: "link l".to_owned(),
        now: at(110),
    };
    assert!(
        !kept
            .store
            .take_overview(take, other)
            .await
            .unwrap()
            .is_heard
    );
    kept.store.close().await;
}
