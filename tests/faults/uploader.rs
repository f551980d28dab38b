//! A client as the protocol wants it: keeps its bytes, believes acknowledgements only, and goes on where the server is.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use starling_practice::{Collection, Fit, TakeId};
use starling_proto::{
    client::SessionClient,
    convert::{Chunk, Upload, UploadState},
    error::CallError,
    name,
};
use starling_tests::{running::PATIENCE, server::Entrance};
use tokio::{sync::mpsc, time::Instant};
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::{
    ledger::{Ledger, of},
    random::Random,
};

const MAX_CHUNK_SIZE: u64 = 64_000;
/// The most that is sent again on purpose.
const MAX_RESENT_SIZE: u64 = 5_000;
/// How long to wait after a failure: twice as long after each further one.
const BACK_OFF: Duration = Duration::from_millis(10);
const MAX_BACK_OFF: Duration = Duration::from_millis(400);
/// The longest time between two chunks of a take that is being recorded.
const MAX_PAUSE_MS: u64 = 60;
const QUESTION: &str = "packs/amazon-em/questions/failed-technology-bet";
const FORMAT: &str = "packs/amazon-em/formats/l6-2min";

/// How chunks are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// StreamUpload, as recorders do.
    Stream,
    /// AppendUpload, as browsers do.
    Unary,
}

/// A take on its way to the server.
pub(crate) struct Uploader {
    pub(crate) data: Bytes,
    /// The highest committed size that the server has answered.
    pub(crate) acknowledged: u64,
    way: Way,
    /// Its bytes come little by little, as from a microphone; else all are there at the start.
    is_live: bool,
    take: Option<TakeId>,
    /// One for the session, the take and the upload: a repeated request leads to the same.
    requests: [Uuid; 3],
    random: Random,
    ledger: Arc<Ledger>,
}

impl Uploader {
    /// A take of so many random bytes.
    pub(crate) fn new(
        mut random: Random,
        size: u64,
        way: Way,
        is_live: bool,
        ledger: Arc<Ledger>,
    ) -> Self {
        Self {
            data: random.bytes(size as usize).into(),
            acknowledged: 0,
            way,
            is_live,
            take: None,
            requests: [0; 3].map(|_| random.uuid()),
            random,
            ledger,
        }
    }

    /// The resource name of the take, once the server has acknowledged it.
    pub(crate) fn name(&self) -> Option<String> {
        self.take.as_ref().map(name::take)
    }

    /// Brings the take to the server, however often that fails.
    pub(crate) async fn upload(mut self, entrance: Entrance) -> Self {
        let mut back_off = BACK_OFF;
        let mut give_up_at = Instant::now() + PATIENCE;
        loop {
            let before = self.acknowledged;
            let Err(error) = self.attempt(&entrance).await else {
                self.ledger.takes.add(1);
                return self;
            };
            self.ledger.refused(&error);
            assert!(error.is_transient(), "{}: {error}", of(&error));
            if self.acknowledged > before {
                back_off = BACK_OFF;
                give_up_at = Instant::now() + PATIENCE;
            }
            assert!(
                Instant::now() < give_up_at,
                "nothing in {PATIENCE:?}: {}: {error}",
                of(&error)
            );
            let jitter = self.random.between(50, 100) as u32;
            tokio::time::sleep(back_off * jitter / 100).await;
            back_off = (back_off * 2).min(MAX_BACK_OFF);
            self.ledger.resumes.add(1);
        }
    }

    async fn attempt(&mut self, entrance: &Entrance) -> Result<(), CallError> {
        let mut client = entrance.client().await?;
        let take = self.create_take(&mut client).await?;
        let upload = client.open_upload(&take, self.requests[2]).await?.upload;
        self.note(upload.committed_size);
        if upload.state != UploadState::Complete {
            match self.way {
                Way::Stream => self.stream(&mut client, &upload).await?,
                Way::Unary => self.append(&mut client, &upload).await?,
            }
            assert_eq!(
                self.acknowledged,
                self.data.len() as u64,
                "a stream that ends well has acknowledged all"
            );
        }
        self.finish(&mut client, &upload).await
    }

    /// What was answered once stays the answer.
    async fn create_take(&mut self, client: &mut SessionClient) -> Result<TakeId, CallError> {
        let take = create_take(client, self.requests).await?;
        assert_eq!(*self.take.get_or_insert_with(|| take.clone()), take);
        Ok(take)
    }

