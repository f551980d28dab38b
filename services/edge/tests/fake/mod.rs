//! A server behind the edge, with services that are fakes: each call ends as its name below says.

use starling_edge::{Bind, Edge, NoGuard, Services, listen};
use starling_proto::session as wire;
use starling_proto::session::session_service_server::{SessionService, SessionServiceServer};
use starling_proto::session::take_upload_service_server::{
    TakeUploadService, TakeUploadServiceServer,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

/// A running server.
pub(crate) struct Server {
    pub(crate) url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

struct Fake;

impl Server {
    pub(crate) async fn start() -> Self {
        let bind = Bind::Tcp {
            address: "127.0.0.1:0".parse().unwrap(),
            tls: None,
        };
        let listeners = listen([bind], &NoGuard).await.unwrap();
        let url = listeners[0].url().unwrap();
        let mut services = Services::default();
        services.add(SessionServiceServer::new(Fake));
        services.add(TakeUploadServiceServer::new(Fake));
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { drop(stopped.await) };
        let task = tokio::spawn(Edge::new(listeners, NoGuard).serve(services, stopped));
        Self { url, stop, task }
    }

    /// Stops it; all connections must have ended.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }
}

#[tonic::async_trait]
impl SessionService for Fake {
    /// Is answered.
    async fn get_session(
        &self,
        _: Request<wire::GetSessionRequest>,
    ) -> Result<Response<wire::GetSessionResponse>, Status> {
        tracing::info!(target: "starling_fake", "asked");
        Ok(Response::new(wire::GetSessionResponse::default()))
    }
}

#[tonic::async_trait]
impl TakeUploadService for Fake {
    /// Is not there.
    async fn get_upload(
        &self,
        _: Request<wire::GetUploadRequest>,
    ) -> Result<Response<wire::GetUploadResponse>, Status> {
        Err(Status::not_found("no upload"))
    }

    /// Goes on for ever.
    async fn stream_upload(
        &self,
        _: Request<Streaming<wire::StreamUploadRequest>>,
    ) -> Result<Response<BoxStream<wire::StreamUploadResponse>>, Status> {
        Ok(Response::new(Box::pin(tokio_stream::pending())))
    }
}
