//! Calls on sessions.

use std::time::SystemTime;

use starling_practice::{Lifecycle, Session, Slug};
use starling_proto::convert::{ConvertError, mask, retention};
use starling_proto::{name, session as wire};
use tonic::{Request, Response};
use uuid::Uuid;

use super::paging::{next_token, page};
use super::{Answer, Rpc, called, etag, request_id, shown};
use crate::store::{SessionChange, Store};
use crate::watch::Change;

const MAX_TITLE_LEN: usize = 200;
/// What can be changed.
const TITLE: &str = "title";
const RETENTION: &str = "retention";

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateSessionRequest>,
) -> Answer<wire::CreateSessionResponse> {
    let (caller, request) = called(request)?;
    let session = Session {
        id: new_id(),
        title: title("title", request.title)?,
        retention: retention("retention", request.retention)?,
        lifecycle: Lifecycle::new(SystemTime::now()),
    };
    let permit = rpc.access.own(&caller)?;
    let request_id = request_id(&request.request_id)?;
    let created = permit
        .store()
        .create_session(request_id, permit.owner().clone(), session);
    let session = created.await?;
    rpc.changes
        .tell(permit.owner(), Change::Session(session.id.clone()));
    Ok(Response::new(wire::CreateSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetSessionRequest>,
) -> Answer<wire::GetSessionResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_session("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id).await?;
    let session = permit.store().session(id).await?;
    Ok(Response::new(wire::GetSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListSessionsRequest>,
) -> Answer<wire::ListSessionsResponse> {
    let (caller, request) = called(request)?;
    let shown = shown(request.show_deleted);
    let query = format!("sessions {shown:?}");
    let page = page(&query, request.page_size, &request.page_token)?;
    let permit = rpc.access.own(&caller)?;
    let listed = permit
        .store()
        .sessions(permit.owner().clone(), shown, page)
        .await?;
    Ok(Response::new(wire::ListSessionsResponse {
        sessions: listed.items.into_iter().map(Into::into).collect(),
        next_page_token: next_token(&query, listed.last),
    }))
}

pub(super) async fn update<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::UpdateSessionRequest>,
) -> Answer<wire::UpdateSessionResponse> {
    let (caller, request) = called(request)?;
    let fields = mask("update_mask", request.update_mask, &[TITLE, RETENTION])?;
    let wire = request
        .session
        .ok_or_else(|| ConvertError::new("session", "is required"))?;
    let id = name::parse_session("session.name", &wire.name)?;
    let permit = rpc.access.session(&caller, &id).await?;
    let etag = etag(&wire.etag);
    let change = change(wire, &fields)?;
    let now = SystemTime::now();
    let session = permit.store().update_session(id, etag, change, now).await?;
    rpc.changes
        .tell(permit.owner(), Change::Session(session.id.clone()));
    Ok(Response::new(wire::UpdateSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::DeleteSessionRequest>,
) -> Answer<wire::DeleteSessionResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_session("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id).await?;
    let etag = etag(&request.etag);
    let session = permit
        .store()
        .delete_session(id, etag, SystemTime::now())
        .await?;
    rpc.links.end_session(&session.id);
    rpc.changes
        .tell(permit.owner(), Change::Session(session.id.clone()));
    Ok(Response::new(wire::DeleteSessionResponse {
        session: Some(session.into()),
    }))
}

pub(super) async fn undelete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::UndeleteSessionRequest>,
) -> Answer<wire::UndeleteSessionResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_session("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id).await?;
    let etag = etag(&request.etag);
    let session = permit
        .store()
        .undelete_session(id, etag, SystemTime::now())
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Session(session.id.clone()));
    Ok(Response::new(wire::UndeleteSessionResponse {
        session: Some(session.into()),
    }))
}

/// A new id: a UUID of version 7.
pub(super) fn new_id() -> Slug {
    Slug::new(&Uuid::now_v7().to_string()).expect("a UUID is hexadecimal digits and hyphens")
}

/// The new values of the fields that a mask names.
fn change(session: wire::Session, fields: &[&'static str]) -> Result<SessionChange, ConvertError> {
    let changes = |field| fields.contains(&field);
    Ok(SessionChange {
        title: changes(TITLE)
            .then(|| title("session.title", session.title))
            .transpose()?,
        retention: changes(RETENTION)
            .then(|| retention("session.retention", session.retention))
            .transpose()?,
    })
}

fn title(field: &'static str, title: String) -> Result<String, ConvertError> {
    if title.chars().count() > MAX_TITLE_LEN {
        let problem = format!("must be at most {MAX_TITLE_LEN} characters");
        return Err(ConvertError::new(field, problem));
    }
    Ok(title)
}