    async fn stream(
        &mut self,
        client: &mut SessionClient,
        upload: &Upload,
    ) -> Result<(), CallError> {
        let (sender, received) = mpsc::channel(8);
        let mut acknowledgements = Box::pin(client.stream_upload(received).await?);
        let chunks = self.chunks(upload);
        let send = async {
            for (chunk, pause) in chunks {
                tokio::time::sleep(pause).await;
                if sender.send(chunk).await.is_err() {
                    // The call has ended; its answers say why.
                    break;
                }
            }
            drop(sender);
            Ok(())
        };
        let hear = async {
            while let Some(size) = acknowledgements.next().await {
                self.note(size?);
            }
            Ok(())
        };
        tokio::try_join!(send, hear).map(|_| ())
    }

    async fn append(
        &mut self,
        client: &mut SessionClient,
        upload: &Upload,
    ) -> Result<(), CallError> {
        for (chunk, pause) in self.chunks(upload) {
            tokio::time::sleep(pause).await;
            let size = client.append_upload(chunk).await?;
            self.note(size);
        }
        Ok(())
    }

    /// The server hashes what it holds: another hash is refused, the right one is the end.
    async fn finish(
        &mut self,
        client: &mut SessionClient,
        upload: &Upload,
    ) -> Result<(), CallError> {
        let (epoch, size) = (upload.writer_epoch, self.data.len() as u64);
        if upload.state != UploadState::Complete && self.random.is_one_in(4) {
            let other = client
                .finish_upload(&upload.take, epoch, size, [0; 32])
                .await;
            let error = other.expect_err("this is not its hash");
            if error.is_transient() {
                return Err(error);
            }
            assert_eq!(of(&error), "DataLoss TAKE_MISMATCH");
        }
        let hash = blake3::hash(&self.data).into();
        let finished = client
            .finish_upload(&upload.take, epoch, size, hash)
            .await?;
        assert_eq!(
            (finished.state, finished.committed_size),
            (UploadState::Complete, size)
        );
        Ok(())
    }

    /// Notes a committed size that the server has answered.
    fn note(&mut self, committed_size: u64) {
        if committed_size < self.acknowledged {
            self.ledger.lost(
                self.acknowledged - committed_size,
                self.name().unwrap_or_default(),
            );
        }
        let size = self.data.len() as u64;
        assert!(committed_size <= size, "{committed_size} bytes of {size}");
        self.ledger
            .acknowledged(committed_size.saturating_sub(self.acknowledged));
        self.acknowledged = committed_size;
    }

    fn chunks(&mut self, upload: &Upload) -> Chunks {
        let mut chunks = Chunks {
            data: self.data.clone(),
            upload: upload.clone(),
            start: upload.committed_size,
            is_live: self.is_live,
            random: Random::new(self.random.next(), 0),
        };
        chunks.step_back();
        chunks
    }
}

/// Makes a session and a take in it, or finds them where the same requests have made them.
pub(crate) async fn create_take(
    client: &mut SessionClient,
    requests: [Uuid; 3],
) -> Result<TakeId, CallError> {
    let question = name::parse_item("question", Collection::Questions, QUESTION);
    let format = name::parse_item("format", Collection::Formats, FORMAT);
    let (question, format) = (
        question.expect("it is a name"),
        format.expect("it is a name"),
    );
    let session = client.create_session(requests[0], "faults", None).await?.id;
    let take = client.create_take(
        &session,
        requests[1],
        &question,
        &format,
        Fit::Printed,
        None,
    );
    Ok(take.await?.id)
}

/// The chunks from a certain place on, with a little of what was sent before now and then.
struct Chunks {
    data: Bytes,
    upload: Upload,
    start: u64,
    is_live: bool,
    random: Random,
}

impl Chunks {
    fn step_back(&mut self) {
        self.start = self
            .start
            .saturating_sub(self.random.between(0, MAX_RESENT_SIZE));
    }
}

impl Iterator for Chunks {
    /// And how long to wait before it is sent.
    type Item = (Chunk, Duration);

    fn next(&mut self) -> Option<(Chunk, Duration)> {
        let (start, left) = (self.start, self.data.len() as u64 - self.start);
        if left == 0 {
            return None;
        }
        let size = self.random.between(1, MAX_CHUNK_SIZE).min(left);
        self.start += size;
        let data = self.data.slice(start as usize..self.start as usize);
        if self.random.is_one_in(8) {
            self.step_back();
        }
        let pause_ms = if self.is_live {
            self.random.between(0, MAX_PAUSE_MS)
        } else {
            0
        };
        let chunk = Chunk {
            take: self.upload.take.clone(),
            writer_epoch: self.upload.writer_epoch,
            offset: start,
            crc32c: crc32c::crc32c(&data),
            data,
        };
        Some((chunk, Duration::from_millis(pause_ms)))
    }
}
