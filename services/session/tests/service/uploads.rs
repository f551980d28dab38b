//! The upload protocol, case by case: each is a script of calls and what they must answer.

use std::fmt::Write as _;

use starling_proto::error::CallError;
use starling_proto::session as wire;
use tokio_stream::StreamExt as _;
use tonic::Status;
use uuid::Uuid;

use crate::service::{Client, Service};

#[tokio::test]
async fn bytes_are_held_exactly_once() {
    check(
        "a chunk sent twice",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd => 4
        append 1 0 abcd => 4
        append 1 1 bc => 4
        get => epoch 1, 4 bytes, Open
        finish 1 abcd => epoch 1, 4 bytes, Complete
        ",
    )
    .await;
    check(
        "an overlap with a new tail",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd => 4
        append 1 2 cdef => 6
        finish 1 abcdef => epoch 1, 6 bytes, Complete
        ",
    )
    .await;
    check(
        "an overlap with other bytes",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd => 4
        append 1 2 cXef => FailedPrecondition BYTES_DIFFER next 4
        append 1 0 abcX => FailedPrecondition BYTES_DIFFER next 4
        finish 1 abcd => epoch 1, 4 bytes, Complete
        ",
    )
    .await;
    check(
        "a gap",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 1 b => OutOfRange OFFSET_GAP next 0
        append 1 0 a => 1
        append 1 2 c => OutOfRange OFFSET_GAP next 1
        finish 1 a => epoch 1, 1 bytes, Complete
        ",
    )
    .await;
}

#[tokio::test]
async fn a_chunk_that_breaks_the_contract_is_refused() {
    check(
        "sums",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd crc=wrong => InvalidArgument CHECKSUM_MISMATCH
        append 1 0 abcd crc=0 => InvalidArgument CHECKSUM_MISMATCH
        append 1 0 abcd crc=none => InvalidArgument INVALID_FIELD
        get => epoch 1, 0 bytes, Open
        ",
    )
    .await;
    check(
        "offsets and sizes",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 -1 abcd => InvalidArgument INVALID_FIELD
        append 1 9223372036854775807 abcd => InvalidArgument INVALID_FIELD
        append -1 0 abcd => InvalidArgument INVALID_FIELD
        append 1 0 0*x => InvalidArgument INVALID_FIELD
        append 1 0 1048577*x => InvalidArgument INVALID_FIELD
        append 1 0 1048576*x => 1048576
        append 1 4294967296 x => OutOfRange OFFSET_GAP next 1048576
        ",
    )
    .await;
}

#[tokio::test]
async fn only_the_current_writer_may_write() {
    check(
        "a second writer takes over",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 ab => 2
        open b => epoch 2, 2 bytes, Open
        append 1 2 cd => Aborted WRITER_SUPERSEDED
        append 1 0 ab => Aborted WRITER_SUPERSEDED
        finish 1 ab => Aborted WRITER_SUPERSEDED
        abort 1 => Aborted WRITER_SUPERSEDED
        append 2 2 cd => 4
        append 3 4 ef => Aborted WRITER_SUPERSEDED
        finish 2 abcd => epoch 2, 4 bytes, Complete
        ",
    )
    .await;
    check(
        "a writer that opens again is the same",
        "
        open a => epoch 1, 0 bytes, Open
        open a => epoch 1, 0 bytes, Open
        append 1 0 ab => 2
        open a => epoch 1, 2 bytes, Open
        open b => epoch 2, 2 bytes, Open
        open a => epoch 1, 2 bytes, Open
        append 1 2 c => Aborted WRITER_SUPERSEDED
        append 2 2 c => 3
        ",
    )
    .await;
    check(
        "a request is for one take",
        "
        open a => epoch 1, 0 bytes, Open
        open-other a => InvalidArgument REQUEST_ID_REUSED
        open-other b => epoch 1, 0 bytes, Open
        open b => InvalidArgument REQUEST_ID_REUSED
        ",
    )
    .await;
}

#[tokio::test]
async fn a_complete_upload_does_not_change() {
    check(
        "nothing is added, the same is fine",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd => 4
        finish 1 abcd => epoch 1, 4 bytes, Complete
        append 1 4 e => FailedPrecondition UPLOAD_COMPLETE
        append 1 9 e => FailedPrecondition UPLOAD_COMPLETE
        append 1 2 cde => FailedPrecondition UPLOAD_COMPLETE
        append 1 2 cd => 4
        append 1 2 cX => FailedPrecondition BYTES_DIFFER next 4
        finish 1 abcd => epoch 1, 4 bytes, Complete
        finish 1 abcX => FailedPrecondition UPLOAD_COMPLETE
        finish 1 abc => FailedPrecondition UPLOAD_COMPLETE
        abort 1 => FailedPrecondition UPLOAD_COMPLETE
        open a => epoch 1, 4 bytes, Complete
        open b => epoch 1, 4 bytes, Complete
        get => epoch 1, 4 bytes, Complete
        ",
    )
    .await;
    check(
        "it must be the whole take",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 abcd => 4
        finish 1 abcde => OutOfRange OFFSET_GAP next 4
        finish 1 abc => FailedPrecondition SIZE_MISMATCH
        finish 1 abcX => DataLoss TAKE_MISMATCH
        get => epoch 1, 4 bytes, Open
        append 1 4 e => 5
        finish 1 abcde => epoch 1, 5 bytes, Complete
        finish 1 0*x => InvalidArgument INVALID_FIELD
        ",
    )
    .await;
}

