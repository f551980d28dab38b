//! Processes that are killed and disks that are full: nothing that was acknowledged is lost.

use std::fs;
use std::path::Path;

use bytes::Bytes;
use starling_practice::{Collection, TakeId};
use starling_proto::client::{OpenedUpload, SessionClient};
use starling_proto::convert::Chunk;
use starling_proto::error::CallError;
use starling_proto::transport::{self, Credentials};
use starling_proto::{name, session as wire};
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;
use uuid::Uuid;

use crate::fake_content::{FORMAT, FakeContent, QUESTION};
use crate::process::Process;
use crate::service::{Client, reason};
use crate::wav::Random;

#[tokio::test]
async fn a_killed_server_keeps_what_it_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let content = FakeContent::start().await;
    let mut random = Random(2);
    let data = random.bytes(20_000_000);
    let mut writer = None;
    for _ in 0..6 {
        let process = Process::start(dir.path(), &content.url).await;
        let writer = match &mut writer {
            Some(writer) => writer,
            none => none.insert(Writer::new(&process.url, &data).await),
        };
        // Killed somewhere, with chunks of all sizes under way, some of them sent twice.
        let until = writer.acknowledged + random.next() % 4_000_000;
        writer.send(&process.url, &mut random, until).await.unwrap();
        process.kill().await;
    }
    let mut writer = writer.unwrap();
    let process = Process::start(dir.path(), &content.url).await;
    writer.finish(&process.url, &mut random).await;
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_ends_what_is_under_way() {
    let dir = tempfile::tempdir().unwrap();
    let content = FakeContent::start().await;
    let process = Process::start(dir.path(), &content.url).await;
    let data = Random(5).bytes(2_000_000);
    let writer = Writer::new(&process.url, &data).await;
    let mut client = client(&process.url).await;
    let epoch = writer.open(&mut client).await.unwrap().upload.writer_epoch;
    let (sender, chunks) = mpsc::channel(1);
    let mut acknowledged = Box::pin(client.stream_upload(chunks).await.unwrap());
    drop(client);
    for start in (0..data.len()).step_by(100_000) {
        if start == 500_000 {
            process.terminate().await;
        }
        let end = start + 100_000;
        sender.send(writer.chunk(epoch, start, end)).await.unwrap();
        let size = acknowledged.next().await.unwrap().unwrap();
        assert_eq!(size, end as u64);
    }
    drop(sender);
    assert!(acknowledged.next().await.is_none());
    drop(acknowledged);
    let (status, log) = process.end().await;
    assert!(status.success(), "{log}");
}

/// A disk with room for a part of the take, until something on it is deleted.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let namespaces = std::process::Command::new("unshare")
        .args(["--map-root-user", "--mount", "true"])
        .output();
    if !namespaces.is_ok_and(|output| output.status.success()) {
        eprintln!("not tested: this system has no user namespaces for a small disk");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let content = FakeContent::start().await;
    let script = r#"mount -t tmpfs -o size=32m,mode=700 tmpfs "$0" && head -c 28m /dev/zero > "$0/ballast" && exec "$@""#;
    let folder = dir.path().to_str().unwrap();
    let prefix = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        script,
        folder,
    ];
    let process = Process::start_with(&prefix, dir.path(), &content.url).await;
    let mut random = Random(3);
    let data = random.bytes(6_000_000);
    let mut writer = Writer::new(&process.url, &data).await;
    // A writer that is told goes back a little, and is refused again.
    let mut refused_at = Vec::new();
    for _ in 0..3 {
        let refused = writer
            .send(&process.url, &mut random, u64::MAX)
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), "ResourceExhausted DISK_FULL");
        refused_at.push(writer.acknowledged);
    }
    assert!(refused_at[0] > 0 && refused_at.is_sorted());
    let mut client = Client::connect(&process.url).await;
    client
        .sessions
        .list_sessions(wire::ListSessionsRequest::default())
        .await
        .unwrap();

    let inside = Path::new("/proc")
        .join(process.id().to_string())
        .join("root");
    fs::remove_file(inside.join(dir.path().join("ballast").strip_prefix("/").unwrap())).unwrap();
    writer.finish(&process.url, &mut random).await;
}

