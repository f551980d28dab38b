//! From the WAV on the speaker's disk to the session service. The file stays whatever happens here.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use starling_practice::TakeId;
use starling_proto::client::{OpenedUpload, SessionClient};
use starling_proto::convert::{Chunk, UploadState};
use starling_proto::error::CallError;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::library::{Library, LibraryError, TakeRecord};

/// Bytes in a chunk: 1.4 s of 48 kHz audio, so that a cut repeats little.
const CHUNK_SIZE: usize = 128 * 1024;
/// How long to wait before each further try; then the take goes up another time.
const BACK_OFF: [Duration; 4] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1600),
    Duration::from_millis(3200),
];

/// A take that is not on its server yet. It is safe on the speaker's disk.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The server did not take it.
    #[error("{0}")]
    Call(CallError),
    /// Somebody uploads the same take from elsewhere.
    #[error("another device has taken the upload of this take over, so it stops here")]
    Superseded,
    /// The WAV cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The WAV.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It is up, but the record cannot say so.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The server made another report of the same take.
    #[error("the server's report differs from the one made here; are both of the same version?")]
    ReportsDiffer,
}

/// Brings a finished take to the session service: its audio, its end, and a report made there, which says the
/// same as the one made here. Notes it in the record, also where another device takes over. `progress` hears how many bytes of how many are durable.
///
/// # Errors
/// [`UploadError`]; the same call later goes on where this one stopped.
pub async fn deliver(
    client: &mut SessionClient,
    library: &Library,
    wav: &Path,
    record: &mut TakeRecord,
    progress: impl FnMut(u64, u64),
) -> Result<(), UploadError> {
    let Some(end) = record.end.clone() else {
        return Ok(());
    };
    let uploaded = upload(client, &record.take, record.upload_request, wav, progress).await;
    if matches!(uploaded, Err(UploadError::Superseded)) {
        record.superseded = true;
        // The server knows the old one for that of a writer who is out.
        record.upload_request = Uuid::new_v4();
        library.save(wav, record)?;
    }
    uploaded?;
    client.finish_take(&record.take, end).await?;
    let same = match &record.report {
        None => true,
        Some(report) => {
            let stored = client
                .create_report(&record.take, record.report_request)
                .await?;
            stored.report == *report
        }
    };
    record.uploaded = true;
    record.superseded = false;
    library.save(wav, record)?;
    if same {
        Ok(())
    } else {
        Err(UploadError::ReportsDiffer)
    }
}

impl From<CallError> for UploadError {
    fn from(error: CallError) -> Self {
        if error.is_superseded() {
            Self::Superseded
        } else {
            Self::Call(error)
        }
    }
}

async fn upload(
    client: &mut SessionClient,
    take: &TakeId,
    request_id: Uuid,
    wav: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), UploadError> {
    let read_error = |source| UploadError::Read {
        path: wav.to_owned(),
        source,
    };
    let (size, hash) = hash(wav).map_err(read_error)?;
    let mut waits = BACK_OFF.into_iter();
    loop {
        let tried = attempt(client, take, request_id, wav, size, hash, &mut progress).await;
        let error = match tried {
            Ok(()) => return Ok(()),
            Err(UploadError::Call(error)) if error.is_transient() => error,
            Err(error) => return Err(error),
        };
        let Some(wait) = waits.next() else {
            return Err(error.into());
        };
        tokio::time::sleep(wait).await;
    }
}

/// Opens, sends what the server does not have, finishes.
async fn attempt(
    client: &mut SessionClient,
    take: &TakeId,
    request_id: Uuid,
    wav: &Path,
    size: u64,
    hash: [u8; 32],
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), UploadError> {
    let opened = client.open_upload(take, request_id).await?;
    let mut committed = opened.upload.committed_size;
    progress(committed, size);
    if opened.upload.state != UploadState::Complete {
        // Bounds what is in memory; the server bounds what it holds unacknowledged.
        let (sender, chunks) = mpsc::channel(4);
        let reader = tokio::task::spawn_blocking({
            let (wav, opened) = (wav.to_owned(), opened.clone());
            move || read_chunks(&wav, &opened, &sender)
        });
        let mut acknowledged = client.stream_upload(chunks).await?;
        while let Some(size_now) = acknowledged.next().await {
            committed = size_now?;
            progress(committed, size);
        }
        let read = reader.await.expect("the reader does not panic");
        read.map_err(|source| UploadError::Read {
            path: wav.to_owned(),
            source,
        })?;
    }
    client
        .finish_upload(take, opened.upload.writer_epoch, size, hash)
        .await?;
    Ok(())
}

/// Sends the file from where the server is; ends early when nobody takes the chunks any more.
fn read_chunks(wav: &Path, opened: &OpenedUpload, sender: &mpsc::Sender<Chunk>) -> io::Result<()> {
    let mut offset = opened.upload.committed_size;
    let mut file = File::open(wav)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut buffer = vec![0; CHUNK_SIZE.min(opened.max_chunk_size)];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        let data = bytes::Bytes::copy_from_slice(&buffer[..count]);
        let chunk = Chunk {
            take: opened.upload.take.clone(),
            writer_epoch: opened.upload.writer_epoch,
            offset,
            crc32c: crc32c::crc32c(&data),
            data,
        };
        offset += count as u64;
        if sender.blocking_send(chunk).is_err() {
            return Ok(());
        }
    }
}

fn hash(wav: &Path) -> io::Result<(u64, [u8; 32])> {
    let mut hasher = blake3::Hasher::new();
    let size = io::copy(&mut File::open(wav)?, &mut hasher)?;
    Ok((size, hasher.finalize().into()))
}
