//! Calls that remove things for good.

use starling_proto::convert::ConvertError;
use starling_proto::{name, session as wire};
use tonic::Response;

use super::{Answer, Rpc, etag, owner};
use crate::store::Store;

pub(super) async fn session<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ExpungeSessionRequest,
) -> Answer<wire::ExpungeSessionResponse> {
    let id = name::parse_session("name", &request.name)?;
    let backups = rpc.store.expunge_session(id, etag(&request.etag)).await?;
    Ok(Response::new(wire::ExpungeSessionResponse {
        backups: backups.into_iter().map(Into::into).collect(),
    }))
}

pub(super) async fn take<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ExpungeTakeRequest,
) -> Answer<wire::ExpungeTakeResponse> {
    let id = name::parse_take("name", &request.name)?;
    let backups = rpc.store.expunge_take(id, etag(&request.etag)).await?;
    Ok(Response::new(wire::ExpungeTakeResponse {
        backups: backups.into_iter().map(Into::into).collect(),
    }))
}

pub(super) async fn everything<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ExpungeOwnerRequest,
) -> Answer<wire::ExpungeOwnerResponse> {
    if !request.confirm {
        return Err(ConvertError::new("confirm", "must be true").into());
    }
    let expunged = rpc.store.expunge_owner(owner()).await?;
    Ok(Response::new(wire::ExpungeOwnerResponse {
        session_count: i32::try_from(expunged.session_count).unwrap_or(i32::MAX),
        backups: expunged.backups.into_iter().map(Into::into).collect(),
    }))
}
