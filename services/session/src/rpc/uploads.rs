//! Calls on uploads.

use std::collections::VecDeque;
use std::time::Duration;

use starling_practice::TakeId;
use starling_proto::convert::{Chunk, ConvertError, MAX_CHUNK_SIZE};
use starling_proto::session::take_upload_service_server::TakeUploadService;
use starling_proto::{error, name, session as wire};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codegen::BoxStream;
use tonic::{Code, Request, Response, Status, Streaming};

use super::{Answer, Rpc, called, request_id};
use crate::access::{Access, Caller, Permit};
use crate::store::{Durable, Store, StoreError};
use crate::watch::Change;

/// The most bytes that a stream may have unacknowledged; past it, nothing more is read from the connection.
const MAX_UNACKNOWLEDGED_SIZE: usize = 1024 * 1024;
/// Acknowledgements that wait for a client to read them.
const ACKNOWLEDGEMENTS_LEN: usize = 16;
/// How long a client may leave all of them unread. Meanwhile nothing more is read from it.
const ACK_TIMEOUT: Duration = Duration::from_secs(10);

#[tonic::async_trait]
impl<S: Store> TakeUploadService for Rpc<S> {
    async fn open_upload(
        &self,
        request: Request<wire::OpenUploadRequest>,
    ) -> Answer<wire::OpenUploadResponse> {
        let (caller, request) = called(request)?;
        let take = name::parse_take("take", &request.take)?;
        let permit = self.access.session(&caller, &take.session).await?;
        let request_id = request_id(&request.request_id)?;
        let opened = permit.store().open_upload(request_id, take.clone());
        let upload = opened.await?;
        self.changes.tell(permit.owner(), Change::Take(take));
        Ok(Response::new(wire::OpenUploadResponse {
            upload: Some(upload.into()),
            max_chunk_size_bytes: MAX_CHUNK_SIZE as i32,
            max_unacknowledged_size_bytes: MAX_UNACKNOWLEDGED_SIZE as i64,
        }))
    }

    async fn append_upload(
        &self,
        request: Request<wire::AppendUploadRequest>,
    ) -> Answer<wire::AppendUploadResponse> {
        let (caller, request) = called(request)?;
        let chunk = chunk(request.chunk)?;
        let permit = self.access.session(&caller, &chunk.take.session).await?;
        let committed_size = permit.store().append(chunk).await?.await?;
        Ok(Response::new(wire::AppendUploadResponse {
            committed_size_bytes: committed_size as i64,
        }))
    }

    async fn stream_upload(
        &self,
        request: Request<Streaming<wire::StreamUploadRequest>>,
    ) -> Answer<BoxStream<wire::StreamUploadResponse>> {
        let (acknowledgements, answers) = mpsc::channel(ACKNOWLEDGEMENTS_LEN);
        let (caller, chunks) = called(request)?;
        let access = self.access.clone();
        // How the stream ends has its place, even where the client reads nothing else.
        let end = acknowledgements.clone().try_reserve_owned();
        let end = end.expect("a new channel is empty and open");
        tokio::spawn(async move {
            if let Err(status) = take_in(&access, &caller, chunks, &acknowledgements).await {
                end.send(Err(status));
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(answers))))
    }

    async fn get_upload(
        &self,
        request: Request<wire::GetUploadRequest>,
    ) -> Answer<wire::GetUploadResponse> {
        let (caller, request) = called(request)?;
        let take = name::parse_take("take", &request.take)?;
        let permit = self.access.session(&caller, &take.session).await?;
        let upload = permit.store().upload(take).await?;
        Ok(Response::new(wire::GetUploadResponse {
            upload: Some(upload.into()),
        }))
    }

    async fn finish_upload(
        &self,
        request: Request<wire::FinishUploadRequest>,
    ) -> Answer<wire::FinishUploadResponse> {
        let (caller, request) = called(request)?;
        let take = name::parse_take("take", &request.take)?;
        let permit = self.access.session(&caller, &take.session).await?;
        let writer_epoch = epoch(request.writer_epoch)?;
        let size = u64::try_from(request.size_bytes)
            .ok()
            .filter(|size| *size > 0)
            .ok_or_else(|| ConvertError::new("size_bytes", "must be above 0"))?;
        let blake3 = request.blake3.try_into();
        let blake3 = blake3.map_err(|_| ConvertError::new("blake3", "must be 32 bytes"))?;
        let upload = permit
            .store()
            .finish_upload(take.clone(), writer_epoch, size, blake3)
            .await?;
        self.changes.tell(permit.owner(), Change::Take(take));
        Ok(Response::new(wire::FinishUploadResponse {
            upload: Some(upload.into()),
        }))
    }

