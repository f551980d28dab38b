//! The session service's client.

mod keep;

use std::time::Duration;

use crate::transport::Connection;
use starling_practice::{
    Collection, Consent, Fit, ItemId, Session, Slug, StoredReport, Take, TakeEnd, TakeId,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use uuid::Uuid;

use super::{present, sound};
use crate::convert::{Chunk, Upload, duration_to_wire};
use crate::error::CallError;
use crate::session::session_service_client::SessionServiceClient;
use crate::session::take_upload_service_client::TakeUploadServiceClient;
use crate::{name, session};

/// Asks the session service.
#[derive(Debug, Clone)]
pub struct SessionClient {
    sessions: SessionServiceClient<Connection>,
    uploads: TakeUploadServiceClient<Connection>,
}

/// An upload that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedUpload {
    /// How far it is.
    pub upload: Upload,
    /// The most bytes in a chunk.
    pub max_chunk_size: usize,
    /// The most bytes that a stream may have unacknowledged.
    pub max_unacknowledged_size: u64,
}

impl SessionClient {
    /// A client on a connection.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self {
            sessions: SessionServiceClient::new(connection.clone()),
            uploads: TakeUploadServiceClient::new(connection),
        }
    }

    /// Creates a session, kept so long or for ever, or returns the one that the same request has created.
    ///
    /// # Errors
    /// [`CallError`] as the service or the connection gives it; so for every method here.
    pub async fn create_session(
        &mut self,
        request_id: Uuid,
        title: &str,
        retention: Option<Duration>,
    ) -> Result<Session, CallError> {
        let request = session::CreateSessionRequest {
            request_id: request_id.to_string(),
            title: title.to_owned(),
            retention: retention.map(duration_to_wire),
        };
        let response = self.sessions.create_session(request).await?.into_inner();
        sound(present(response.session)?.try_into())
    }

    /// Creates a take with its question and format frozen, or returns the one that the same request has
    /// created.
    pub async fn create_take(
        &mut self,
        session: &Slug,
        request_id: Uuid,
        question: &ItemId,
        format: &ItemId,
        fit: Fit,
        consent: Option<Consent>,
    ) -> Result<Take, CallError> {
        let request = session::CreateTakeRequest {
            parent: name::session(session),
            request_id: request_id.to_string(),
            question: name::item(Collection::Questions, question),
            format: name::item(Collection::Formats, format),
            fit: session::Fit::from(fit).into(),
            consent: consent.map(Into::into),
        };
        let response = self.sessions.create_take(request).await?.into_inner();
        sound(present(response.take)?.try_into())
    }

    /// Stores how a take ended.
    pub async fn finish_take(&mut self, take: &TakeId, end: TakeEnd) -> Result<Take, CallError> {
        let request = session::FinishTakeRequest {
            name: name::take(take),
            end: Some(end.into()),
        };
        let response = self.sessions.finish_take(request).await?.into_inner();
        sound(present(response.take)?.try_into())
    }

    /// Makes a report of the stored take, or returns the one that the same request has made.
    pub async fn create_report(
        &mut self,
        take: &TakeId,
        request_id: Uuid,
    ) -> Result<StoredReport, CallError> {
        let request = session::CreateReportRequest {
            parent: name::take(take),
            request_id: request_id.to_string(),
        };
        let response = self.sessions.create_report(request).await?.into_inner();
        sound(present(response.report)?.try_into())
    }

    /// Opens an upload, or takes it over.
    pub async fn open_upload(
        &mut self,
        take: &TakeId,
        request_id: Uuid,
    ) -> Result<OpenedUpload, CallError> {
        let request = session::OpenUploadRequest {
            take: name::take(take),
            request_id: request_id.to_string(),
        };
        let response = self.uploads.open_upload(request).await?.into_inner();
        Ok(OpenedUpload {
            upload: sound(present(response.upload)?.try_into())?,
            max_chunk_size: sound(usize::try_from(response.max_chunk_size_bytes))?.max(1),
            max_unacknowledged_size: sound(u64::try_from(response.max_unacknowledged_size_bytes))?
                .max(1),
        })
    }

    /// Appends a chunk; gives the committed size when it is durable.
    pub async fn append_upload(&mut self, chunk: Chunk) -> Result<u64, CallError> {
        let request = session::AppendUploadRequest {
            chunk: Some(chunk.into()),
        };
        let response = self.uploads.append_upload(request).await?.into_inner();
        sound(u64::try_from(response.committed_size_bytes))
    }

    /// Appends chunks as they come; gives the committed size each time it is told.
    pub async fn stream_upload(
        &mut self,
        chunks: mpsc::Receiver<Chunk>,
    ) -> Result<impl Stream<Item = Result<u64, CallError>> + Send + use<>, CallError> {
        let requests = ReceiverStream::new(chunks).map(|chunk| session::StreamUploadRequest {
            chunk: Some(chunk.into()),
        });
        let responses = self.uploads.stream_upload(requests).await?.into_inner();
        Ok(responses.map(|response| sound(u64::try_from(response?.committed_size_bytes))))
    }

    /// Finishes an upload.
    pub async fn finish_upload(
        &mut self,
        take: &TakeId,
        writer_epoch: u64,
        size: u64,
        blake3: [u8; 32],
    ) -> Result<Upload, CallError> {
        let request = session::FinishUploadRequest {
            take: name::take(take),
            writer_epoch: sound(i64::try_from(writer_epoch))?,
            size_bytes: sound(i64::try_from(size))?,
            blake3: blake3.to_vec(),
        };
        let response = self.uploads.finish_upload(request).await?.into_inner();
        sound(present(response.upload)?.try_into())
    }
}
