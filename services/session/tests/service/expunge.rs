//! What is expunged is on no disk any more: no byte of the audio, no word that anybody has written.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use starling_proto::session as wire;

use crate::fake_content::FakeContent;
use crate::process::Process;
use crate::service::{Client, Service, chunk, create_take, new_request, refusal};
use crate::wav::Random;

/// What is complete becomes a part; what is not stays in chunks.
const TAKE_SIZE: usize = 700_000;

#[tokio::test]
async fn a_session_that_is_expunged_is_on_no_disk() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    // Many rows, so that SQLite has split and joined pages with them.
    for number in 0..150 {
        private(&mut client, &format!("bystander {number}")).await;
    }
    let secret = Secret::store(&mut client, dir.path(), "gone").await;
    let kept = Secret::store(&mut client, dir.path(), "kept").await;
    for number in 150..300 {
        private(&mut client, &format!("bystander {number}")).await;
    }
    assert_eq!(secret.found(dir.path()), Secret::EVERYTHING);
    record_backup(dir.path(), "/backups/before", SystemTime::UNIX_EPOCH);
    record_backup(dir.path(), "/backups/after", SystemTime::now());

    let request = wire::ExpungeSessionRequest {
        name: secret.session.clone(),
        etag: String::new(),
    };
    let response = client.sessions.expunge_session(request.clone()).await;
    let backups = response.unwrap().into_inner().backups;
    let paths: Vec<&str> = backups.iter().map(|backup| backup.path.as_str()).collect();
    assert_eq!(paths, ["/backups/after"]);
    assert_eq!(secret.found(dir.path()), "");
    assert_eq!(kept.found(dir.path()), Secret::EVERYTHING);
    let again = client.sessions.expunge_session(request).await;
    assert_eq!(refusal(again), "NotFound SESSION_NOT_FOUND");

    // One of two takes.
    let request = wire::ExpungeTakeRequest {
        name: kept.takes[0].clone(),
        etag: String::new(),
    };
    client.sessions.expunge_take(request).await.unwrap();
    let left = kept.found(dir.path());
    assert_eq!(left, "title label chunks ");

    let unsure = wire::ExpungeOwnerRequest { confirm: false };
    let refused = client.sessions.expunge_owner(unsure).await;
    assert_eq!(refusal(refused), "InvalidArgument INVALID_FIELD");
    let sure = wire::ExpungeOwnerRequest { confirm: true };
    let response = client.sessions.expunge_owner(sure).await.unwrap();
    assert_eq!(response.into_inner().session_count, 301);
    assert_eq!(kept.found(dir.path()), "");
    for text in ["bystander", "worst day"] {
        assert!(!is_in(dir.path(), text), "{text}");
    }
    // The owner may begin anew.
    client.new_take().await;
}

#[tokio::test]
async fn a_server_that_is_killed_while_it_expunges_ends_it_at_its_next_start() {
    let content = FakeContent::start().await;
    for milliseconds in [0, 3, 10, 30] {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), &content.url).await;
        let mut client = Client::connect(&process.url).await;
        let secret = Secret::store(&mut client, dir.path(), "gone").await;
        let name = secret.session.clone();
        let expunge = wire::ExpungeSessionRequest {
            name: name.clone(),
            etag: String::new(),
        };
        let mut caller = client.clone();
        let request = expunge.clone();
        let call = tokio::spawn(async move { caller.sessions.expunge_session(request).await });
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        process.kill().await;
        drop(call.await.unwrap());

        let process = Process::start(dir.path(), &content.url).await;
        let mut client = Client::connect(&process.url).await;
        let still = client
            .sessions
            .get_session(wire::GetSessionRequest { name })
            .await;
        if still.is_ok() {
            // It was killed before it began.
            client.sessions.expunge_session(expunge).await.unwrap();
        }
        let mut looks = 0;
        while !secret.found(dir.path()).is_empty() {
            looks += 1;
            assert!(looks < 100, "{}", secret.found(dir.path()));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        process.kill().await;
    }
    content.stop().await;
}

/// A session with a take that is complete, one that is not, and all that anybody can write about them.
struct Secret {
    session: String,
    takes: [String; 2],
    texts: Vec<(&'static str, String)>,
    parts: HashSet<u64>,
    chunks: HashSet<u64>,
    voice: HashSet<u64>,
    waveform: HashSet<u64>,
}

impl Secret {
    const EVERYTHING: &str = "title consent review comment label parts chunks voice waveform ";

