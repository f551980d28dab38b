//! The gRPC services: each call converts, calls, converts. Clock and randomness enter the service here.

mod audio;
mod comments;
mod export;
mod expunge;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod overview;
mod paging;
mod playback;
mod reports;
mod reviews;
mod rubrics;
mod sessions;
mod share_links;
mod takes;
mod uploads;
mod voices;
mod watch;

use starling_edge::{MAX_MESSAGE_SIZE, Services};
use starling_practice::Etag;
use starling_proto::client::ContentClient;
use starling_proto::convert::ConvertError;
use starling_proto::session as wire;
use starling_proto::session::overview_service_server::OverviewServiceServer;
use starling_proto::session::playback_service_server::PlaybackServiceServer;
use starling_proto::session::review_service_server::ReviewServiceServer;
use starling_proto::session::session_service_server::{SessionService, SessionServiceServer};
use starling_proto::session::share_service_server::ShareServiceServer;
use starling_proto::session::take_upload_service_server::TakeUploadServiceServer;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::access::{Access, Caller, Links, Refusal};
use crate::analysis::Analysis;
use crate::playback::{self as player, Addresses, Player};
use crate::store::{Shown, Store};
use crate::watch::Changes;
use crate::waveforms::Waveforms;

/// What may stand around a spoken comment of the most bytes: three texts.
const MAX_COMMENT_SIZE: usize = 64 * 1024;

type Answer<T> = Result<Response<T>, Status>;

/// What the calls work on.
#[derive(Debug, Clone)]
struct Rpc<S> {
    access: Access<S>,
    links: Links<S>,
    content: ContentClient,
    analysis: Analysis,
    changes: Changes,
    waveforms: Waveforms,
    player: Player<S>,
}

/// Adds the services, and the audio that their addresses lead to.
pub(crate) fn mount<S: Store>(
    access: Access<S>,
    links: Links<S>,
    content: ContentClient,
    changes: Changes,
    addresses: Addresses,
    services: &mut Services,
) {
    let analysis = Analysis::default();
    let player = Player {
        addresses,
        access: access.clone(),
        links: links.clone(),
        analysis: analysis.clone(),
    };
    let of_pages = player.clone();
    services.add_pages(player::PREFIX, move |request| {
        of_pages.clone().answer(request)
    });
    let rpc = Rpc {
        access,
        links,
        content,
        analysis,
        changes,
        waveforms: Waveforms::default(),
        player,
    };
    services.add(
        SessionServiceServer::new(rpc.clone())
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
    services.add(
        TakeUploadServiceServer::new(rpc.clone())
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
    services.add(
        ReviewServiceServer::new(rpc.clone())
            .max_decoding_message_size(MAX_MESSAGE_SIZE + MAX_COMMENT_SIZE)
            .accept_compressed(Gzip),
    );
    services.add(
        OverviewServiceServer::new(rpc.clone())
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
    services.add(
        PlaybackServiceServer::new(rpc.clone())
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
    services.add(
        ShareServiceServer::new(rpc)
            .max_decoding_message_size(MAX_MESSAGE_SIZE)
            .accept_compressed(Gzip),
    );
}

#[tonic::async_trait]
impl<S: Store> SessionService for Rpc<S> {
    async fn create_session(
        &self,
        request: Request<wire::CreateSessionRequest>,
    ) -> Answer<wire::CreateSessionResponse> {
        sessions::create(self, request).await
    }

    async fn get_session(
        &self,
        request: Request<wire::GetSessionRequest>,
    ) -> Answer<wire::GetSessionResponse> {
        sessions::get(self, request).await
    }

    async fn list_sessions(
        &self,
        request: Request<wire::ListSessionsRequest>,
    ) -> Answer<wire::ListSessionsResponse> {
        sessions::list(self, request).await
    }

    async fn update_session(
        &self,
        request: Request<wire::UpdateSessionRequest>,
    ) -> Answer<wire::UpdateSessionResponse> {
        sessions::update(self, request).await
    }

    async fn delete_session(
        &self,
        request: Request<wire::DeleteSessionRequest>,
    ) -> Answer<wire::DeleteSessionResponse> {
        sessions::delete(self, request).await
    }

    async fn undelete_session(
        &self,
        request: Request<wire::UndeleteSessionRequest>,
    ) -> Answer<wire::UndeleteSessionResponse> {
        sessions::undelete(self, request).await
    }

    async fn expunge_session(
        &self,
        request: Request<wire::ExpungeSessionRequest>,
    ) -> Answer<wire::ExpungeSessionResponse> {
        expunge::session(self, request).await
    }

    async fn expunge_owner(
        &self,
        request: Request<wire::ExpungeOwnerRequest>,
    ) -> Answer<wire::ExpungeOwnerResponse> {
        expunge::everything(self, request).await
    }

    async fn create_take(
        &self,
        request: Request<wire::CreateTakeRequest>,
    ) -> Answer<wire::CreateTakeResponse> {
        takes::create(self, request).await
    }

    async fn get_take(
        &self,
        request: Request<wire::GetTakeRequest>,
    ) -> Answer<wire::GetTakeResponse> {
        takes::get(self, request).await
    }

    async fn list_takes(
        &self,
        request: Request<wire::ListTakesRequest>,
    ) -> Answer<wire::ListTakesResponse> {
        takes::list(self, request).await
    }

    async fn delete_take(
        &self,
        request: Request<wire::DeleteTakeRequest>,
    ) -> Answer<wire::DeleteTakeResponse> {
        takes::delete(self, request).await
    }

    async fn undelete_take(
        &self,
        request: Request<wire::UndeleteTakeRequest>,
    ) -> Answer<wire::UndeleteTakeResponse> {
        takes::undelete(self, request).await
    }

    async fn expunge_take(
        &self,
        request: Request<wire::ExpungeTakeRequest>,
    ) -> Answer<wire::ExpungeTakeResponse> {
        expunge::take(self, request).await
    }

    async fn read_audio(
        &self,
        request: Request<wire::ReadAudioRequest>,
    ) -> Answer<BoxStream<wire::ReadAudioResponse>> {
        audio::read(self, request).await
    }

    async fn finish_take(
        &self,
        request: Request<wire::FinishTakeRequest>,
    ) -> Answer<wire::FinishTakeResponse> {
        takes::finish(self, request).await
    }

    async fn create_report(
        &self,
        request: Request<wire::CreateReportRequest>,
    ) -> Answer<wire::CreateReportResponse> {
        reports::create(self, request).await
    }

    async fn get_report(
        &self,
        request: Request<wire::GetReportRequest>,
    ) -> Answer<wire::GetReportResponse> {
        reports::get(self, request).await
    }

    async fn list_reports(
        &self,
        request: Request<wire::ListReportsRequest>,
    ) -> Answer<wire::ListReportsResponse> {
        reports::list(self, request).await
    }
}

/// Who calls, and what is asked.
fn called<T>(request: Request<T>) -> Result<(Caller, T), Refusal> {
    Ok((Caller::of(&request)?, request.into_inner()))
}

/// The state that a change is meant for; none for any.
fn etag(text: &str) -> Option<Etag> {
    (!text.is_empty()).then(|| Etag::new(text.to_owned()))
}

fn shown(show_deleted: bool) -> Shown {
    if show_deleted {
        Shown::All
    } else {
        Shown::Kept
    }
}

/// Reads the id of a request that may be repeated.
fn request_id(text: &str) -> Result<Uuid, ConvertError> {
    Uuid::parse_str(text).map_err(|_| ConvertError::new("request_id", "must be a UUID"))
}
