//! Streams the audio of a take to whoever listens.

use std::time::Duration;

use bytes::Bytes;
use starling_practice::TakeId;
use starling_proto::convert::ConvertError;
use starling_proto::error;
use starling_proto::{name, session as wire};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codegen::BoxStream;
use tonic::{Code, Request, Response, Status};

use super::{Answer, Rpc, called};
use crate::access::while_valid;
use crate::store::{Store, UploadStore};

/// The most bytes of a run.
const RUN_SIZE: usize = 256 * 1024;
/// Runs that wait for a client to read them. They share the memory of the part that they are of.
const RUNS_LEN: usize = 2;
/// How long a client may read nothing.
const PATIENCE: Duration = Duration::from_secs(60);

type Run = Result<wire::ReadAudioResponse, Status>;

pub(super) async fn read<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ReadAudioRequest>,
) -> Answer<BoxStream<wire::ReadAudioResponse>> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let offset = unsigned("offset_bytes", request.offset_bytes)?;
    let limit = match unsigned("limit_bytes", request.limit_bytes)? {
        0 => u64::MAX,
        limit => limit,
    };
    let first = permit.store().audio(take.clone(), offset).await?;
    let (runs, answers) = mpsc::channel(RUNS_LEN + 1);
    let store = permit.store().clone();
    tokio::spawn(async move {
        // There is room for the reason at the end, even if nobody reads.
        let Ok(last) = runs.clone().reserve_owned().await else {
            return;
        };
        if let Err(status) = send(&store, take, offset, limit, first, &runs, PATIENCE).await {
            last.send(Err(status));
        }
    });
    let expulsion = rpc.links.expulsion(caller.principal());
    Ok(Response::new(Box::pin(while_valid(
        ReceiverStream::new(answers),
        expulsion,
    ))))
}

/// Sends a take from an offset on, of which the first piece is read. Between two reads it holds nothing of the store's.
async fn send(
    store: &impl UploadStore,
    take: TakeId,
    mut offset: u64,
    mut limit: u64,
    mut piece: Bytes,
    runs: &mpsc::Sender<Run>,
    patience: Duration,
) -> Result<(), Status> {
    while !piece.is_empty() && limit > 0 {
        let size = piece.len().min(RUN_SIZE);
        let size = usize::try_from(limit).map_or(size, |limit| size.min(limit));
        let data = piece.split_to(size);
        let run = Ok(wire::ReadAudioResponse { data });
        match timeout(patience, runs.send(run)).await {
            Ok(Ok(())) => {}
            // The client has gone.
            Ok(Err(_)) => return Ok(()),
            Err(_) => return Err(too_slow()),
        }
        offset += size as u64;
        limit -= size as u64;
        if piece.is_empty() {
            piece = store.audio(take.clone(), offset).await?;
        }
    }
    Ok(())
}

fn too_slow() -> Status {
    let message = "nothing was read for a minute; go on from where you are";
    error::status(Code::Unavailable, "CLIENT_TOO_SLOW", message)
}

fn unsigned(field: &'static str, value: i64) -> Result<u64, ConvertError> {
    u64::try_from(value).map_err(|_| ConvertError::new(field, "must not be negative"))
}

#[cfg(test)]
mod tests {
    use starling_practice::Slug;

    use super::*;
    use crate::store::{PART_SIZE, SqliteStore};

    #[tokio::test]
    async fn a_client_that_does_not_read_is_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
        let take = TakeId {
            session: Slug::new("session").unwrap(),
            take: Slug::new("take").unwrap(),
        };
        let (runs, mut answers) = mpsc::channel(RUNS_LEN);
        let piece = Bytes::from(vec![1; RUN_SIZE * (RUNS_LEN + 1)]);
        let sent = send(&store, take, 0, u64::MAX, piece, &runs, Duration::ZERO).await;
        assert_eq!(sent.unwrap_err().code(), Code::Unavailable);
        drop(runs);
        let mut count = 0;
        while answers.recv().await.is_some() {
            count += 1;
        }
        assert_eq!(count, RUNS_LEN);
        store.close().await;
    }
}
