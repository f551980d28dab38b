//! Calls on sessions.

use std::time::SystemTime;

use starling_practice::{Lifecycle, Session, Slug};
use starling_proto::convert::{ConvertError, retention};
use starling_proto::{name, session as wire};
use tonic::Response;
use uuid::Uuid;

use super::paging::{next_token, page};
use super::{Answer, Rpc, request_id};
use crate::store::Store;

const MAX_TITLE_LEN: usize = 200;

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: wire::CreateSessionRequest,
) -> Answer<wire::CreateSessionResponse> {
    if request.title.chars().count() > MAX_TITLE_LEN {
        let problem = format!("must be at most {MAX_TITLE_LEN} characters");
        return Err(ConvertError::new("title", problem).into());
    }
    let session = Session {
        id: new_id(),
        title: request.title,
        retention: retention("retention", request.retention)?,
        lifecycle: Lifecycle::new(SystemTime::now()),
    };
    let session = rpc
        .store
        .create_session(request_id(&request.request_id)?, session)
        .await?;
    Ok(Response::new(wire::CreateSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: wire::GetSessionRequest,
) -> Answer<wire::GetSessionResponse> {
    let id = name::parse_session("name", &request.name)?;
    let session = rpc.store.session(id).await?;
    Ok(Response::new(wire::GetSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ListSessionsRequest,
) -> Answer<wire::ListSessionsResponse> {
    const QUERY: &str = "sessions";
    let page = page(QUERY, request.page_size, &request.page_token)?;
    let listed = rpc.store.sessions(page).await?;
    Ok(Response::new(wire::ListSessionsResponse {
        sessions: listed.items.into_iter().map(Into::into).collect(),
        next_page_token: next_token(QUERY, listed.last),
    }))
}

/// A new id: a UUID of version 7.
pub(super) fn new_id() -> Slug {
    Slug::new(&Uuid::now_v7().to_string()).expect("a UUID is hexadecimal digits and hyphens")
}
