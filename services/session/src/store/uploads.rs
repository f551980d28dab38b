//! Uploads: the bytes of takes, how far each is, and who may go on with it.

use std::future::Future;
use std::io::Read;
use std::pin::Pin;

use bytes::Bytes;
use starling_practice::TakeId;
use starling_proto::convert::{Chunk, StoredAudio, Upload};
use uuid::Uuid;

use super::StoreError;

/// Gives the committed size once a chunk is durable.
pub(crate) type Durable = Pin<Box<dyn Future<Output = Result<u64, StoreError>> + Send>>;

/// Keeps uploads and their bytes.
pub(crate) trait UploadStore {
    /// Opens an upload, or takes it over, or gives the one that this request has opened.
    fn open_upload(
        &self,
        request: Uuid,
        take: TakeId,
    ) -> impl Future<Output = Result<Upload, StoreError>> + Send;

    /// How far an upload is.
    fn upload(&self, take: TakeId) -> impl Future<Output = Result<Upload, StoreError>> + Send;

    /// Queues a chunk behind those queued before. It is held, whole, when the future says so.
    fn append(&self, chunk: Chunk) -> impl Future<Output = Result<Durable, StoreError>> + Send;

    /// Makes an upload complete, if its bytes have this size and hash.
    fn finish_upload(
        &self,
        take: TakeId,
        writer_epoch: u64,
        size: u64,
        blake3: [u8; 32],
    ) -> impl Future<Output = Result<Upload, StoreError>> + Send;

    /// Gives an upload up.
    fn abort_upload(
        &self,
        take: TakeId,
        writer_epoch: u64,
    ) -> impl Future<Output = Result<Upload, StoreError>> + Send;

    /// What all the bytes of a complete take are.
    fn stored_audio(
        &self,
        take: TakeId,
    ) -> impl Future<Output = Result<StoredAudio, StoreError>> + Send;

    /// The bytes of a complete take from an offset on, as far as they lie together: at most a part, none at the end.
    fn audio(
        &self,
        take: TakeId,
        offset: u64,
    ) -> impl Future<Output = Result<Bytes, StoreError>> + Send;

    /// Reads a complete take from front to end, on a thread that may block. Gives none if its upload is not complete.
    fn read_audio<T: Send + 'static>(
        &self,
        take: TakeId,
        read: impl FnOnce(&mut dyn Read) -> T + Send + 'static,
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send;
}

/// What an upload does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UploadError {
    #[error("bytes are missing before this offset; go on at {next_offset}")]
    OffsetGap { next_offset: u64 },
    #[error("the server holds other bytes at this offset; is this the same recording?")]
    BytesDiffer { next_offset: u64 },
    #[error("another writer has taken this upload over")]
    WriterSuperseded,
    #[error("the upload is complete and does not change any more")]
    Complete,
    #[error("the upload was given up; open it again")]
    Abandoned,
    #[error("the server holds {held} bytes, which is more than the whole take")]
    SizeMismatch { held: u64 },
    #[error("the bytes that the server holds do not have this BLAKE3 hash")]
    HashMismatch,
    #[error("a take has at most {max} bytes; finish it with those that are there")]
    TakeTooLong { max: u64 },
    #[error("the take's upload is not complete; finish it first")]
    Incomplete,
}
