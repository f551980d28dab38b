//! Connections that say nothing, too much, or nonsense (services.md cases 42 to 44).

use std::time::Duration;

use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::content::{GetQuestionRequest, WatchRequest};
use starling_proto::transport::{Connection, Credentials, connect};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};
use tonic::codegen::http::Request;

use crate::curl::{call, named};
use crate::server::{GET_QUESTION, Server};

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the tests set for seconds.
const SHORT: Duration = Duration::from_millis(200);
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Says something, then waits until the server closes; what it said.
async fn last_words(server: &Server, said: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(said).await.unwrap();
    let mut answer = Vec::new();
    let closed = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    // A server that closes with something unread resets the connection.
    let _ = closed.expect("it closes");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_connection_that_does_not_begin_is_closed() {
    let server = Server::start(|edge| edge.limits.first_bytes = SHORT).await;
    for said in [
        &b""[..],
        &PREFACE[..12],
        &PREFACE[..23],
        b"POST /",
        b"POST /starling.content.v1.ContentService/GetQuestion HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        let answer = last_words(&server, said).await;
        assert!(!answer.contains(" 200 "), "{said:?}: {answer}");
    }
}

#[tokio::test]
async fn nonsense_is_answered_and_closed() {
    let server = Server::start(|_| ()).await;
    for said in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and so on, and so on\r\n\r\n"[..],
        b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    ] {
        let answer = last_words(&server, said).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{said:?}: {answer}");
    }
    // After the preface, HTTP/2 has words of its own.
    last_words(&server, &[PREFACE, &[0xff; 64]].concat()).await;
}

#[tokio::test]
async fn a_connection_that_has_begun_may_be_silent() {
    let server = Server::start(|edge| edge.limits.first_bytes = SHORT).await;
    let mut client = client(&server).await;
    let before = peer(&mut client).await;
    sleep(2 * SHORT).await;
    assert_eq!(peer(&mut client).await, before, "another connection");
}

#[tokio::test]
async fn a_connection_without_calls_is_closed() {
    let server = Server::start(|edge| edge.limits.idle = SHORT).await;
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (_requests, connection) = h2::client::handshake(stream).await.unwrap();
    timeout(PATIENCE, connection).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_with_a_call_under_way_is_kept() {
    let server = Server::start(|edge| edge.limits.idle = SHORT).await;
    let mut client = client(&server).await;
    let changes = client.watch(WatchRequest::default()).await.unwrap();
    let mut changes = changes.into_inner();
    changes.message().await.unwrap().unwrap();
    let before = peer(&mut client).await;
    sleep(4 * SHORT).await;
    assert_eq!(peer(&mut client).await, before, "another connection");
}

#[tokio::test]
async fn connections_past_the_cap_wait() {
    let server = Server::start(|edge| {
        edge.limits.connections = 1;
        edge.limits.first_bytes = SHORT;
    })
    .await;
    let mut silent = TcpStream::connect(server.address()).await.unwrap();
    let answer = call(&server.url, GET_QUESTION, &[], &named("one")).await;
    assert_eq!(answer.status(), "Ok");
    // It was answered because the silent one had been closed.
    assert_eq!(silent.try_read(&mut [0]).unwrap(), 0);
    drop(silent.shutdown().await);
}

#[tokio::test]
async fn a_flood_of_resets_ends_its_connection_only() {
    let server = Server::start(|_| ()).await;
    let mut client = client(&server).await;
    let before = peer(&mut client).await;

    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (mut requests, connection) = h2::client::handshake(stream).await.unwrap();
    let flood = async {
        for sent in 1.. {
            if sent % 100 == 0 {
                yield_now().await;
            }
            requests = requests.ready().await?;
            let request = Request::post(format!("http://localhost/{GET_QUESTION}"));
            let (answer, mut stream) = requests.send_request(request.body(()).unwrap(), false)?;
            stream.send_reset(h2::Reason::CANCEL);
            drop(answer);
        }
        Ok::<(), h2::Error>(())
    };
    let (_, ended) = timeout(PATIENCE, async { tokio::join!(flood, connection) })
        .await
        .expect("the flood ends");
    let ended = ended.unwrap_err();
    assert_eq!(
        ended.reason(),
        Some(h2::Reason::ENHANCE_YOUR_CALM),
        "{ended}"
    );
    assert_eq!(peer(&mut client).await, before, "another connection");
}

async fn client(server: &Server) -> ContentServiceClient<Connection> {
    let connection = connect(&server.url, &Credentials::default()).await;
    ContentServiceClient::new(connection.unwrap())
}

/// What the server takes the client for, its port included.
async fn peer(client: &mut ContentServiceClient<Connection>) -> String {
    let answer = client.get_question(GetQuestionRequest::default()).await;
    answer.unwrap().into_inner().question.unwrap().title
}