/// Writing fails for good: no file may grow beyond 2 MiB.
#[cfg(unix)]
#[tokio::test]
async fn a_server_whose_storage_fails_stops_and_starts_again_from_what_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let content = FakeContent::start().await;
    let script = r#"trap "" XFSZ; ulimit -f 4096; exec "$0" "$@""#;
    let process = Process::start_with(&["sh", "-c", script], dir.path(), &content.url).await;
    let mut random = Random(4);
    let data = random.bytes(10_000_000);
    let mut writer = Writer::new(&process.url, &data).await;
    let failed = writer
        .send(&process.url, &mut random, u64::MAX)
        .await
        .unwrap_err();
    assert_eq!(reason(&failed), "Unavailable STORAGE_FAILED");
    assert!(writer.acknowledged > 0);
    let (status, log) = process.end().await;
    assert!(
        !status.success() && log.contains("the storage failed"),
        "{log}"
    );

    let process = Process::start(dir.path(), &content.url).await;
    writer.finish(&process.url, &mut random).await;
}

/// A writer as the recorder is one: it keeps its bytes, and goes on where the server is.
struct Writer<'a> {
    data: &'a [u8],
    take: TakeId,
    request: Uuid,
    acknowledged: u64,
}

impl<'a> Writer<'a> {
    async fn new(url: &str, data: &'a [u8]) -> Self {
        let mut client = client(url).await;
        let session = client
            .create_session(Uuid::new_v4(), "", None)
            .await
            .unwrap();
        let take = client
            .create_take(
                &session.id,
                Uuid::new_v4(),
                &name::parse_item("question", Collection::Questions, QUESTION).unwrap(),
                &name::parse_item("format", Collection::Formats, FORMAT).unwrap(),
                starling_practice::Fit::Printed,
                None,
            )
            .await
            .unwrap();
        Self {
            data,
            take: take.id,
            request: Uuid::new_v4(),
            acknowledged: 0,
        }
    }

    async fn open(&self, client: &mut SessionClient) -> Result<OpenedUpload, CallError> {
        let opened = client.open_upload(&self.take, self.request).await?;
        assert!(opened.upload.committed_size >= self.acknowledged);
        Ok(opened)
    }

    /// Streams until so much is acknowledged; leaves the rest under way.
    async fn send(&mut self, url: &str, random: &mut Random, until: u64) -> Result<(), CallError> {
        let mut client = client(url).await;
        let upload = self.open(&mut client).await?.upload;
        let held = upload.committed_size as usize;
        let until = until.min(self.data.len() as u64);
        if upload.committed_size >= until {
            return Ok(());
        }
        let (sender, chunks) = mpsc::channel(8);
        let mut acknowledged = Box::pin(client.stream_upload(chunks).await?);
        let mut start = held.saturating_sub(random.below(5_000));
        loop {
            let end = self.data.len().min(start + 1 + random.below(60_000));
            let chunk = self.chunk(upload.writer_epoch, start, end);
            tokio::select! {
                // An error means that the server is gone, and the answers say so.
                sent = sender.send(chunk), if start < self.data.len() && !sender.is_closed() => {
                    if sent.is_ok() {
                        start = if random.below(8) == 0 { (start + end) / 2 } else { end };
                    }
                }
                answer = acknowledged.next() => {
                    let size = answer.expect("the stream ends when we end it")?;
                    assert!(size >= self.acknowledged);
                    self.acknowledged = size;
                    if size >= until {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Sends what is missing and finishes; the server checks all bytes.
    async fn finish(&mut self, url: &str, random: &mut Random) {
        self.send(url, random, u64::MAX).await.unwrap();
        let mut client = client(url).await;
        let epoch = self.open(&mut client).await.unwrap().upload.writer_epoch;
        let (size, hash) = (self.data.len() as u64, blake3::hash(self.data));
        let wrong = client.finish_upload(&self.take, epoch, size, [0; 32]).await;
        assert_eq!(reason(&wrong.unwrap_err()), "DataLoss TAKE_MISMATCH");
        let finished = client
            .finish_upload(&self.take, epoch, size, hash.into())
            .await;
        assert_eq!(finished.unwrap().committed_size, size);
    }

    fn chunk(&self, writer_epoch: u64, start: usize, end: usize) -> Chunk {
        let data = Bytes::copy_from_slice(&self.data[start..end]);
        Chunk {
            take: self.take.clone(),
            writer_epoch,
            offset: start as u64,
            crc32c: crc32c::crc32c(&data),
            data,
        }
    }
}

async fn client(url: &str) -> SessionClient {
    SessionClient::new(
        transport::connect(url, &Credentials::default())
            .await
            .unwrap(),
    )
}