#[tokio::test]
async fn an_abandoned_upload_can_be_taken_up_again() {
    check(
        "by the same writer",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 ab => 2
        abort 1 => epoch 1, 2 bytes, Abandoned
        abort 1 => epoch 1, 2 bytes, Abandoned
        append 1 0 ab => 2
        append 1 2 c => FailedPrecondition UPLOAD_ABANDONED
        finish 1 ab => FailedPrecondition UPLOAD_ABANDONED
        open a => epoch 1, 2 bytes, Open
        append 1 2 c => 3
        ",
    )
    .await;
    check(
        "by another",
        "
        open a => epoch 1, 0 bytes, Open
        append 1 0 ab => 2
        abort 1 => epoch 1, 2 bytes, Abandoned
        open b => epoch 2, 2 bytes, Open
        append 2 2 c => 3
        finish 2 abc => epoch 2, 3 bytes, Complete
        ",
    )
    .await;
}

#[tokio::test]
async fn what_was_never_opened_is_not_found() {
    check(
        "no upload",
        "
        get => NotFound UPLOAD_NOT_FOUND
        append 1 0 abcd => NotFound UPLOAD_NOT_FOUND
        finish 1 abcd => NotFound UPLOAD_NOT_FOUND
        abort 1 => NotFound UPLOAD_NOT_FOUND
        ",
    )
    .await;
}

#[tokio::test]
async fn a_take_is_no_longer_than_a_wav_file_can_be() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.open(&take).await;
    // Stands for 4 GiB that were sent, but for one byte.
    let held = (4_usize << 30) - 1;
    let db = rusqlite::Connection::open(dir.path().join("session.db")).unwrap();
    let sql = "UPDATE uploads SET committed_size = ?1";
    db.execute(sql, [held as i64]).unwrap();
    let chunks = [b"ab".as_slice(), b"a"].map(|data| crate::service::chunk(&take, 1, held, data));
    for (chunk, answer) in chunks
        .into_iter()
        .zip(["OutOfRange TAKE_TOO_LONG", "4294967296"])
    {
        assert_eq!(stream(&mut client, vec![chunk]).await, [answer]);
    }
}

#[tokio::test]
async fn names_are_checked_before_they_are_used() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let long = format!("sessions/{}/takes/b", "a".repeat(65));
    for (name, answer) in [
        ("sessions/a/takes/b", "NotFound SESSION_NOT_FOUND"),
        ("sessions/../takes/b", "InvalidArgument INVALID_FIELD"),
        ("sessions/a\0/takes/b", "InvalidArgument INVALID_FIELD"),
        ("sessions/a/takes/b/..", "InvalidArgument INVALID_FIELD"),
        (&long, "InvalidArgument INVALID_FIELD"),
        ("", "InvalidArgument INVALID_FIELD"),
    ] {
        let request = wire::GetUploadRequest {
            take: name.to_owned(),
        };
        let status = client.uploads.get_upload(request).await.unwrap_err();
        assert_eq!(rendered(&status), answer, "{name}");
    }
}

#[tokio::test]
async fn all_chunks_of_a_stream_are_of_one_take() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let (one, other) = (client.new_take().await, client.new_take().await);
    client.open(&one).await;
    client.open(&other).await;
    let chunks = [&one, &other].map(|take| crate::service::chunk(take, 1, 0, b"ab"));
    let answers = stream(&mut client, chunks.to_vec()).await;
    assert_eq!(answers, ["2", "InvalidArgument INVALID_FIELD"]);
}

#[tokio::test]
async fn a_stream_acknowledges_all_before_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    client.open(&take).await;
    let data = vec![7; 50_000];
    let chunks = (0..100).map(|index| crate::service::chunk(&take, 1, index * data.len(), &data));
    let answers = stream(&mut client, chunks.collect()).await;
    let expected: Vec<String> = (1..=100)
        .map(|count| (count * data.len()).to_string())
        .collect();
    assert_eq!(answers, expected);
}

