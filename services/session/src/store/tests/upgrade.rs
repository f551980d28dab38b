//! What earlier versions have written is read by this one.

use std::path::Path;

use rusqlite::{Connection, params};
use starling_practice::{CommentKind, Fit, TakeEnd, TakeId, report};
use starling_proto::convert::UploadState;
use starling_speech::{measure, wav};
use uuid::Uuid;

use super::{open, read};
use crate::store::conformance::fixture::{PAGE, at, id, reviewer, take};
use crate::store::conformance::uploads::send;
use crate::store::{
    CommentStore as _, Owner, ReportStore as _, ReviewStore as _, SessionStore as _, Shown,
    Store as _, TakeStore as _, UploadStore as _,
};

const VERSION_1: &str = include_str!("../../../migrations/0001_sessions_takes_uploads_reports.sql");
const VERSION_2: &str =
    include_str!("../../../migrations/0002_owners_deletion_reviews_share_links.sql");

#[tokio::test]
async fn a_database_of_version_1_is_brought_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let (complete, half) = (audio(), b"half a take".to_vec());
    write_version_1(dir.path(), &complete, &half);

    for _ in 0..2 {
        let store = open(dir.path());
        assert_eq!(
            store.owner_of(id("evening")).await.unwrap(),
            Some(Owner::local())
        );
        let sessions = store
            .sessions(Owner::local(), Shown::Kept, PAGE)
            .await
            .unwrap();
        let [session] = &sessions.items[..] else {
            panic!("{sessions:?}");
        };
        assert_eq!(
            (session.title.as_str(), session.retention),
            ("Before the loop", None)
        );
        let lifecycle = &session.lifecycle;
        assert_eq!(
            (lifecycle.create_time, lifecycle.update_time),
            (at(0), at(0))
        );
        assert_eq!((lifecycle.delete_time, lifecycle.purge_time), (None, None));

        let stored = store.take(name("complete")).await.unwrap();
        let expected = take("evening", "complete");
        assert_eq!(
            (&stored.question, &stored.format),
            (&expected.question, &expected.format)
        );
        assert_eq!(
            (stored.fit, stored.end, stored.consent),
            (Fit::Printed, Some(end()), None)
        );
        assert_eq!(read(&store, &name("complete")).await, complete);
        let stored = store.report(name("complete"), id("1")).await.unwrap();
        assert_eq!(
            (stored.report, stored.create_time),
            (made(&complete), at(2))
        );

        let upload = store.upload(name("half")).await.unwrap();
        assert_eq!(
            (upload.committed_size, upload.writer_epoch),
            (half.len() as u64, 1)
        );
        assert_eq!(upload.state, UploadState::Open);
        store.close().await;
    }

    // The recorder goes on, and what was there counts.
    let store = open(dir.path());
    let upload = store
        .open_upload(Uuid::new_v4(), name("half"))
        .await
        .unwrap();
    assert_eq!(upload.writer_epoch, 2);
    assert_eq!(
        send(&store, &name("complete"), 0, &complete[..9])
            .await
            .unwrap(),
        4_044
    );
    store.abort_upload(name("half"), 2).await.unwrap();
    store.close().await;
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    let usage = db.query_row("SELECT * FROM usage", [], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    });
    let counted: (String, u64, u64, u64, u64) = usage.unwrap();
    assert_eq!(
        counted,
        ("local".to_owned(), 1, 2, 0, 4_044 + half.len() as u64)
    );
}

#[tokio::test]
async fn what_was_said_in_version_2_is_sent_and_open() {
    let dir = tempfile::tempdir().unwrap();
    write_version_1(dir.path(), &audio(), b"half a take");
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    db.execute_batch(VERSION_2).unwrap();
    db.pragma_update(None, "user_version", 2).unwrap();
    let time = 1_000_003_i64 * 1_000_000_000;
    db.execute(
        r#"INSERT INTO reviews (id, take, author, written_by, create_time, update_time, revision, note, next_step, ratings)
           VALUES ('r', 1, 'Ann', 'link 1', ?1, ?1, 1, 'Good', '', '[{"dimension":"depth","point":5}]')"#,
        [time],
    )
    .unwrap();
    for (id, written_by) in [("of-coach", "link 1"), ("of-speaker", "local")] {
        db.execute(
            "INSERT INTO comments (id, take, author, written_by, create_time, update_time, revision, start_sample, end_sample, text)
             VALUES (?1, 1, 'Ann', ?2, ?3, ?3, 1, 5, 9, 'Here')",
            params![id, written_by, time],
        )
        .unwrap();
    }
    drop(db);

    let store = open(dir.path());
    let take = name("complete");
    let reviews = store.reviews(reviewer("link 2"), take.clone(), PAGE).await;
    let [review] = &reviews.unwrap().items[..] else {
        panic!("it was for all to see");
    };
    assert_eq!((review.send_time, review.is_own), (Some(at(3)), false));
    let [rating] = review.content.ratings.as_slice() else {
        panic!("{review:?}");
    };
    assert!(rating.level.is_none() && rating.missing_evidence.is_empty());
    let comments = store.comments(reviewer("link 1"), take, PAGE).await;
    let comments = comments.unwrap().items;
    assert_eq!(comments.len(), 2);
    for comment in comments {
        let is_speakers = comment.id.comment == id("of-speaker");
        assert_eq!(
            (comment.is_speakers, comment.is_own),
            (is_speakers, !is_speakers)
        );
        let content = &comment.content;
        assert_eq!(
            (content.kind, &content.reply_to),
            (CommentKind::Note, &None)
        );
        assert_eq!((comment.resolve_time, comment.voice), (None, None));
    }
    store.close().await;
}

