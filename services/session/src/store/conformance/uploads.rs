//! However a take is cut into chunks, and whatever is sent twice, wrong or too early: exactly its bytes are held.

use bytes::Bytes;
use proptest::prelude::*;
use starling_practice::TakeId;
use starling_proto::convert::Chunk;
use uuid::Uuid;

use super::fixture::new_take;
use crate::store::{Store, StoreError, UploadError};

/// What a writer does next.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends so many bytes, from so far before the end of what is held.
    Send { back: usize, len: usize },
    /// The same, with one known byte changed.
    SendOther { back: usize, len: usize },
    /// Sends bytes that come later.
    Skip { ahead: usize, len: usize },
    /// The server stops and starts again.
    Restart,
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let (back, len) = (0_usize..1_500, 1_usize..700);
    prop_oneof![
        8 => (Just(0), len.clone()).prop_map(|(back, len)| Step::Send { back, len }),
        4 => (back.clone(), len.clone()).prop_map(|(back, len)| Step::Send { back, len }),
        2 => (back.clone(), len.clone()).prop_map(|(back, len)| Step::SendOther { back, len }),
        2 => (back, len).prop_map(|(ahead, len)| Step::Skip { ahead, len }),
        1 => Just(Step::Restart),
    ]
}

/// Uploads bytes to a store that `open` opens and opens again; gives the take, which is then complete.
pub(crate) async fn exactly_the_bytes_are_held<S: Store>(
    open: impl Fn() -> S,
    data: &[u8],
    steps: &[Step],
) -> TakeId {
    let mut store = open();
    let take = new_take(&store).await;
    let request = Uuid::from_u128(1);
    let opened = store.open_upload(request, take.clone()).await.unwrap();
    assert_eq!(opened.committed_size, 0);
    let mut held = 0;
    for step in steps {
        match *step {
            Step::Send { back, len } => {
                let start = held - back.min(held);
                let end = (start + len).min(data.len());
                if start < end {
                    let sent = send(&store, &take, start, &data[start..end]).await;
                    held = held.max(end);
                    assert_eq!(sent.unwrap(), held as u64);
                }
            }
            Step::SendOther { back, len } => {
                let start = held - back.min(held);
                let end = (start + len).min(data.len());
                if start < held {
                    let mut other = data[start..end].to_vec();
                    let known = held.min(end) - start;
                    other[len % known] ^= 0x10;
                    let refused = send(&store, &take, start, &other).await.unwrap_err();
                    assert_refused(
                        refused,
                        UploadError::BytesDiffer {
                            next_offset: held as u64,
                        },
                    );
                }
            }
            Step::Skip { ahead, len } => {
                let start = held + 1 + ahead;
                let refused = send(&store, &take, start, &vec![1; len]).await.unwrap_err();
                assert_refused(
                    refused,
                    UploadError::OffsetGap {
                        next_offset: held as u64,
                    },
                );
            }
            Step::Restart => {
                store.close().await;
                store = open();
            }
        }
        let upload = store.upload(take.clone()).await.unwrap();
        assert_eq!(upload.committed_size, held as u64);
    }
    for start in (held..data.len()).step_by(300) {
        let end = data.len().min(start + 300);
        send(&store, &take, start, &data[start..end]).await.unwrap();
    }
    let hash = blake3::hash(data).into();
    let finished = store
        .finish_upload(take.clone(), 1, data.len() as u64, hash)
        .await;
    assert_eq!(finished.unwrap().committed_size, data.len() as u64);
    assert_eq!(read(&store, &take).await, data);
    store.close().await;
    take
}

fn assert_refused(error: StoreError, expected: UploadError) {
    let StoreError::Upload(refused) = error else {
        panic!("{error}");
    };
    assert_eq!(refused, expected);
}

pub(crate) async fn send(
    store: &impl Store,
    take: &TakeId,
    start: usize,
    data: &[u8],
) -> Result<u64, StoreError> {
    let chunk = Chunk {
        take: take.clone(),
        writer_epoch: 1,
        offset: start as u64,
        data: Bytes::copy_from_slice(data),
        crc32c: crc32c::crc32c(data),
    };
    store.append(chunk).await?.await
}

pub(crate) async fn read(store: &impl Store, take: &TakeId) -> Vec<u8> {
    let read = store.read_audio(take.clone(), |audio| {
        let mut bytes = Vec::new();
        audio.read_to_end(&mut bytes).unwrap();
        bytes
    });
    read.await.unwrap().expect("the upload is complete")
}
