//! Uploads as fast as they go, or at the pace of speech.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::session::{
    Chunk, CreateSessionRequest, CreateTakeRequest, Fit, OpenUploadRequest, StreamUploadRequest,
};
use starling_proto::transport::Connection;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;
use tokio_stream::wrappers::ReceiverStream;

use crate::Outcome;

/// 200 ms of 48 kHz audio, 16 bits, one channel.
pub(crate) const CHUNK_SIZE: usize = 19_200;
pub(crate) const CHUNK_TIME: Duration = Duration::from_millis(200);
/// What a stream may have unacknowledged: 1 MiB.
const MAX_UNACKNOWLEDGED: usize = 52;

/// Where a stream's chunks go.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) take: String,
    pub(crate) writer_epoch: i64,
}

impl Target {
    /// A new take with its upload open.
    pub(crate) async fn new(connection: &Connection) -> Outcome<Self> {
        let mut sessions = SessionServiceClient::new(connection.clone());
        let request = CreateSessionRequest {
            request_id: new_request(),
            ..CreateSessionRequest::default()
        };
        let session = sessions.create_session(request).await?.into_inner().session;
        let request = CreateTakeRequest {
            parent: session.ok_or("a session is always there")?.name,
            request_id: new_request(),
            question: "packs/amazon-em/questions/platform-adoption".to_owned(),
            format: "packs/amazon-em/formats/l6-2min".to_owned(),
            fit: Fit::Printed.into(),
            consent: None,
        };
        let take = sessions.create_take(request).await?.into_inner().take;
        let take = take.ok_or("a take is always there")?.name;
        let request = OpenUploadRequest {
            take: take.clone(),
            request_id: new_request(),
        };
        let opened = TakeUploadServiceClient::new(connection.clone())
            .open_upload(request)
            .await?;
        let upload = opened
            .into_inner()
            .upload
            .ok_or("an upload is always there")?;
        Ok(Self {
            take,
            writer_epoch: upload.writer_epoch,
        })
    }

    /// Where bare tonic takes chunks: it does not look at it.
    pub(crate) fn nowhere() -> Self {
        Self {
            take: "sessions/s/takes/t".to_owned(),
            writer_epoch: 1,
        }
    }

    fn chunk(&self, offset: usize, data: &Bytes, crc32c: u32) -> StreamUploadRequest {
        StreamUploadRequest {
            chunk: Some(Chunk {
                take: self.take.clone(),
                writer_epoch: self.writer_epoch,
                offset_bytes: offset as i64,
                data: data.clone(),
                crc32c: Some(crc32c),
            }),
        }
    }
}

/// Sends chunks for so long, as fast as they are acknowledged; gives the bytes that were.
pub(crate) async fn as_fast_as_it_goes(
    connection: Connection,
    target: Target,
    time: Duration,
) -> Outcome<usize> {
    let start = Instant::now();
    let data = noise();
    let crc32c = crc32c::crc32c(&data);
    let (chunks, sent) = mpsc::channel(MAX_UNACKNOWLEDGED);
    let mut client = TakeUploadServiceClient::new(connection);
    let mut acknowledged = client
        .stream_upload(ReceiverStream::new(sent))
        .await?
        .into_inner();
    let (mut offset, mut committed) = (0, 0);
    loop {
        while offset - committed < MAX_UNACKNOWLEDGED * CHUNK_SIZE && start.elapsed() < time {
            chunks.send(target.chunk(offset, &data, crc32c)).await?;
            offset += CHUNK_SIZE;
        }
        if committed == offset {
            return Ok(committed);
        }
        let answer = acknowledged.message().await?.ok_or("the stream ended")?;
        committed = answer.committed_size_bytes as usize;
    }
}

/// Sends a chunk every 200 ms for so long; gives the milliseconds that each waited for its acknowledgement.
pub(crate) async fn at_the_pace_of_speech(
    connection: Connection,
    target: Target,
    delay: Duration,
    time: Duration,
) -> Outcome<Vec<f64>> {
    let data = noise();
    let crc32c = crc32c::crc32c(&data);
    let (chunks, sent) = mpsc::channel(MAX_UNACKNOWLEDGED);
    let mut client = TakeUploadServiceClient::new(connection);
    let mut acknowledged = client
        .stream_upload(ReceiverStream::new(sent))
        .await?
        .into_inner();
    tokio::time::sleep(delay).await;
    let mut ticks = tokio::time::interval(CHUNK_TIME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut left = (time.as_millis() / CHUNK_TIME.as_millis()) as usize;
    let (mut offset, mut waiting, mut times) = (0, VecDeque::new(), Vec::new());
    while left > 0 || !waiting.is_empty() {
        tokio::select! {
            _ = ticks.tick(), if left > 0 => {
                left -= 1;
                waiting.push_back((offset + CHUNK_SIZE, Instant::now()));
                chunks.send(target.chunk(offset, &data, crc32c)).await?;
                offset += CHUNK_SIZE;
            }
            answer = acknowledged.message() => {
                let committed = answer?.ok_or("the stream ended")?.committed_size_bytes as usize;
                while let Some((end, since)) = waiting.front() && *end <= committed {
                    times.push(since.elapsed().as_secs_f64() * 1e3);
                    waiting.pop_front();
                }
            }
        }
    }
    Ok(times)
}

/// Bytes that nothing makes smaller.
fn noise() -> Bytes {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let bytes = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    });
    bytes.take(CHUNK_SIZE).collect()
}

pub(crate) fn new_request() -> String {
    uuid::Uuid::new_v4().to_string()
}