/// Runs a script on a new take, once with each way to append.
#[track_caller]
fn check(case: &'static str, script: &'static str) -> impl Future<Output = ()> {
    let location = std::panic::Location::caller();
    async move {
        let dir = tempfile::tempdir().unwrap();
        let service = Service::start(dir.path()).await;
        for way in [Way::Unary, Way::Stream] {
            let mut run = Run::new(service.client().await, way).await;
            let mut transcript = String::new();
            for line in script.trim().lines() {
                let (call, _) = line.trim().split_once(" => ").unwrap();
                writeln!(transcript, "{call} => {}", run.call(call).await).unwrap();
            }
            let expected: String = script
                .trim()
                .lines()
                .map(|line| format!("{}\n", line.trim()))
                .collect();
            assert_eq!(transcript, expected, "{case}, {way:?}, {location}");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Unary,
    Stream,
}

/// Makes the calls of a script.
struct Run {
    client: Client,
    way: Way,
    take: String,
    other_take: String,
    /// What the names of requests stand for.
    salt: u128,
}

impl Run {
    async fn new(mut client: Client, way: Way) -> Self {
        let session = client.session().await;
        Self {
            take: client.take(&session).await,
            other_take: client.take(&session).await,
            client,
            way,
            salt: Uuid::new_v4().as_u128(),
        }
    }

    /// Makes a call and puts its answer into words.
    async fn call(&mut self, call: &str) -> String {
        let words: Vec<&str> = call.split(' ').collect();
        match words[..] {
            ["open", request] => self.open(self.take.clone(), request).await,
            ["open-other", request] => self.open(self.other_take.clone(), request).await,
            ["append", epoch, offset, data] => self.append(epoch, offset, data, "crc=right").await,
            ["append", epoch, offset, data, crc] => self.append(epoch, offset, data, crc).await,
            ["finish", epoch, data] => self.finish(epoch, data).await,
            ["abort", epoch] => {
                let request = wire::AbortUploadRequest {
                    take: self.take.clone(),
                    writer_epoch: epoch.parse().unwrap(),
                };
                let response = self.client.uploads.abort_upload(request).await;
                words_of(response.map(|response| response.into_inner().upload))
            }
            ["get"] => {
                let request = wire::GetUploadRequest {
                    take: self.take.clone(),
                };
                let response = self.client.uploads.get_upload(request).await;
                words_of(response.map(|response| response.into_inner().upload))
            }
            _ => panic!("not a call: {call}"),
        }
    }

    async fn open(&mut self, take: String, request: &str) -> String {
        let letter = u128::from(request.as_bytes()[0]);
        let request = wire::OpenUploadRequest {
            take,
            request_id: Uuid::from_u128(self.salt ^ letter).to_string(),
        };
        let response = self.client.uploads.open_upload(request).await;
        words_of(response.map(|response| response.into_inner().upload))
    }

    async fn append(&mut self, epoch: &str, offset: &str, data: &str, crc: &str) -> String {
        let data = bytes_of(data);
        let right = crc32c::crc32c(&data);
        let chunk = wire::Chunk {
            take: self.take.clone(),
            writer_epoch: epoch.parse().unwrap(),
            offset_bytes: offset.parse().unwrap(),
            data: data.into(),
            crc32c: match crc {
                "crc=right" => Some(right),
                "crc=wrong" => Some(!right),
                "crc=0" => Some(0),
                "crc=none" => None,
                _ => panic!("not a sum: {crc}"),
            },
        };
        match self.way {
            Way::Unary => {
                let request = wire::AppendUploadRequest { chunk: Some(chunk) };
                match self.client.uploads.append_upload(request).await {
                    Ok(response) => response.into_inner().committed_size_bytes.to_string(),
                    Err(status) => rendered(&status),
                }
            }
            Way::Stream => stream(&mut self.client, vec![chunk]).await.join(", "),
        }
    }

    async fn finish(&mut self, epoch: &str, data: &str) -> String {
        let data = bytes_of(data);
        let request = crate::service::finish_upload(&self.take, epoch.parse().unwrap(), &data);
        let response = self.client.uploads.finish_upload(request).await;
        words_of(response.map(|response| response.into_inner().upload))
    }
}

/// Sends chunks in one stream; every answer in words.
async fn stream(client: &mut Client, chunks: Vec<wire::Chunk>) -> Vec<String> {
    let requests = chunks
        .into_iter()
        .map(|chunk| wire::StreamUploadRequest { chunk: Some(chunk) });
    let response = client.uploads.stream_upload(tokio_stream::iter(requests));
    let mut answers = response.await.unwrap().into_inner();
    let mut words = Vec::new();
    while let Some(answer) = answers.next().await {
        words.push(match answer {
            Ok(answer) => answer.committed_size_bytes.to_string(),
            Err(status) => rendered(&status),
        });
    }
    words
}

/// `abc`, or `3*x` for `xxx`.
fn bytes_of(text: &str) -> Vec<u8> {
    match text.split_once('*') {
        Some((count, text)) => text.repeat(count.parse().unwrap()).into_bytes(),
        None => text.as_bytes().to_vec(),
    }
}

fn words_of(response: Result<Option<wire::Upload>, Status>) -> String {
    match response {
        Ok(upload) => {
            let upload = upload.unwrap();
            let (epoch, size) = (upload.writer_epoch, upload.committed_size_bytes);
            format!("epoch {epoch}, {size} bytes, {:?}", upload.state())
        }
        Err(status) => rendered(&status),
    }
}

fn rendered(status: &Status) -> String {
    let error = CallError::from(status.clone());
    let next = error
        .next_offset
        .map_or_else(String::new, |next| format!(" next {next}"));
    format!("{}{next}", crate::service::reason(&error))
}
