//! Calls on takes.

use std::time::SystemTime;

use starling_practice::{Collection, Lifecycle, Take, TakeId};
use starling_proto::convert::{ConvertError, fit};
use starling_proto::name::{self, ALL_SESSIONS};
use starling_proto::session as wire;
use tonic::{Request, Response};

use super::paging::{fitting, next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, called, etag, request_id, shown};
use crate::content;
use crate::store::{NewTake, Store, TakesOf};
use crate::watch::Change;

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateTakeRequest>,
) -> Answer<wire::CreateTakeResponse> {
    let (caller, request) = called(request)?;
    let new = NewTake {
        request: request_id(&request.request_id)?,
        session: name::parse_session("parent", &request.parent)?,
        question: name::parse_item("question", Collection::Questions, &request.question)?,
        format: name::parse_item("format", Collection::Formats, &request.format)?,
        fit: fit(request.fit)?,
        consent: request.consent.map(TryInto::try_into).transpose()?,
    };
    let permit = rpc.access.session(&caller, &new.session).await?;
    let take = match permit.store().created_take(new.clone()).await? {
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
            permit.store().create_take(new, take).await?
        }
    };
    rpc.changes
        .tell(permit.owner(), Change::Take(take.id.clone()));
    Ok(Response::new(wire::CreateTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetTakeRequest>,
) -> Answer<wire::GetTakeResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let take = permit.store().take(id).await?;
    Ok(Response::new(wire::GetTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListTakesRequest>,
) -> Answer<wire::ListTakesResponse> {
    let (caller, request) = called(request)?;
    let (store, of) = match request.parent.as_str() {
        ALL_SESSIONS => {
            let permit = rpc.access.own(&caller)?;
            (permit.store(), TakesOf::Owner(permit.owner().clone()))
        }
        parent => {
            let session = name::parse_session("parent", parent)?;
            let permit = rpc.access.session(&caller, &session).await?;
            (permit.store(), TakesOf::Session(session))
        }
    };
    let shown = shown(request.show_deleted);
    let query = format!("{}/takes {shown:?}", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let listed = fitting(page, |page| store.takes(of.clone(), shown, page)).await?;
    Ok(Response::new(wire::ListTakesResponse {
        takes: listed.items,
        next_page_token: next_token(&query, listed.last),
    }))
}

pub(super) async fn finish<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::FinishTakeRequest>,
) -> Answer<wire::FinishTakeResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let end = request
        .end
        .ok_or_else(|| ConvertError::new("end", "is required"))?
        .try_into()?;
    let take = permit
        .store()
        .finish_take(id, end, SystemTime::now())
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Take(take.id.clone()));
    Ok(Response::new(wire::FinishTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::DeleteTakeRequest>,
) -> Answer<wire::DeleteTakeResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let etag = etag(&request.etag);
    let take = permit
        .store()
        .delete_take(id, etag, SystemTime::now())
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Take(take.id.clone()));
    Ok(Response::new(wire::DeleteTakeResponse {
        take: Some(take.into()),
    }))
}

pub(super) async fn undelete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::UndeleteTakeRequest>,
) -> Answer<wire::UndeleteTakeResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_take("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.session).await?;
    let etag = etag(&request.etag);
    let take = permit
        .store()
        .undelete_take(id, etag, SystemTime::now())
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Take(take.id.clone()));
    Ok(Response::new(wire::UndeleteTakeResponse {
        take: Some(take.into()),
    }))
}
