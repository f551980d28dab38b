//! The write-ahead log of a database whose end the power took: whole commits before it are there, and nothing of the
//! torn one. SQLite promises it; the store relies on it.

use std::fs;
use std::path::Path;

use starling_proto::session as wire;

use crate::service::{Client, Service, chunk, finish_upload};

const CHUNK_SIZE: usize = 20_000;
const CHUNK_COUNT: usize = 10;
/// What SQLite's file format puts before each page of the log, in bytes.
const FRAME_HEADER_SIZE: usize = 24;
/// How many frames of the end are lost at most: those of the last few commits.
const LOST_FRAMES: usize = 12;

#[tokio::test]
async fn a_torn_log_ends_with_its_last_whole_commit() {
    let data: Vec<u8> = (0..CHUNK_SIZE * CHUNK_COUNT)
        .map(|index| (index % 251) as u8)
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.open(&take).await;
    send(&mut client, &take, &data, 0).await;
    // What a killed server leaves: it has not put the log into the database.
    let [database, log] =
        ["session.db", "session.db-wal"].map(|name| fs::read(dir.path().join(name)).unwrap());
    drop(client);
    service.stop().await;

    let page_size = u32::from_be_bytes(log[8..12].try_into().unwrap());
    let frame = FRAME_HEADER_SIZE + page_size as usize;
    let recovered = async |log: &[u8]| {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("session.db"), &database).unwrap();
        fs::write(dir.path().join("session.db-wal"), log).unwrap();
        recover(dir.path(), &take, &data).await
    };
    assert_eq!(recovered(&log).await, data.len());
    let mut before = data.len();
    for lost in (1..=LOST_FRAMES * frame).step_by(frame / 2) {
        let torn = recovered(&log[..log.len() - lost]).await;
        assert!(torn < data.len() && torn <= before, "{torn} after {before}");
        before = torn;
        // A page that was written in part is as good as none, and so are those behind it.
        let mut damaged = log.clone();
        damaged[log.len() - lost] ^= 1;
        assert_eq!(recovered(&damaged).await, torn, "{lost}");
    }
    assert!(before > 0, "the log was longer");
}

/// Starts a server on what is left, goes on from there to the end of the take, and gives how much there was.
async fn recover(data_dir: &Path, take: &str, data: &[u8]) -> usize {
    let service = Service::start(data_dir).await;
    let mut client = service.client().await;
    let request = wire::GetUploadRequest {
        take: take.to_owned(),
    };
    let upload = client.uploads.get_upload(request).await.unwrap();
    let size = upload.into_inner().upload.unwrap().committed_size_bytes as usize;
    assert_eq!(size % CHUNK_SIZE, 0, "a part of a chunk");
    send(&mut client, take, data, size).await;
    // The server reads back what was there before, too.
    let request = finish_upload(take, 1, data);
    client.uploads.finish_upload(request).await.unwrap();
    drop(client);
    service.stop().await;
    size
}

/// Appends chunk by chunk, each a commit.
async fn send(client: &mut Client, take: &str, data: &[u8], from: usize) {
    for offset in (from..data.len()).step_by(CHUNK_SIZE) {
        let chunk = chunk(take, 1, offset, &data[offset..offset + CHUNK_SIZE]);
        let request = wire::AppendUploadRequest { chunk: Some(chunk) };
        client.uploads.append_upload(request).await.unwrap();
    }
}
