//! G10: the memory of a take whose stream is open and silent, beside bare tonic's.

use std::time::Duration;

use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::session::{Chunk, StreamUploadRequest};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::load::{CHUNK_SIZE, Target};
use crate::server::Server;
use crate::{Outcome, median};

const TAKES: usize = 500;
const ROUNDS: usize = 5;

pub(crate) async fn run() -> Outcome<()> {
    println!(
        "idle: {TAKES} open streams, a connection each, one chunk acknowledged, {ROUNDS} servers each"
    );
    let [mut ours, mut bare] = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        ours.push(size_of_a_take(&Server::ours(|_| Ok(()))?, true).await?);
        bare.push(size_of_a_take(&Server::anchor()?, false).await?);
    }
    let (ours, bare) = (median(&ours), median(&bare));
    println!(
        "  {:.1} kB a take, bare tonic {:.1} kB: {:.2} x (goal 1.5)",
        ours / 1e3,
        bare / 1e3,
        ours / bare
    );
    Ok(())
}

async fn size_of_a_take(server: &Server, is_stored: bool) -> Outcome<f64> {
    let mut open = Vec::new();
    // What a server needs once, it has after the first.
    let mut before = 0.0;
    for number in 0..=TAKES {
        let connection = server.connect().await?;
        let target = match is_stored {
            true => Target::new(&connection).await?,
            false => Target::nowhere(),
        };
        let (chunks, sent) = mpsc::channel(1);
        let data = vec![0_u8; CHUNK_SIZE];
        let crc32c = Some(crc32c::crc32c(&data));
        let chunk = Chunk {
            take: target.take,
            writer_epoch: target.writer_epoch,
            offset_bytes: 0,
            data: data.into(),
            crc32c,
        };
        chunks
            .send(StreamUploadRequest { chunk: Some(chunk) })
            .await?;
        let mut client = TakeUploadServiceClient::new(connection);
        let mut answers = client
            .stream_upload(ReceiverStream::new(sent))
            .await?
            .into_inner();
        answers.message().await?.ok_or("the stream ended")?;
        open.push((chunks, answers));
        if number == 0 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            before = server.resident_size()?;
        }
    }
    Ok((server.resident_size()? - before) / TAKES as f64)
}
