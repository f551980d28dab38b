//! The service in this process, and the clients that the tests call it with.

use std::path::Path;

use starling_edge::{Bind, Edge, Listener, Services};
use starling_proto::error::CallError;
use starling_proto::session as wire;
use starling_proto::session::review_service_client::ReviewServiceClient;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::transport::{Connection, Credentials, connect, connect_lazy};
use starling_session::{Config, Limits, Lock, SessionService};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::{Response, Status};
use uuid::Uuid;

use crate::fake_content::{FORMAT, FakeContent, QUESTION};

/// A session service with a content service of its own.
pub(crate) struct Service {
    pub(crate) url: String,
    pub(crate) content: FakeContent,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    /// Where its socket is, which lets its user in.
    _sockets: TempDir,
}

/// Calls of a session service as a foreign program makes them.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) sessions: SessionServiceClient<Connection>,
    pub(crate) uploads: TakeUploadServiceClient<Connection>,
    pub(crate) reviews: ReviewServiceClient<Connection>,
}

impl Service {
    pub(crate) async fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, Limits::default()).await
    }

    pub(crate) async fn start_with(data_dir: &Path, limits: Limits) -> Self {
        let content = FakeContent::start().await;
        let service = SessionService::open(Config {
            data_dir: data_dir.to_owned(),
            content: connect_lazy(&content.url, &Credentials::default()).unwrap(),
            limits,
            issuer: None,
            lock: Lock::Shared,
        })
        .unwrap();
        let gate = service.gate(None);
        let sockets = TempDir::new().unwrap();
        let socket = Bind::Unix(sockets.path().join("private/socket"));
        let listeners = starling_edge::listen([socket], &gate).await.unwrap();
        let url = listeners.iter().find_map(Listener::url).unwrap();
        let edge = Edge::new(listeners, gate);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async {
            let stopped = async { drop(stopped.await) };
            let served = service.serve(edge, Services::default(), stopped);
            served.await.unwrap();
        });
        Self {
            url,
            _sockets: sockets,
            content,
            stop,
            task,
        }
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(&self.url).await
    }

    /// Stops both services; all connections must have ended.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
        self.content.stop().await;
    }
}

impl Client {
    pub(crate) async fn connect(url: &str) -> Self {
        let connection = connect(url, &Credentials::default()).await.unwrap();
        Self {
            sessions: SessionServiceClient::new(connection.clone()),
            uploads: TakeUploadServiceClient::new(connection.clone()),
            reviews: ReviewServiceClient::new(connection),
        }
    }

    /// A new session; its name.
    pub(crate) async fn session(&mut self) -> String {
        let request = wire::CreateSessionRequest {
            request_id: new_request(),
            title: "Monday".to_owned(),
            retention: None,
        };
        let response = self.sessions.create_session(request).await.unwrap();
        response.into_inner().session.unwrap().name
    }

    /// A new take of a session; its name.
    pub(crate) async fn take(&mut self, session: &str) -> String {
        let request = create_take(session);
        let response = self.sessions.create_take(request).await.unwrap();
        response.into_inner().take.unwrap().name
    }

    /// A new session's new take; its name.
    pub(crate) async fn new_take(&mut self) -> String {
        let session = self.session().await;
        self.take(&session).await
    }

    /// Opens the upload of a take as a new writer.
    pub(crate) async fn open(&mut self, take: &str) -> wire::Upload {
        let request = wire::OpenUploadRequest {
            take: take.to_owned(),
            request_id: new_request(),
        };
        let response = self.uploads.open_upload(request).await.unwrap();
        response.into_inner().upload.unwrap()
    }

    /// Uploads a whole take and finishes its upload.
    pub(crate) async fn upload(&mut self, take: &str, data: &[u8]) {
        let writer_epoch = self.open(take).await.writer_epoch;
        let mut offset = 0;
        for piece in data.chunks(100_000) {
            let chunk = chunk(take, writer_epoch, offset, piece);
            let request = wire::AppendUploadRequest { chunk: Some(chunk) };
            self.uploads.append_upload(request).await.unwrap();
            offset += piece.len();
        }
        let request = finish_upload(take, writer_epoch, data);
        self.uploads.finish_upload(request).await.unwrap();
    }
}

pub(crate) fn create_take(session: &str) -> wire::CreateTakeRequest {
    wire::CreateTakeRequest {
        parent: session.to_owned(),
        request_id: new_request(),
        question: QUESTION.to_owned(),
        format: FORMAT.to_owned(),
        fit: wire::Fit::Printed.into(),
        consent: None,
    }
}

pub(crate) fn chunk(take: &str, writer_epoch: i64, offset: usize, data: &[u8]) -> wire::Chunk {
    wire::Chunk {
        take: take.to_owned(),
        writer_epoch,
        offset_bytes: offset as i64,
        data: data.to_vec().into(),
        crc32c: Some(crc32c::crc32c(data)),
    }
}

pub(crate) fn finish_upload(
    take: &str,
    writer_epoch: i64,
    data: &[u8],
) -> wire::FinishUploadRequest {
    wire::FinishUploadRequest {
        take: take.to_owned(),
        writer_epoch,
        size_bytes: data.len() as i64,
        blake3: blake3::hash(data).as_bytes().to_vec(),
    }
}

pub(crate) fn new_request() -> String {
    Uuid::new_v4().to_string()
}

/// Code and reason of a refusal, as a program sees them.
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<Response<T>, Status>) -> String {
    reason(&result.unwrap_err().into())
}

pub(crate) fn reason(error: &CallError) -> String {
    format!("{:?} {}", error.code, error.reason)
}
