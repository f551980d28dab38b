//! Callers who were let in, and must go while they are answered.

use http::request::Parts;
use starling_edge::{Edge, Expulsion, Guard, listen};
use starling_proto::content::WatchRequest;
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::error::{CallError, status};
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::session::{Chunk, StreamUploadRequest};
use starling_proto::transport::{Credentials, connect};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};

use crate::curl::{call, framed, named};
use crate::server::{GET_QUESTION, Server, WATCH, loopback};

/// Lets everybody in until all must go.
struct Expelling(watch::Receiver<bool>);

impl Guard for Expelling {
    async fn admit(&self, _: &mut Parts) -> Result<Expulsion, Status> {
        let mut told = self.0.clone();
        Ok(Expulsion::when(async move {
            // An error would mean that the test is over.
            let _ = told.wait_for(|must_go| *must_go).await;
            status(Code::Unauthenticated, "TOKEN_REFUSED", "it has expired")
        }))
    }

    fn demands_credentials(&self) -> bool {
        false
    }
}

async fn expelling() -> (Server, watch::Sender<bool>) {
    let (expel, told) = watch::channel(false);
    let guard = Expelling(told);
    let listeners = listen([loopback()], &guard).await.unwrap();
    (Server::of(Edge::new(listeners, guard)), expel)
}

#[tokio::test]
async fn streams_end_with_what_their_callers_are_told() {
    let (server, expel) = expelling().await;
    let connection = connect(&server.url, &Credentials::default()).await.unwrap();
    let mut content = ContentServiceClient::new(connection.clone());
    let watched = content.watch(WatchRequest::default()).await;
    let mut watched = watched.unwrap().into_inner();
    watched.message().await.unwrap().unwrap();

    let (chunks, sent) = mpsc::channel(1);
    let mut uploads = TakeUploadServiceClient::new(connection);
    let answers = uploads.stream_upload(ReceiverStream::new(sent)).await;
    let mut answers = answers.unwrap().into_inner();
    let chunk = || StreamUploadRequest {
        chunk: Some(Chunk::default()),
    };
    chunks.send(chunk()).await.unwrap();
    answers.message().await.unwrap().unwrap();

    expel.send(true).unwrap();
    is_over(&mut watched).await;
    is_over(&mut answers).await;
    // The server takes in no more of it.
    while chunks.send(chunk()).await.is_ok() {}
    server.served.abort();
}

async fn is_over<T>(stream: &mut Streaming<T>) {
    let error = CallError::from(stream.message().await.err().unwrap());
    let told = (error.code, error.reason.as_str(), error.message.as_str());
    let expected = (Code::Unauthenticated, "TOKEN_REFUSED", "it has expired");
    assert_eq!(told, expected);
    assert!(stream.message().await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_that_is_ready_goes_to_whoever_must_go() {
    let (server, expel) = expelling().await;
    let answer = call(&server.url, GET_QUESTION, &[], &named("one")).await;
    assert_eq!(answer.status(), "Ok");
    expel.send(true).unwrap();
    for (path, body) in [(GET_QUESTION, named("one")), (WATCH, framed(b""))] {
        let answer = call(&server.url, path, &[], &body).await;
        assert_eq!(answer.status(), "Unauthenticated TOKEN_REFUSED");
        assert_eq!(answer.body, b"", "{path}");
    }
    server.served.abort();
}
