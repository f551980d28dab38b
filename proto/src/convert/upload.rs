//! Uploads. Their domain is the protocol itself, so their types live beside it.

use bytes::Bytes;
use starling_practice::TakeId;

use super::{ConvertError, checked, required, signed, unsigned};
use crate::{name, session as wire};

/// The most bytes in a chunk.
pub const MAX_CHUNK_SIZE: usize = 1024 * 1024;

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The take.
    pub take: TakeId,
    /// Bytes held durably; never goes down.
    pub committed_size: u64,
    /// The number of the writer that may append.
    pub writer_epoch: u64,
    /// Whether it goes on.
    pub state: UploadState,
    /// Whether bytes that were held are lost.
    pub is_damaged: bool,
}

/// What the audio of a take is, once its upload is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredAudio {
    /// Its bytes.
    pub size: u64,
    /// Their hash.
    pub blake3: [u8; 32],
}

/// Whether an upload goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Bytes may be appended.
    Open,
    /// The whole take is held and will not change.
    Complete,
    /// Given up; opening it again makes it open.
    Abandoned,
}

/// A run of bytes of a take, its sum checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The take.
    pub take: TakeId,
    /// The epoch of the writer that sends it.
    pub writer_epoch: u64,
    /// Where the bytes belong; the end of the chunk is below 2⁶³.
    pub offset: u64,
    /// 1 to [`MAX_CHUNK_SIZE`] bytes.
    pub data: Bytes,
    /// Their CRC-32C.
    pub crc32c: u32,
}

/// A chunk that is refused: by its form, or because it was damaged on the way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// The message breaks the contract.
    #[error(transparent)]
    Form(#[from] ConvertError),
    /// The bytes are not those that were sent.
    #[error("the chunk's CRC-32C does not match its bytes; send it again")]
    Checksum,
}

impl Chunk {
    /// The offset after the last byte.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.offset + self.data.len() as u64
    }
}

impl From<Chunk> for wire::Chunk {
    fn from(chunk: Chunk) -> Self {
        Self {
            take: name::take(&chunk.take),
            writer_epoch: signed(chunk.writer_epoch),
            offset_bytes: signed(chunk.offset),
            data: chunk.data,
            crc32c: Some(chunk.crc32c),
        }
    }
}

impl TryFrom<wire::Chunk> for Chunk {
    type Error = ChunkError;

    fn try_from(wire: wire::Chunk) -> Result<Self, ChunkError> {
        let offset = unsigned("chunk.offset_bytes", wire.offset_bytes)?;
        if wire.data.is_empty() || wire.data.len() > MAX_CHUNK_SIZE {
            let problem = format!("must be 1 to {MAX_CHUNK_SIZE} bytes");
            return Err(ConvertError::new("chunk.data", problem).into());
        }
        if wire
            .offset_bytes
            .checked_add(wire.data.len() as i64)
            .is_none()
        {
            return Err(ConvertError::new("chunk.offset_bytes", "is too large").into());
        }
        let crc32c = required("chunk.crc32c", wire.crc32c)?;
        if crc32c != crc32c::crc32c(&wire.data) {
            return Err(ChunkError::Checksum);
        }
        Ok(Self {
            take: name::parse_take("chunk.take", &wire.take)?,
            writer_epoch: unsigned("chunk.writer_epoch", wire.writer_epoch)?,
            offset,
            data: wire.data,
            crc32c,
        })
    }
}

impl From<ChunkError> for tonic::Status {
    fn from(error: ChunkError) -> Self {
        match error {
            ChunkError::Form(error) => error.into(),
            ChunkError::Checksum => crate::error::status(
                tonic::Code::InvalidArgument,
                "CHECKSUM_MISMATCH",
                error.to_string(),
            ),
        }
    }
}

impl From<Upload> for wire::Upload {
    fn from(upload: Upload) -> Self {
        let state = match upload.state {
            UploadState::Open => wire::UploadState::Open,
            UploadState::Complete => wire::UploadState::Complete,
            UploadState::Abandoned => wire::UploadState::Abandoned,
        };
        Self {
            take: name::take(&upload.take),
            committed_size_bytes: signed(upload.committed_size),
            writer_epoch: signed(upload.writer_epoch),
            state: state.into(),
            is_damaged: upload.is_damaged,
        }
    }
}

impl TryFrom<wire::Upload> for Upload {
    type Error = ConvertError;

    fn try_from(wire: wire::Upload) -> Result<Self, ConvertError> {
        let state = match checked("upload.state", wire::UploadState::try_from(wire.state))? {
            wire::UploadState::Open => UploadState::Open,
            wire::UploadState::Complete => UploadState::Complete,
            wire::UploadState::Abandoned => UploadState::Abandoned,
            wire::UploadState::Unspecified => {
                return Err(ConvertError::new("upload.state", "is required"));
            }
        };
        Ok(Self {
            take: name::parse_take("upload.take", &wire.take)?,
            committed_size: unsigned("upload.committed_size_bytes", wire.committed_size_bytes)?,
            writer_epoch: unsigned("upload.writer_epoch", wire.writer_epoch)?,
            state,
            is_damaged: wire.is_damaged,
        })
    }
}

impl From<StoredAudio> for wire::StoredAudio {
    fn from(audio: StoredAudio) -> Self {
        Self {
            size_bytes: signed(audio.size),
            blake3: audio.blake3.to_vec(),
        }
    }
}

impl TryFrom<wire::StoredAudio> for StoredAudio {
    type Error = ConvertError;

    fn try_from(wire: wire::StoredAudio) -> Result<Self, ConvertError> {
        let blake3 = wire.blake3.try_into().map_err(|_| "must be 32 bytes");
        Ok(Self {
            size: unsigned("stored.size_bytes", wire.size_bytes)?,
            blake3: checked("stored.blake3", blake3)?,
        })
    }
}
