//! A take's file with its comments as markers in it.

use std::io::{self, Read, Seek, SeekFrom};

use bytes::{Buf as _, Bytes};
use starling_practice::export::label;
use starling_practice::{Comment, TakeId};
use starling_speech::markers::{self, Marker};
use tokio::runtime::Handle;

use crate::analysis::{Analysis, AnalysisError};
use crate::audio_stream::Piece;
use crate::store::{Page, Reviewer, StorageError, Store, StoreError};

/// Comments that go into a file; more markers than this, no file has.
const MAX_COMMENTS: usize = 1_000;
/// Comments that are read at a time.
const PAGE_SIZE: usize = 200;

/// The pieces of a take's file with the comments that there are now, and their size.
pub(super) async fn pieces<S: Store>(
    store: &S,
    analysis: &Analysis,
    take: &TakeId,
) -> Result<(Vec<Piece>, u64), AnalysisError> {
    let comments = comments(store, take).await?;
    let mut file = StoredFile::of(store, take).await?;
    let permit = analysis.permit().await?;
    // Its audio is passed over, so a few pieces are read.
    let planned = tokio::task::spawn_blocking(move || {
        // Outlives a reader who goes away, like the work itself.
        let _permit = permit;
        markers::combined(&mut file, comments)
    });
    let planned = planned
        .await
        .map_err(|_| StoreError::from(StorageError::Closed))??;
    let size = planned.iter().map(markers::Piece::size).sum();
    let pieces = planned.into_iter().map(|piece| match piece {
        markers::Piece::New(bytes) => Piece::New(bytes.into()),
        markers::Piece::Old(range) => Piece::Stored(range),
    });
    Ok((pieces.collect(), size))
}

/// The newest comments, the oldest of them first: at one sample, a reply comes after what it is to.
async fn comments(store: &impl Store, take: &TakeId) -> Result<Vec<Marker>, StoreError> {
    // A file says the same to everybody.
    let nobody = Reviewer {
        id: String::new(),
        is_owner: false,
    };
    let mut found = Vec::new();
    let mut below = i64::MAX;
    for _ in 0..MAX_COMMENTS / PAGE_SIZE {
        let page = Page {
            below,
            size: PAGE_SIZE,
        };
        let listed = store.comments(nobody.clone(), take.clone(), page).await?;
        found.extend(listed.items.into_iter().map(marker));
        match listed.last {
            Some(last) => below = last,
            None => break,
        }
    }
    found.reverse();
    Ok(found)
}

fn marker(comment: Comment) -> Marker {
    Marker {
        sample: comment.content.span.start,
        label: label(&comment),
    }
}

/// A complete take as a file. Holds one piece of it at a time. To be read on a thread that may block.
struct StoredFile<S> {
    store: S,
    take: TakeId,
    size: u64,
    position: u64,
    /// What is held from `position` on.
    piece: Bytes,
    runtime: Handle,
}

impl<S: Store> StoredFile<S> {
    async fn of(store: &S, take: &TakeId) -> Result<Self, StoreError> {
        let upload = store.upload(take.clone()).await?;
        Ok(Self {
            store: store.clone(),
            take: take.clone(),
            size: upload.committed_size,
            position: 0,
            // Refuses a take that is deleted or not complete.
            piece: store.audio(take.clone(), 0).await?,
            runtime: Handle::current(),
        })
    }
}

impl<S: Store> Read for StoredFile<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size {
            return Ok(0);
        }
        if self.piece.is_empty() {
            let read = self.store.audio(self.take.clone(), self.position);
            self.piece = self.runtime.block_on(read).map_err(io::Error::other)?;
        }
        let count = self.piece.len().min(buffer.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl<S: Store> Seek for StoredFile<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        let position = position.ok_or(io::ErrorKind::InvalidInput)?;
        match position.checked_sub(self.position) {
            Some(ahead) if ahead <= self.piece.len() as u64 => self.piece.advance(ahead as usize),
            _ => self.piece.clear(),
        }
        self.position = position;
        Ok(position)
    }
}