    async fn abort_upload(
        &self,
        request: Request<wire::AbortUploadRequest>,
    ) -> Answer<wire::AbortUploadResponse> {
        let (caller, request) = called(request)?;
        let take = name::parse_take("take", &request.take)?;
        let permit = self.access.session(&caller, &take.session).await?;
        let writer_epoch = epoch(request.writer_epoch)?;
        let aborted = permit.store().abort_upload(take.clone(), writer_epoch);
        let upload = aborted.await?;
        self.changes.tell(permit.owner(), Change::Take(take));
        Ok(Response::new(wire::AbortUploadResponse {
            upload: Some(upload.into()),
        }))
    }
}

/// Takes in chunks as they come, and acknowledges each when it and all before it are durable.
async fn take_in<S: Store>(
    access: &Access<S>,
    caller: &Caller,
    mut chunks: Streaming<wire::StreamUploadRequest>,
    acknowledgements: &mpsc::Sender<Result<wire::StreamUploadResponse, Status>>,
) -> Result<(), Status> {
    let mut unacknowledged = Unacknowledged::default();
    let mut take = None;
    let mut ended = None;
    loop {
        tokio::select! {
            // In this order: an acknowledgement makes room.
            biased;
            committed_size = unacknowledged.next(), if !unacknowledged.is_empty() => {
                let committed_size_bytes = committed_size? as i64;
                let acknowledgement = wire::StreamUploadResponse { committed_size_bytes };
                match acknowledgements.send_timeout(Ok(acknowledgement), ACK_TIMEOUT).await {
                    Ok(()) => {}
                    Err(SendTimeoutError::Closed(_)) => return Ok(()),
                    Err(SendTimeoutError::Timeout(_)) => return Err(too_slow()),
                }
            }
            message = chunks.message(), if ended.is_none() && unacknowledged.has_room() => {
                match queue(access, caller, &mut take, message).await {
                    Ok(Some((size, durable))) => unacknowledged.push(size, durable),
                    Ok(None) => ended = Some(Ok(())),
                    Err(status) => ended = Some(Err(status)),
                }
            }
            // The client has gone, or had to.
            () = acknowledgements.closed(), if ended.is_none() => return Ok(()),
            // All that came is acknowledged, and nothing more comes.
            else => return ended.unwrap_or(Ok(())),
        }
    }
}

fn too_slow() -> Status {
    let message = "the client does not read its acknowledgements; open the upload again and go on";
    tracing::warn!("CLIENT_TOO_SLOW: {message}");
    error::status(Code::Unavailable, "CLIENT_TOO_SLOW", message)
}

/// Queues the chunk of a message to be stored; none at the end of the stream. The first chunk says which take it is of.
async fn queue<'a, S: Store>(
    access: &'a Access<S>,
    caller: &Caller,
    stream: &mut Option<(TakeId, Permit<'a, S>)>,
    message: Result<Option<wire::StreamUploadRequest>, Status>,
) -> Result<Option<(usize, Durable)>, Status> {
    let Some(message) = message? else {
        return Ok(None);
    };
    let chunk = chunk(message.chunk)?;
    let (take, permit) = match stream {
        Some(stream) => stream,
        none => {
            let permit = access.session(caller, &chunk.take.session).await?;
            none.insert((chunk.take.clone(), permit))
        }
    };
    if *take != chunk.take {
        return Err(ConvertError::new("chunk.take", "must be the same in a whole stream").into());
    }
    Ok(Some((
        chunk.data.len(),
        permit.store().append(chunk).await?,
    )))
}

/// What a stream has sent and not heard of yet, in order.
#[derive(Default)]
struct Unacknowledged {
    chunks: VecDeque<(usize, Durable)>,
    size: usize,
}

impl Unacknowledged {
    fn has_room(&self) -> bool {
        self.size < MAX_UNACKNOWLEDGED_SIZE
    }

    fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    fn push(&mut self, size: usize, durable: Durable) {
        self.size += size;
        self.chunks.push_back((size, durable));
    }

    /// The committed size once the first chunk is durable; waits for ever where there is none.
    async fn next(&mut self) -> Result<u64, StoreError> {
        let Some((size, durable)) = self.chunks.front_mut() else {
            return std::future::pending().await;
        };
        let committed_size = durable.await;
        self.size -= *size;
        self.chunks.pop_front();
        committed_size
    }
}

fn chunk(chunk: Option<wire::Chunk>) -> Result<Chunk, Status> {
    let chunk = chunk.ok_or_else(|| ConvertError::new("chunk", "is required"))?;
    Ok(chunk.try_into()?)
}

fn epoch(writer_epoch: i64) -> Result<u64, ConvertError> {
    u64::try_from(writer_epoch)
        .map_err(|_| ConvertError::new("writer_epoch", "must not be negative"))
}
