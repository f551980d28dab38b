//! What is on the disk: shared by processes, damaged, or of a newer program.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use starling_proto::session as wire;
use starling_proto::transport::{Credentials, connect_lazy};
use starling_session::{
    Config, Limits, Lock, OpenError, SchemaError, SessionService, StoreOpenError,
};

use crate::service::{Client, Service, chunk, finish_upload, new_request, refusal};
use crate::wav::{Random, SAMPLE_RATE, noise};

#[tokio::test]
async fn two_services_share_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (
        Service::start(dir.path()).await,
        Service::start(dir.path()).await,
    );
    let (mut one, mut other) = (one.client().await, other.client().await);
    let take = one.new_take().await;

    // What one writes the other holds, and takes over.
    let mut data = Vec::new();
    for turn in 0..20 {
        let client = if turn % 2 == 0 { &mut one } else { &mut other };
        let upload = client.open(&take).await;
        assert_eq!(upload.committed_size_bytes as usize, data.len());
        let piece = [turn; 1_000];
        append(
            client,
            chunk(&take, upload.writer_epoch, data.len(), &piece),
        )
        .await;
        data.extend(piece);
    }
    let upload = one.open(&take).await;
    let superseded = chunk(&take, upload.writer_epoch - 1, data.len(), b"x");
    let request = wire::AppendUploadRequest {
        chunk: Some(superseded),
    };
    let refused = other.uploads.append_upload(request).await;
    assert_eq!(refusal(refused), "Aborted WRITER_SUPERSEDED");
    let request = finish_upload(&take, upload.writer_epoch, &data);
    other.uploads.finish_upload(request).await.unwrap();

    // Both write at a time.
    let uploads = [one, other].map(|mut client| {
        tokio::spawn(async move {
            let take = client.new_take().await;
            let data = Random(7).bytes(9_000_000);
            client.upload(&take, &data).await;
        })
    });
    for upload in uploads {
        upload.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_may_create_the_same_directory() {
    for _ in 0..10 {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/data");
        let opened = [(); 4].map(|()| {
            let path = path.clone();
            tokio::spawn(async move {
                open(&path).map(SessionService::close)?.await;
                Ok(())
            })
        });
        for opened in opened {
            let result: Result<(), OpenError> = opened.await.unwrap();
            result.unwrap();
        }
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap().close().await;
    let database = dir.path().join("session.db");
    let db = Connection::open(&database).unwrap();
    db.execute_batch("PRAGMA user_version = 999; CREATE TABLE future (x)")
        .unwrap();
    db.close().unwrap();
    let before = fs::read(&database).unwrap();

    let refused = open(dir.path()).unwrap_err();
    let OpenError::Store(StoreOpenError::Schema(SchemaError::Newer { version, .. })) = refused
    else {
        panic!("{refused}");
    };
    assert_eq!(version, 999);
    assert_eq!(fs::read(&database).unwrap(), before);
}

#[tokio::test]
async fn what_is_no_database_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("session.db");
    fs::write(&database, "a diary").unwrap();
    let refused = open(dir.path()).unwrap_err();
    assert!(refused.to_string().contains("session.db"), "{refused}");
    assert_eq!(fs::read(&database).unwrap(), b"a diary");
}

#[tokio::test]
async fn a_file_in_place_of_the_directory_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = open(&file).unwrap_err();
    assert!(refused.to_string().contains("data directory"), "{refused}");
}

#[tokio::test]
async fn damage_is_told_and_stays_with_its_take() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let (damaged, sound) = (client.new_take().await, client.new_take().await);
    let data = noise(SAMPLE_RATE);
    for take in [&damaged, &sound] {
        let writer_epoch = client.open(take).await.writer_epoch;
        append(&mut client, chunk(take, writer_epoch, 0, &data)).await;
    }

    // The disk forgets one of them.
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    let changed = db.execute(
        "UPDATE chunks SET data = zeroblob(length(data)) WHERE take = (SELECT min(take) FROM chunks)",
        [],
    );
    assert_eq!(changed.unwrap(), 1);
    let request = finish_upload(&damaged, 1, &data);
    let refused = client.uploads.finish_upload(request).await;
    assert_eq!(refusal(refused), "DataLoss STORED_DATA_DAMAGED");
    let request = finish_upload(&sound, 1, &data);
    client.uploads.finish_upload(request).await.unwrap();
}

#[tokio::test]
async fn a_damaged_part_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.upload(&take, &noise(SAMPLE_RATE)).await;
    let request = wire::FinishTakeRequest {
        name: take.clone(),
        end: Some(wire::TakeEnd {
            ended: "stopped".to_owned(),
            ..Default::default()
        }),
    };
    client.sessions.finish_take(request).await.unwrap();
    drop(client);
    // By then what is complete has become a part.
    service.stop().await;

    let folder = take.replace("sessions/", "parts/").replace("/takes/", "/");
    let part = dir.path().join(folder).join("000000000000");
    let mut bytes = fs::read(&part).unwrap();
    bytes[20_000] ^= 1;
    fs::write(&part, bytes).unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    assert_eq!(
        report(&mut client, &take).await,
        "DataLoss STORED_DATA_DAMAGED"
    );
    fs::remove_file(&part).unwrap();
    assert_eq!(
        report(&mut client, &take).await,
        "DataLoss STORED_DATA_DAMAGED"
    );
    // Others go on.
    client.new_take().await;
}

async fn report(client: &mut Client, take: &str) -> String {
    let request = wire::CreateReportRequest {
        parent: take.to_owned(),
        request_id: new_request(),
    };
    refusal(client.sessions.create_report(request).await)
}

fn open(data_dir: &Path) -> Result<SessionService, OpenError> {
    SessionService::open(Config {
        data_dir: data_dir.to_owned(),
        content: connect_lazy("http://127.0.0.1:9", &Credentials::default()).unwrap(),
        limits: Limits::default(),
        issuer: None,
        lock: Lock::Shared,
    })
}

async fn append(client: &mut Client, chunk: wire::Chunk) {
    let request = wire::AppendUploadRequest { chunk: Some(chunk) };
    client.uploads.append_upload(request).await.unwrap();
}
