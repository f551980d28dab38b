//! A client that sends without end and reads no acknowledgement.

use std::fs;

use bytes::Bytes;
use starling_practice::TakeId;
use starling_proto::{
    name,
    session::{
        Chunk, StreamUploadRequest, StreamUploadResponse,
        take_upload_service_client::TakeUploadServiceClient,
    },
};
use starling_tests::{program::Starling, server::Server};
use tokio::runtime::Runtime;
use tokio_stream::StreamExt as _;
use tonic::{Request, Streaming, transport::Endpoint};

use crate::{ledger::of, random::Random, uploader};

/// Above what a server may hold of a stream, and far below what this one is offered.
const MAX_GROWTH_BYTES: u64 = 24_000_000;
const OFFERED_SIZE: usize = 200_000_000;
const CHUNK_SIZE: usize = 50_000;
/// Room for a few acknowledgements, in bytes; more are not sent before they are read.
const WINDOW: u32 = 64;

#[test]
fn a_client_that_reads_no_acknowledgements_is_not_waited_for() {
    let starling = Starling::new();
    let mut server = Server::start(&starling);
    let memory_before = resident_size(&server);
    let runtime = Runtime::new().unwrap();
    let mut acknowledgements = runtime.block_on(send_without_end(&server));
    server.wait_for("CLIENT_TOO_SLOW");
    let growth = resident_size(&server).saturating_sub(memory_before);
    assert!(growth < MAX_GROWTH_BYTES, "{growth} bytes for one stream");

    // What it reads at last is acknowledged, then why no more is.
    let end = runtime.block_on(async {
        loop {
            match acknowledgements.next().await {
                Some(Ok(_)) => {}
                Some(Err(status)) => return of(&status.into()),
                None => return "no error".to_owned(),
            }
        }
    });
    assert_eq!(end, "Unavailable CLIENT_TOO_SLOW");
    server.stop();
}

async fn send_without_end(server: &Server) -> Streaming<StreamUploadResponse> {
    let mut random = Random::new(1, 0);
    let requests = [0; 3].map(|_| random.uuid());
    let mut client = server.client().await.unwrap();
    let take = uploader::create_take(&mut client, requests).await.unwrap();
    let opened = client.open_upload(&take, requests[2]).await.unwrap();
    let writer_epoch = opened.upload.writer_epoch as i64;

    let endpoint = Endpoint::from_shared(server.url()).unwrap();
    let channel = endpoint.initial_stream_window_size(WINDOW).connect().await;
    let data = Bytes::from(random.bytes(CHUNK_SIZE));
    let offsets = (0..OFFERED_SIZE).step_by(CHUNK_SIZE);
    let chunks = offsets.map(move |offset| StreamUploadRequest {
        chunk: Some(chunk(&take, writer_epoch, offset, &data)),
    });
    let mut request = Request::new(tokio_stream::iter(chunks));
    let authorization = format!("Bearer {}", server.token().expose());
    let metadata = request.metadata_mut();
    metadata.insert("authorization", authorization.parse().unwrap());
    let mut client = TakeUploadServiceClient::new(channel.unwrap());
    client.stream_upload(request).await.unwrap().into_inner()
}

fn chunk(take: &TakeId, writer_epoch: i64, offset: usize, data: &Bytes) -> Chunk {
    Chunk {
        take: name::take(take),
        writer_epoch,
        offset_bytes: offset as i64,
        crc32c: Some(crc32c::crc32c(data)),
        data: data.clone(),
    }
}

/// Bytes of memory that a server holds now.
fn resident_size(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap();
    kilobytes.parse::<u64>().unwrap() * 1024
}
