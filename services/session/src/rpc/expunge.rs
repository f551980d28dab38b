//! Calls that remove things for good.

use starling_proto::convert::ConvertError;
use starling_proto::{name, session as wire};
use tonic::{Request, Response};

use super::{Answer, Rpc, called, etag};
use crate::store::Store;
use crate::watch::Change;

pub(super) async fn session<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ExpungeSessionRequest>,
) -> Answer<wire::ExpungeSessionResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_session("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id).await?;
    let expunged = permit
        .store()
        .expunge_session(id.clone(), etag(&request.etag));
    let backups = expunged.await?;
    rpc.access.forget(&id);
    rpc.links.end_session(&id);
    rpc.changes.tell(permit.owner(), Change::Session(id));
    Ok(Response::new(wire::ExpungeSessionResponse {
        backups: backups.into_iter().map(Into::into).collect(),
    }))
}

pub(super) async fn take<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ExpungeTakeRequest>,
) -> Answer<wire::ExpungeTakeResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let expunged = permit.store().expunge_take(id.clone(), etag(&request.etag));
    let backups = expunged.await?;
    rpc.changes.tell(permit.owner(), Change::Take(id));
    Ok(Response::new(wire::ExpungeTakeResponse {
        backups: backups.into_iter().map(Into::into).collect(),
    }))
}

pub(super) async fn everything<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ExpungeOwnerRequest>,
) -> Answer<wire::ExpungeOwnerResponse> {
    let (caller, request) = called(request)?;
    if !request.confirm {
        return Err(ConvertError::new("confirm", "must be true").into());
    }
    let permit = rpc.access.own(&caller)?;
    let expunged = permit.store().expunge_owner(permit.owner().clone()).await?;
    rpc.changes.tell(permit.owner(), Change::Everything);
    Ok(Response::new(wire::ExpungeOwnerResponse {
        session_count: i32::try_from(expunged.session_count).unwrap_or(i32::MAX),
        backups: expunged.backups.into_iter().map(Into::into).collect(),
    }))
}
