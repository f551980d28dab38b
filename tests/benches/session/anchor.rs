//! Bare tonic: the same messages with nothing of ours behind them. A process of its own, like the server.

use std::pin::Pin;
use std::time::SystemTime;

use starling_proto::session::session_service_server::{SessionService, SessionServiceServer};
use starling_proto::session::take_upload_service_server::{
    TakeUploadService, TakeUploadServiceServer,
};
use starling_proto::session::{
    GetSessionRequest, GetSessionResponse, Session, StreamUploadRequest, StreamUploadResponse,
};
use starling_proto::transport::{CONNECTION_WINDOW, STREAM_WINDOW};
use tokio::net::TcpListener;
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

use crate::Outcome;

/// The argument that makes this program the anchor.
pub(crate) const ROLE: &str = "anchor";
/// As long as a title may be.
pub(crate) const TITLE_LEN: usize = 200;

struct Bare;

#[tonic::async_trait]
impl SessionService for Bare {
    async fn get_session(
        &self,
        request: Request<GetSessionRequest>,
    ) -> Result<Response<GetSessionResponse>, Status> {
        let session = Session {
            name: request.into_inner().name,
            title: "x".repeat(TITLE_LEN),
            create_time: Some(SystemTime::now().into()),
            update_time: Some(SystemTime::now().into()),
            etag: "1".to_owned(),
            ..Session::default()
        };
        Ok(Response::new(GetSessionResponse {
            session: Some(session),
        }))
    }
}

type Acknowledgements = Pin<Box<dyn Stream<Item = Result<StreamUploadResponse, Status>> + Send>>;

#[tonic::async_trait]
impl TakeUploadService for Bare {
    async fn stream_upload(
        &self,
        request: Request<Streaming<StreamUploadRequest>>,
    ) -> Result<Response<Acknowledgements>, Status> {
        let mut size = 0;
        let answers = request.into_inner().map(move |message| {
            let chunk = message?.chunk.unwrap_or_default();
            size = size.max(chunk.offset_bytes + chunk.data.len() as i64);
            Ok(StreamUploadResponse {
                committed_size_bytes: size,
            })
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

/// Serves until it is killed; says where on standard output.
pub(crate) async fn serve() -> Outcome<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("serving on http://{};", listener.local_addr()?);
    let (_, health) = tonic_health::server::health_reporter();
    Server::builder()
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(2_000)
        .add_service(health)
        .add_service(SessionServiceServer::new(Bare))
        .add_service(TakeUploadServiceServer::new(Bare))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)))
        .await?;
    Ok(())
}
