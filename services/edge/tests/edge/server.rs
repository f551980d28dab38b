//! A server with services that do what a test needs.

use std::net::SocketAddr;

use starling_edge::{Bind, Edge, Guard, Listener, MAX_MESSAGE_SIZE, NoGuard, Services, listen};
use starling_proto::content as wire;
use starling_proto::content::content_service_server::{ContentService, ContentServiceServer};
use starling_proto::error::status;
use starling_proto::session::take_upload_service_server::{
    TakeUploadService, TakeUploadServiceServer,
};
use starling_proto::session::{StreamUploadRequest, StreamUploadResponse};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{StreamExt as _, once, pending};
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codegen::BoxStream;
use tonic::{Code, Request, Response, Status, Streaming};

pub(crate) const GET_QUESTION: &str = "starling.content.v1.ContentService/GetQuestion";
pub(crate) const WATCH: &str = "starling.content.v1.ContentService/Watch";
pub(crate) const STREAM_UPLOAD: &str = "starling.session.v1.TakeUploadService/StreamUpload";
pub(crate) const HEALTH: &str = "grpc.health.v1.Health/Check";

/// A running server.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) served: JoinHandle<()>,
}

impl Server {
    /// A server on a free port, with an edge that the test has changed.
    pub(crate) async fn start(change: impl FnOnce(&mut Edge<NoGuard>)) -> Self {
        let mut edge = Edge::new(listen([loopback()], &NoGuard).await.unwrap(), NoGuard);
        change(&mut edge);
        Self::of(edge)
    }

    /// A server of an edge.
    pub(crate) fn of<G: Guard>(edge: Edge<G>) -> Self {
        Self::offering(edge, services())
    }

    /// A server of an edge and services.
    pub(crate) fn offering<G: Guard>(edge: Edge<G>, services: Services) -> Self {
        let url = edge.listeners.iter().find_map(Listener::url);
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(edge.serve(services, async {
            // A dropped sender stops the server too.
            let _ = stopped.await;
        }));
        Self {
            url: url.unwrap_or_default(),
            stop,
            served,
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        let (_, address) = self.url.split_once("://").unwrap();
        address.parse().unwrap()
    }
}

/// A free port of this machine.
pub(crate) fn loopback() -> Bind {
    Bind::from(SocketAddr::from(([127, 0, 0, 1], 0)))
}

pub(crate) fn services() -> Services {
    let mut services = Services::default();
    services.add(
        ContentServiceServer::new(Material)
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
    services
        .add(TakeUploadServiceServer::new(Material).max_decoding_message_size(MAX_MESSAGE_SIZE));
    services
}

struct Material;

#[tonic::async_trait]
impl ContentService for Material {
    /// Answers nothing for `never`, and to all others with their peer's port in place of a title.
    async fn get_question(
        &self,
        request: Request<wire::GetQuestionRequest>,
    ) -> Result<Response<wire::GetQuestionResponse>, Status> {
        let peer = starling_edge::Peer::of(request.extensions());
        match request.into_inner().name.as_str() {
            "never" => std::future::pending().await,
            "none" => Err(status(
                Code::NotFound,
                "QUESTION_NOT_FOUND",
                "there is none",
            )),
            _ => Ok(Response::new(wire::GetQuestionResponse {
                question: Some(wire::Question {
                    title: format!("{peer:?}"),
                    ..wire::Question::default()
                }),
            })),
        }
    }

    /// Tells one change, and no more.
    async fn watch(
        &self,
        _: Request<wire::WatchRequest>,
    ) -> Result<Response<BoxStream<wire::WatchResponse>>, Status> {
        let first = once(Ok(wire::WatchResponse::default()));
        Ok(Response::new(Box::pin(first.chain(pending()))))
    }
}

#[tonic::async_trait]
impl TakeUploadService for Material {
    /// Acknowledges every chunk with its offset, and gives on what its stream breaks with.
    async fn stream_upload(
        &self,
        request: Request<Streaming<StreamUploadRequest>>,
    ) -> Result<Response<BoxStream<StreamUploadResponse>>, Status> {
        let (answers, answered) = mpsc::channel(1);
        let mut chunks = request.into_inner();
        tokio::spawn(async move {
            while let Some(chunk) = chunks.next().await {
                let answer = chunk.map(|chunk| StreamUploadResponse {
                    committed_size_bytes: chunk.chunk.unwrap_or_default().offset_bytes,
                });
                if answers.send(answer).await.is_err() {
                    return;
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(answered))))
    }
}
