//! Bytes of a stored take on their way to somebody who reads as fast as they like.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use starling_practice::TakeId;
use starling_proto::error;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use crate::store::{Store, StoreError, UploadStore};

/// The most bytes of a run.
const RUN_SIZE: usize = 256 * 1024;
/// Runs that wait for a client to read them. They share the memory of the part that they are of.
const RUNS_LEN: usize = 2;
/// How long a client may read nothing.
const PATIENCE: Duration = Duration::from_secs(60);

type Run = Result<Bytes, Status>;
/// What is sent, and at the end why it is cut off.
pub(crate) type Runs = ReceiverStream<Run>;

/// What is sent one after another.
#[derive(Debug)]
pub(crate) enum Piece {
    New(Bytes),
    /// Bytes of the take, from one position to another.
    Stored(Range<u64>),
}

/// The bytes of a take from one position to another, or to its end. The first are read before this returns.
///
/// # Errors
/// [`StoreError`] where there are none, or these cannot be read.
pub(crate) async fn stretch<S: Store>(
    store: &S,
    take: TakeId,
    range: Range<u64>,
) -> Result<Runs, StoreError> {
    let first = store.audio(take.clone(), range.start).await?;
    let store = store.clone();
    Ok(spawn(|runs| async move {
        send(&store, &take, range, first, &runs, PATIENCE).await
    }))
}

/// Pieces, one after another.
pub(crate) fn pieces<S: Store>(store: &S, take: TakeId, pieces: Vec<Piece>) -> Runs {
    let store = store.clone();
    spawn(|runs| async move {
        for piece in pieces {
            match piece {
                Piece::New(bytes) => send_run(bytes, &runs, PATIENCE).await?,
                Piece::Stored(range) if range.is_empty() => {}
                Piece::Stored(range) => {
                    let first = store.audio(take.clone(), range.start).await?;
                    send(&store, &take, range, first, &runs, PATIENCE).await?;
                }
            }
        }
        Ok(())
    })
}

fn spawn<F>(send: impl FnOnce(mpsc::Sender<Run>) -> F) -> Runs
where
    F: Future<Output = Result<(), Status>> + Send + 'static,
{
    let (runs, answers) = mpsc::channel(RUNS_LEN + 1);
    let last = runs.clone();
    let sent = send(runs);
    tokio::spawn(async move {
        // There is room for the reason at the end, even if nobody reads.
        let Ok(last) = last.reserve_owned().await else {
            return;
        };
        if let Err(status) = sent.await {
            last.send(Err(status));
        }
    });
    ReceiverStream::new(answers)
}

/// Sends a stretch of a take, of which the first piece is read. Between two reads it holds nothing of the store's.
async fn send(
    store: &impl UploadStore,
    take: &TakeId,
    mut range: Range<u64>,
    mut piece: Bytes,
    runs: &mpsc::Sender<Run>,
    patience: Duration,
) -> Result<(), Status> {
    while !piece.is_empty() && !range.is_empty() && !runs.is_closed() {
        let size = piece.len().min(RUN_SIZE);
        let size = usize::try_from(range.end - range.start).map_or(size, |rest| size.min(rest));
        send_run(piece.split_to(size), runs, patience).await?;
        range.start += size as u64;
        if piece.is_empty() && !range.is_empty() {
            piece = store.audio(take.clone(), range.start).await?;
        }
    }
    Ok(())
}

/// Sends a run, unless the client has gone.
async fn send_run(run: Bytes, runs: &mpsc::Sender<Run>, patience: Duration) -> Result<(), Status> {
    let sent = timeout(patience, runs.send(Ok(run))).await;
    // An error of the channel means that the client has gone.
    sent.map(drop).map_err(|_| {
        let message = "nothing was read for a minute; go on from where you are";
        error::status(Code::Unavailable, "CLIENT_TOO_SLOW", message)
    })
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
        let sent = send(&store, &take, 0..u64::MAX, piece, &runs, Duration::ZERO).await;
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
