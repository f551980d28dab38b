//! Calls on takes.

use std::time::SystemTime;

use starling_practice::{Collection, Lifecycle, Take, TakeId};
use starling_proto::convert::{ConvertError, fit};
use starling_proto::{name, session as wire};
use tonic::Response;

use super::paging::{next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, etag, owner, request_id, shown};
use crate::content;
use crate::store::{NewTake, Store, TakesOf};

const ALL_SESSIONS: &str = "sessions/-";

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: wire::CreateTakeRequest,
) -> Answer<wire::CreateTakeResponse> {
    let new = NewTake {
        request: request_id(&request.request_id)?,
        session: name::parse_session("parent", &request.parent)?,
        question: name::parse_item("question", Collection::Questions, &request.question)?,
        format: name::parse_item("format", Collection::Formats, &request.format)?,
        fit: fit(request.fit)?,
        consent: request.consent.map(TryInto::try_into).transpose()?,
    };
    let take = match rpc.store.created_take(new.clone()).await? {
        Some(take) => take,
        None => {
            let (question, format) = content::material(rpc.content.clone(), &new).await?;
            let take = Take {
                id: TakeId {
                    session: new.session.clone(),
                    take: new_id(),
                },
                question,
                format,
                fit: new.fit,
                end: None,
                consent: new.consent.clone(),
                lifecycle: Lifecycle::new(SystemTime::now()),
            };
            rpc.store.create_take(new, take).await?
        }
    };
    Ok(Response::new(wire::CreateTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: wire::GetTakeRequest,
) -> Answer<wire::GetTakeResponse> {
    let id = name::parse_take("name", &request.name)?;
    let take = rpc.store.take(id).await?;
    Ok(Response::new(wire::GetTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ListTakesRequest,
) -> Answer<wire::ListTakesResponse> {
    let of = match request.parent.as_str() {
        ALL_SESSIONS => TakesOf::Owner(owner()),
        parent => TakesOf::Session(name::parse_session("parent", parent)?),
    };
    let shown = shown(request.show_deleted);
    let query = format!("{}/takes {shown:?}", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let listed = rpc.store.takes(of, shown, page).await?;
    Ok(Response::new(wire::ListTakesResponse {
        takes: listed.items.into_iter().map(Into::into).collect(),
        next_page_token: next_token(&query, listed.last),
    }))
}

pub(super) async fn finish<S: Store>(
    rpc: &Rpc<S>,
    request: wire::FinishTakeRequest,
) -> Answer<wire::FinishTakeResponse> {
    let id = name::parse_take("name", &request.name)?;
    let end = request
        .end
        .ok_or_else(|| ConvertError::new("end", "is required"))?
        .try_into()?;
    let take = rpc.store.finish_take(id, end, SystemTime::now()).await?;
    Ok(Response::new(wire::FinishTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: wire::DeleteTakeRequest,
) -> Answer<wire::DeleteTakeResponse> {
    let id = name::parse_take("name", &request.name)?;
    let etag = etag(&request.etag);
    let take = rpc.store.delete_take(id, etag, SystemTime::now()).await?;
    Ok(Response::new(wire::DeleteTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn undelete<S: Store>(
    rpc: &Rpc<S>,
    request: wire::UndeleteTakeRequest,
) -> Answer<wire::UndeleteTakeResponse> {
    let id = name::parse_take("name", &request.name)?;
    let etag = etag(&request.etag);
    let take = rpc.store.undelete_take(id, etag, SystemTime::now()).await?;
    Ok(Response::new(wire::UndeleteTakeResponse {
        take: Some(take.into()),
    }))
}
