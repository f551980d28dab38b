//! A take is read back byte for byte, from wherever one likes.

use std::fs;

use starling_proto::session as wire;
use tonic::Status;

use crate::service::{Client, Service};
use crate::wav::Random;

/// More than a part.
const TAKE_SIZE: usize = 9_000_000;

#[tokio::test]
async fn any_stretch_of_a_take_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let unopened = read(&mut client, &take, 0, 0).await.unwrap_err();
    assert_eq!(answer(unopened), "FailedPrecondition UPLOAD_INCOMPLETE");
    client.open(&take).await;
    let open = read(&mut client, &take, 0, 0).await.unwrap_err();
    assert_eq!(answer(open), "FailedPrecondition UPLOAD_INCOMPLETE");
    let data = Random(5).bytes(TAKE_SIZE);
    client.upload(&take, &data).await;

    let request = wire::ReadAudioRequest {
        name: take.clone(),
        offset_bytes: 5,
        limit_bytes: 1,
    };
    let mut runs = client
        .sessions
        .read_audio(request)
        .await
        .unwrap()
        .into_inner();
    let stored = wire::StoredAudio {
        size_bytes: TAKE_SIZE as i64,
        blake3: blake3::hash(&data).as_bytes().to_vec(),
    };
    let first = runs.message().await.unwrap().unwrap();
    assert_eq!(
        (first.data.as_ref(), first.stored),
        (&data[5..6], Some(stored))
    );

    let border = 8 * 1024 * 1024;
    for (offset, limit) in [
        (0, 0),
        (0, 1),
        (1, 300_000),
        (border - 1, 2),
        (border, 0),
        (TAKE_SIZE - 1, 0),
        (TAKE_SIZE - 1, 100),
        (TAKE_SIZE, 0),
    ] {
        let end = match limit {
            0 => TAKE_SIZE,
            limit => TAKE_SIZE.min(offset + limit),
        };
        let bytes = read(&mut client, &take, offset as i64, limit as i64).await;
        assert!(bytes.unwrap() == data[offset..end], "{offset} {limit}");
    }
    for (offset, limit, refusal) in [
        (TAKE_SIZE as i64 + 1, 0, "OutOfRange OFFSET_GAP"),
        (-1, 0, "InvalidArgument INVALID_FIELD"),
        (0, -1, "InvalidArgument INVALID_FIELD"),
    ] {
        let refused = read(&mut client, &take, offset, limit).await.unwrap_err();
        assert_eq!(answer(refused), refusal);
    }
    let nowhere = read(&mut client, "sessions/a/takes/b", 0, 0).await;
    assert_eq!(answer(nowhere.unwrap_err()), "NotFound SESSION_NOT_FOUND");
}

#[tokio::test]
async fn a_take_that_is_damaged_is_flagged_and_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let (damaged, sound) = (client.new_take().await, client.new_take().await);
    let data = Random(6).bytes(TAKE_SIZE);
    for take in [&damaged, &sound] {
        client.upload(take, &data).await;
    }
    drop(client);
    // By then what is complete has become parts.
    service.stop().await;
    let folder = damaged
        .replace("sessions/", "parts/")
        .replace("/takes/", "/");
    let part = dir.path().join(folder).join("000008388608");
    let mut bytes = fs::read(&part).unwrap();
    bytes[20_000] ^= 1;
    fs::write(&part, bytes).unwrap();

    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    assert!(!is_damaged(&mut client, &damaged).await);
    let refused = read(&mut client, &damaged, 0, 0).await.unwrap_err();
    assert_eq!(answer(refused), "DataLoss STORED_DATA_DAMAGED");
    assert!(is_damaged(&mut client, &damaged).await);
    assert!(!is_damaged(&mut client, &sound).await);
    assert!(read(&mut client, &sound, 0, 0).await.unwrap() == data);
}

async fn is_damaged(client: &mut Client, take: &str) -> bool {
    let request = wire::GetUploadRequest {
        take: take.to_owned(),
    };
    let response = client.uploads.get_upload(request).await.unwrap();
    response.into_inner().upload.unwrap().is_damaged
}

async fn read(client: &mut Client, take: &str, offset: i64, limit: i64) -> Result<Vec<u8>, Status> {
    let request = wire::ReadAudioRequest {
        name: take.to_owned(),
        offset_bytes: offset,
        limit_bytes: limit,
    };
    let mut runs = client.sessions.read_audio(request).await?.into_inner();
    let mut bytes = Vec::new();
    while let Some(run) = runs.message().await? {
        assert!((1..=256 * 1024).contains(&run.data.len()));
        assert_eq!(run.stored.is_some(), bytes.is_empty());
        bytes.extend_from_slice(&run.data);
    }
    Ok(bytes)
}

fn answer(status: Status) -> String {
    crate::service::reason(&status.into())
}
