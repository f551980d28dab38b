//! A client that uploads a take until it is finished, whatever goes wrong, and remembers what it was told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};
use starling_practice::TakeId;
use starling_proto::client::SessionClient;
use starling_proto::convert::Chunk;
use starling_proto::error::CallError;
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use super::network;

/// What one client holds the server to.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The most bytes that were acknowledged.
    pub(super) committed: u64,
    pub(super) is_finished: bool,
    /// Answers that no power loss excuses.
    pub(super) broken: Vec<String>,
}

/// Uploads one take.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) take: TakeId,
    pub(super) audio: Bytes,
    pub(super) told: Arc<Mutex<Told>>,
    seed: u64,
}

impl Client {
    pub(super) fn new(take: TakeId, seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut audio = vec![0; random.random_range(1..200_000)];
        random.fill(&mut audio[..]);
        Self {
            take,
            audio: audio.into(),
            told: Arc::default(),
            seed,
        }
    }

    /// Promises to this client that were broken.
    pub(super) fn broken(&self) -> Vec<String> {
        self.told.lock().unwrap().broken.clone()
    }

    /// Tries until the take is finished.
    pub(super) async fn run(self) -> turmoil::Result {
        let mut random = SmallRng::seed_from_u64(self.seed ^ 1);
        let request = Uuid::from_u128(random.random());
        // Browsers have no streams.
        let is_browser = random.random_bool(0.3);
        while let Err(error) = self.upload(request, is_browser, &mut random).await {
            if !error.is_transient() {
                let broken = format!("{}: {:?} {error}", self.take, error.code);
                self.told.lock().unwrap().broken.push(broken);
                return Ok(());
            }
            let pause = random.random_range(10..200);
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        Ok(())
    }

    async fn upload(
        &self,
        request: Uuid,
        is_browser: bool,
        random: &mut SmallRng,
    ) -> Result<(), CallError> {
        let mut server = SessionClient::new(network::connection());
        let upload = server.open_upload(&self.take, request).await?.upload;
        self.hear(upload.committed_size);
        let chunks = self.chunks(upload.writer_epoch, upload.committed_size, random);
        if is_browser {
            for chunk in chunks {
                self.hear(server.append_upload(chunk).await?);
            }
        } else {
            let (sender, receiver) = mpsc::channel(chunks.len().max(1));
            for chunk in chunks {
                sender.try_send(chunk).expect("there is room for all");
            }
            drop(sender);
            let mut acknowledged = server.stream_upload(receiver).await?;
            while let Some(committed) = acknowledged.next().await {
                self.hear(committed?);
            }
        }
        let (size, hash) = (self.audio.len() as u64, blake3::hash(&self.audio));
        server
            .finish_upload(&self.take, upload.writer_epoch, size, hash.into())
            .await?;
        self.told.lock().unwrap().is_finished = true;
        Ok(())
    }

    /// All that is missing, and a little of what is there, in chunks of any size.
    fn chunks(&self, writer_epoch: u64, committed: u64, random: &mut SmallRng) -> Vec<Chunk> {
        let mut rest = self.audio.clone();
        let mut offset = committed.saturating_sub(random.random_range(0..3_000));
        drop(rest.split_to(offset as usize));
        let mut chunks = Vec::new();
        while !rest.is_empty() {
            let data = rest.split_to(random.random_range(1..16_000).min(rest.len()));
            chunks.push(Chunk {
                take: self.take.clone(),
                writer_epoch,
                offset,
                crc32c: crc32c::crc32c(&data),
                data: data.clone(),
            });
            offset += data.len() as u64;
        }
        chunks
    }

    /// Hears how much is durable.
    fn hear(&self, committed: u64) {
        let mut told = self.told.lock().unwrap();
        if committed < told.committed {
            let (take, before) = (&self.take, told.committed);
            let broken = format!("{take}: {before} bytes were acknowledged, {committed} are left");
            told.broken.push(broken);
        }
        told.committed = told.committed.max(committed);
    }
}
