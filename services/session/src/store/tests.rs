//! However a take is cut into chunks, and whatever is sent twice, wrong or too early: exactly its bytes are held.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use proptest::prelude::*;
use rusqlite::Connection;
use starling_practice::{
    Budget, Fit, Format, FormatSection, ItemId, Level, Lifecycle, Question, SectionId, Session,
    Slug, Take, TakeId,
};
use starling_proto::convert::Chunk;
use uuid::Uuid;

use super::{
    NewTake, Owner, SessionStore as _, SqliteStore, Store as _, StoreError, TakeStore as _,
    UploadError, UploadStore as _,
};

/// Small, so that a few thousand bytes are many parts.
const PART_SIZE: u64 = 512;

/// What a writer does next.
#[derive(Debug, Clone)]
enum Step {
    /// Sends so many bytes, from so far before the end of what is held.
    Send { back: usize, len: usize },
    /// The same, with one known byte changed.
    SendOther { back: usize, len: usize },
    /// Sends bytes that come later.
    Skip { ahead: usize, len: usize },
    /// The server stops and starts again.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let (back, len) = (0_usize..1_500, 1_usize..700);
    prop_oneof![
        8 => (Just(0), len.clone()).prop_map(|(back, len)| Step::Send { back, len }),
        4 => (back.clone(), len.clone()).prop_map(|(back, len)| Step::Send { back, len }),
        2 => (back.clone(), len.clone()).prop_map(|(back, len)| Step::SendOther { back, len }),
        2 => (back, len).prop_map(|(ahead, len)| Step::Skip { ahead, len }),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn exactly_the_bytes_are_held(
        data in proptest::collection::vec(any::<u8>(), 1..6_000),
        steps in proptest::collection::vec(step(), 0..30),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(upload(&data, &steps));
    }
}

async fn upload(data: &[u8], steps: &[Step]) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
    let take = new_take(&store).await;
    let request = Uuid::from_u128(1);
    let opened = store.open_upload(request, take.clone()).await.unwrap();
    assert_eq!(opened.committed_size, 0);
    let mut held = 0;
    for step in steps {
        match *step {
            Step::Send { back, len } => {
                let start = held - back.min(held);
                let end = (start + len).min(data.len());
                if start < end {
                    let sent = send(&store, &take, start, &data[start..end]).await;
                    held = held.max(end);
                    assert_eq!(sent.unwrap(), held as u64);
                }
            }
            Step::SendOther { back, len } => {
                let start = held - back.min(held);
                let end = (start + len).min(data.len());
                if start < held {
                    let mut other = data[start..end].to_vec();
                    let known = held.min(end) - start;
                    other[len % known] ^= 0x10;
                    let refused = send(&store, &take, start, &other).await.unwrap_err();
                    assert_refused(
                        refused,
                        UploadError::BytesDiffer {
                            next_offset: held as u64,
                        },
                    );
                }
            }
            Step::Skip { ahead, len } => {
                let start = held + 1 + ahead;
                let refused = send(&store, &take, start, &vec![1; len]).await.unwrap_err();
                assert_refused(
                    refused,
                    UploadError::OffsetGap {
                        next_offset: held as u64,
                    },
                );
            }
            Step::Restart => {
                store.close().await;
                store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
            }
        }
        let upload = store.upload(take.clone()).await.unwrap();
        assert_eq!(upload.committed_size, held as u64);
    }
    for start in (held..data.len()).step_by(300) {
        let end = data.len().min(start + 300);
        send(&store, &take, start, &data[start..end]).await.unwrap();
    }
    let hash = blake3::hash(data).into();
    let finished = store
        .finish_upload(take.clone(), 1, data.len() as u64, hash)
        .await;
    assert_eq!(finished.unwrap().committed_size, data.len() as u64);
    assert_eq!(read(&store, &take).await, data);

    // Once all is spilled, the database holds none of it, and the bytes are the same.
    store.close().await;
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM chunks"), 0);
    assert_eq!(
        count("SELECT count(*) FROM parts"),
        (data.len() as u64).div_ceil(PART_SIZE)
    );
    let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
    assert_eq!(read(&store, &take).await, data);
    store.close().await;
}

fn assert_refused(error: StoreError, expected: UploadError) {
    let StoreError::Upload(refused) = error else {
        panic!("{error}");
    };
    assert_eq!(refused, expected);
}

async fn send(
    store: &SqliteStore,
    take: &TakeId,
    start: usize,
    data: &[u8],
) -> Result<u64, StoreError> {
    let chunk = Chunk {
        take: take.clone(),
        writer_epoch: 1,
        offset: start as u64,
        data: Bytes::copy_from_slice(data),
        crc32c: crc32c::crc32c(data),
    };
    store.append(chunk).await?.await
}

async fn read(store: &SqliteStore, take: &TakeId) -> Vec<u8> {
    let read = store.read_audio(take.clone(), |audio| {
        let mut bytes = Vec::new();
        audio.read_to_end(&mut bytes).unwrap();
        bytes
    });
    read.await.unwrap().expect("the upload is complete")
}

pub(super) async fn new_take(store: &SqliteStore) -> TakeId {
    let id = |text: &str| Slug::new(text).unwrap();
    let item = |text: &str| ItemId {
        pack: id("pack"),
        id: id(text),
    };
    let session = Session {
        id: id("session"),
        title: String::new(),
        retention: None,
        lifecycle: Lifecycle::new(SystemTime::UNIX_EPOCH),
    };
    store
        .create_session(Uuid::from_u128(2), Owner::local(), session)
        .await
        .unwrap();
    let new = NewTake {
        request: Uuid::from_u128(3),
        session: id("session"),
        question: item("question"),
        format: item("format"),
        fit: Fit::Printed,
        consent: None,
    };
    let second = Duration::from_secs(1);
    let section = FormatSection {
        id: SectionId::new("result").unwrap(),
        title: String::new(),
        budget: Budget::new(second, second).unwrap(),
    };
    let take = Take {
        id: TakeId {
            session: id("session"),
            take: id("take"),
        },
        consent: None,
        lifecycle: Lifecycle::new(SystemTime::UNIX_EPOCH),
        question: Question {
            pack: id("pack"),
            id: id("question"),
            title: String::new(),
            level: Level::L6,
            format: id("format"),
            principles: Vec::new(),
            text: String::new(),
            evaluated: Vec::new(),
            follow_ups: Vec::new(),
            red_flags: Vec::new(),
            source: String::new(),
        },
        format: Format::new(
            id("pack"),
            id("format"),
            String::new(),
            Level::L6,
            vec![section],
        )
        .unwrap(),
        fit: Fit::Printed,
        end: None,
    };
    store.create_take(new, take).await.unwrap().id
}
