//! A server that is asked to stop (services.md finding 10, case 37).

use std::time::Duration;

use starling_proto::content::WatchRequest;
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::session::{Chunk, StreamUploadRequest};
use starling_proto::transport::{Credentials, connect};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::curl::{call, framed, named};
use crate::server::{GET_QUESTION, HEALTH, Server};

/// What health answers, as protobuf has it.
const SERVING: &[u8] = &[0x08, 1];
const NOT_SERVING: &[u8] = &[0x08, 2];

#[tokio::test]
async fn a_lame_duck_still_answers_and_says_so() {
    let server = Server::start(|edge| edge.limits.lame_duck = Duration::from_secs(600)).await;
    let services = ["", "starling.content.v1.ContentService"];
    for service in services {
        let answer = call(&server.url, HEALTH, &[], &named(service)).await;
        assert_eq!(answer.body, framed(SERVING));
    }
    drop(server.stop);
    for service in services {
        loop {
            let answer = call(&server.url, HEALTH, &[], &named(service)).await;
            if answer.body == framed(NOT_SERVING) {
                break;
            }
        }
    }
    let answer = call(&server.url, GET_QUESTION, &[], &named("one")).await;
    assert_eq!(answer.status(), "Ok");
    server.served.abort();
}

#[tokio::test]
async fn what_is_under_way_may_end() {
    let server = Server::start(|edge| edge.limits.grace = Duration::from_secs(600)).await;
    let address = server.address();
    let connection = connect(&server.url, &Credentials::default()).await.unwrap();
    let (sender, chunks) = mpsc::channel(1);
    let mut client = TakeUploadServiceClient::new(connection);
    let answers = client.stream_upload(ReceiverStream::new(chunks)).await;
    let mut answers = answers.unwrap().into_inner();
    drop(client);
    let mut stop = Some(server.stop);
    for offset_bytes in 1..10 {
        let chunk = Chunk {
            offset_bytes,
            ..Chunk::default()
        };
        let request = StreamUploadRequest { chunk: Some(chunk) };
        sender.send(request).await.unwrap();
        let answer = answers.message().await.unwrap().unwrap();
        assert_eq!(answer.committed_size_bytes, offset_bytes);
        if offset_bytes == 5 {
            drop(stop.take());
            while TcpStream::connect(address).await.is_ok() {}
        }
    }
    drop(sender);
    assert_eq!(answers.message().await.unwrap(), None);
    drop(answers);
    server.served.await.unwrap();
}

#[tokio::test]
async fn what_does_not_end_is_cut_off() {
    let server = Server::start(|edge| edge.limits.grace = Duration::from_millis(100)).await;
    let connection = connect(&server.url, &Credentials::default()).await.unwrap();
    let mut client = ContentServiceClient::new(connection);
    let changes = client.watch(WatchRequest::default()).await.unwrap();
    let mut changes = changes.into_inner();
    changes.message().await.unwrap().unwrap();
    drop(server.stop);
    server.served.await.unwrap();
    changes.message().await.unwrap_err();
}
