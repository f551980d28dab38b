//! The recording of a take: where it lies here, or fetched from its server.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use bytes::Bytes;
use starling_practice::TakeId;
use starling_proto::convert::StoredAudio;
use starling_proto::error::CallError;
use tokio_stream::{Stream, StreamExt as _};

use crate::coaching::Meant;
use crate::failure::{Failure, Kind};
use crate::progress;
use crate::services::Connection;

/// Opens the WAV of a take. One that is not here is fetched into this folder, without a name: it goes when the file is
/// closed, however the process ends.
pub(crate) async fn open(
    meant: &Meant,
    connection: &Connection,
    folder: &Path,
) -> Result<File, Failure> {
    if let Some(entry) = &meant.entry {
        return Ok(File::open(&entry.wav)?);
    }
    fetch(&meant.id, connection, |_| {
        tempfile::tempfile_in(folder).map_err(|error| {
            let problem = format!("cannot write into {}: {error}", folder.display());
            Failure::new(Kind::Other, problem)
        })
    })
    .await
}

/// Fetches the WAV of a take from its server into what is made for one of its size.
///
/// # Errors
/// A failure where it is not all there, or not all that comes is what the recorder sent.
pub(crate) async fn fetch<W: Write>(
    take: &TakeId,
    connection: &Connection,
    make: impl FnOnce(u64) -> Result<W, Failure>,
) -> Result<W, Failure> {
    let (stored, runs) = connection.sessions().whole_audio(take).await?;
    let out = make(stored.size)?;
    receive(runs, stored, out).await
}

async fn receive<W: Write>(
    mut runs: impl Stream<Item = Result<Bytes, CallError>> + Unpin,
    stored: StoredAudio,
    mut out: W,
) -> Result<W, Failure> {
    let unwritten =
        |error: io::Error| Failure::new(Kind::Other, format!("cannot keep the recording: {error}"));
    let bar = progress::bar("fetching", stored.size);
    let mut hasher = blake3::Hasher::new();
    let mut size = 0;
    while let Some(run) = runs.next().await {
        let run = run?;
        size += run.len() as u64;
        if size > stored.size {
            break;
        }
        hasher.update(&run);
        out.write_all(&run).map_err(unwritten)?;
        bar.set_position(size);
    }
    bar.finish_and_clear();
    if size != stored.size || hasher.finalize() != stored.blake3 {
        let problem = "what came of the recording is not what was uploaded; try again";
        return Err(Failure::new(Kind::Server, problem));
    }
    out.flush().map_err(unwritten)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn receive_runs(runs: &[&'static str]) -> Result<Vec<u8>, Failure> {
        let stored = StoredAudio {
            size: 8,
            blake3: blake3::hash(b"the take").into(),
        };
        let runs = runs
            .iter()
            .map(|run| Ok(Bytes::from_static(run.as_bytes())));
        receive(tokio_stream::iter(runs), stored, Vec::new()).await
    }

    #[tokio::test]
    async fn only_what_was_uploaded_is_received() {
        let received = receive_runs(&["the ", "take"]).await;
        assert_eq!(received.unwrap(), b"the take");
        for wrong in [
            &[][..],
            &["the "],
            &["the take", "!"],
            &["the ", "tale"],
            &["take", "the "],
        ] {
            let refused = receive_runs(wrong).await.unwrap_err();
            assert_eq!(refused.kind(), Kind::Server, "{wrong:?}: {refused}");
        }
    }
}