/// A session with a take that is complete, in a part and a chunk, and one that is under way.
fn write_version_1(data_dir: &Path, complete: &[u8], half: &[u8]) {
    let db = Connection::open(data_dir.join("session.db")).unwrap();
    db.execute_batch("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL")
        .unwrap();
    db.execute_batch(VERSION_1).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    let time = |seconds: i64| (1_000_000 + seconds) * 1_000_000_000;
    db.execute(
        "INSERT INTO sessions (id, title, create_time) VALUES ('evening', 'Before the loop', ?1)",
        [time(0)],
    )
    .unwrap();
    for (take_id, end) in [("complete", Some(end())), ("half", None)] {
        let take = take("evening", take_id);
        let end = end.map(|end| serde_json::to_string(&end).unwrap());
        db.execute(
            r#"INSERT INTO takes (id, session, create_time, question, format, fit, "end")
               VALUES (?1, 'evening', ?2, ?3, ?4, '"printed"', ?5)"#,
            params![
                take_id,
                time(1),
                serde_json::to_string(&take.question).unwrap(),
                serde_json::to_string(&take.format).unwrap(),
                end
            ],
        )
        .unwrap();
    }
    let hash = blake3::hash(complete);
    db.execute(
        "INSERT INTO uploads VALUES (1, ?1, 1, 'complete', ?2), (2, ?3, 1, 'open', NULL)",
        params![complete.len(), hash.as_bytes(), half.len()],
    )
    .unwrap();
    let (part, rest) = complete.split_at(512);
    let object = "parts/evening/complete/000000000000";
    std::fs::create_dir_all(data_dir.join("parts/evening/complete")).unwrap();
    std::fs::write(data_dir.join(object), part).unwrap();
    db.execute(
        "INSERT INTO parts (take, start, size, blake3, object) VALUES (1, 0, 512, ?1, ?2)",
        params![blake3::hash(part).as_bytes(), object],
    )
    .unwrap();
    // No chunk crosses the border of a part.
    let chunks = rest.chunks(512).enumerate();
    let chunks = chunks.map(|(index, piece)| (1, 512 * (index + 1), piece));
    for (take, start, data) in chunks.chain([(2, 0, half)]) {
        db.execute(
            "INSERT INTO chunks (take, start, crc32c, data) VALUES (?1, ?2, ?3, ?4)",
            params![take, start, crc32c::crc32c(data), data],
        )
        .unwrap();
    }
    db.execute(
        "INSERT INTO reports (take, number, create_time, report) VALUES (1, 1, ?1, ?2)",
        params![time(2), serde_json::to_string(&made(complete)).unwrap()],
    )
    .unwrap();
    db.execute(
        "INSERT INTO requests VALUES ('00000000-0000-0000-0000-000000000001', 'CreateSession', 1)",
        [],
    )
    .unwrap();
}

fn name(take: &str) -> TakeId {
    TakeId {
        session: id("evening"),
        take: id(take),
    }
}

fn end() -> TakeEnd {
    serde_json::from_str(
        r#"{"marks":[{"sample":0,"place":"result"}],"lost_frame_count":0,"ended":"stopped"}"#,
    )
    .unwrap()
}

pub(super) fn made(wav: &[u8]) -> starling_practice::Report {
    let measures = measure(&mut wav::Reader::new(wav).unwrap()).unwrap();
    let format = take("evening", "complete").format;
    let TakeEnd { marks, ended, .. } = end();
    report(&format, Fit::Printed, &marks, &measures, 0, ended).unwrap()
}

/// A quarter of a second of silence.
pub(super) fn audio() -> Vec<u8> {
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend(4_036_u32.to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend([1, 0, 1, 0]);
    wav.extend(8_000_u32.to_le_bytes());
    wav.extend(16_000_u32.to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(4_000_u32.to_le_bytes());
    wav.resize(4_044, 0);
    wav
}