    async fn store(client: &mut Client, data_dir: &Path, mark: &str) -> Self {
        let texts = ["title", "consent", "review", "comment", "label"];
        let texts: Vec<_> = texts
            .map(|kind| (kind, format!("the {kind} that is {mark}")))
            .into();
        let title = wire::CreateSessionRequest {
            request_id: new_request(),
            title: texts[0].1.clone(),
            retention: None,
        };
        let session = client.sessions.create_session(title).await.unwrap();
        let session = session.into_inner().session.unwrap().name;
        let mut request = create_take(&session);
        request.consent = Some(wire::Consent {
            told: vec![texts[1].1.clone()],
            tell_time: Some(SystemTime::now().into()),
        });
        let complete = client.sessions.create_take(request).await.unwrap();
        let complete = complete.into_inner().take.unwrap().name;
        let open = client.take(&session).await;
        let mut random = Random(mark.len() as u64 * 7 + u64::from(mark.as_bytes()[0]));
        let (first, second) = (random.bytes(TAKE_SIZE), random.bytes(300_000));
        let (voice, waveform) = (random.bytes(100_000), random.bytes(50_000));
        client.upload(&complete, &first).await;
        let epoch = client.open(&open).await.writer_epoch;
        let request = wire::AppendUploadRequest {
            chunk: Some(chunk(&open, epoch, 0, &second)),
        };
        client.uploads.append_upload(request).await.unwrap();

        let db = database(data_dir);
        let id = |name: &str| name.rsplit_once('/').unwrap().1.to_owned();
        db.execute(
            "INSERT INTO reviews (id, take, author, written_by, create_time, update_time, revision, note, next_step, ratings)
             SELECT ?1, number, 'A', 'local', 1, 1, 1, ?2, '', '[]' FROM takes WHERE id = ?1",
            [&id(&complete), &texts[2].1],
        )
        .unwrap();
        db.execute(
            "INSERT INTO comments (id, take, author, written_by, create_time, update_time, revision, start_sample, end_sample, text)
             SELECT ?1, number, 'A', 'local', 1, 1, 1, 0, 1, ?2 FROM takes WHERE id = ?1",
            [&id(&complete), &texts[3].1],
        )
        .unwrap();
        db.execute(
            "INSERT INTO voices (comment, owner, sample_rate, sample_count, wav)
             SELECT number, 'local', 8000, 9000, ?2 FROM comments WHERE id = ?1",
            (&id(&complete), &voice),
        )
        .unwrap();
        db.execute(
            "INSERT INTO waveforms (take, sample_rate, sample_count, buckets)
             SELECT number, 8000, 9000, ?2 FROM takes WHERE id = ?1",
            (&id(&complete), &waveform),
        )
        .unwrap();
        db.execute(
            "INSERT INTO share_links (id, session, label, role, token_hash, create_time, expire_time, max_use_count, use_count)
             VALUES (?1, ?1, ?2, 'listen', randomblob(32), 1, 2, 0, 0)",
            [&id(&session), &texts[4].1],
        )
        .unwrap();
        Self {
            session,
            takes: [complete, open],
            texts,
            parts: samples(&first),
            chunks: samples(&second),
            voice: samples(&voice),
            waveform: samples(&waveform),
        }
    }

    /// What of it is in any file of a folder.
    fn found(&self, data_dir: &Path) -> String {
        let mut found = String::new();
        for (kind, text) in &self.texts {
            if is_in(data_dir, text) {
                found += &format!("{kind} ");
            }
        }
        for (kind, samples) in [
            ("parts", &self.parts),
            ("chunks", &self.chunks),
            ("voice", &self.voice),
            ("waveform", &self.waveform),
        ] {
            let has = |bytes: &[u8]| {
                let mut windows = bytes.windows(8);
                windows
                    .any(|window| samples.contains(&u64::from_le_bytes(window.try_into().unwrap())))
            };
            if any_file(data_dir, &has) {
                found += &format!("{kind} ");
            }
        }
        found
    }
}

/// Eight bytes out of each 64: any stretch of 71 bytes has one of them.
fn samples(data: &[u8]) -> HashSet<u64> {
    let samples = data.chunks_exact(64);
    samples
        .map(|window| u64::from_le_bytes(window[..8].try_into().unwrap()))
        .collect()
}

fn is_in(folder: &Path, text: &str) -> bool {
    any_file(folder, &|bytes| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

fn any_file(folder: &Path, has: &impl Fn(&[u8]) -> bool) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return any_file(&path, has);
        }
        // What has gone since is nowhere.
        fs::read(path).is_ok_and(|bytes| has(&bytes))
    })
}

/// A session of this title, with a take whose consent has it too and which has ended.
async fn private(client: &mut Client, text: &str) {
    let request = wire::CreateSessionRequest {
        request_id: new_request(),
        title: text.to_owned(),
        retention: None,
    };
    let session = client.sessions.create_session(request).await.unwrap();
    let mut request = create_take(&session.into_inner().session.unwrap().name);
    request.consent = Some(wire::Consent {
        told: vec![text.to_owned()],
        tell_time: Some(SystemTime::now().into()),
    });
    let take = client.sessions.create_take(request).await.unwrap();
    let mark = |sample| wire::Mark {
        sample,
        place: "result".to_owned(),
    };
    let request = wire::FinishTakeRequest {
        name: take.into_inner().take.unwrap().name,
        end: Some(wire::TakeEnd {
            marks: (0..20).map(mark).collect(),
            lost_frame_count: 0,
            ended: "stopped".to_owned(),
        }),
    };
    client.sessions.finish_take(request).await.unwrap();
}

fn record_backup(data_dir: &Path, path: &str, time: SystemTime) {
    let time = time.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    database(data_dir)
        .execute(
            "INSERT INTO backups (path, create_time) VALUES (?1, ?2)",
            (path, time.as_nanos() as i64),
        )
        .unwrap();
}

fn database(data_dir: &Path) -> Connection {
    let db = Connection::open(data_dir.join("session.db")).unwrap();
    db.busy_timeout(Duration::from_secs(5)).unwrap();
    db
}
