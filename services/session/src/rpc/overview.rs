//! Calls on sessions and takes at a glance, and on what changes.

use std::time::SystemTime;

use starling_practice::{Caller, CallerRole, Collection};
use starling_proto::convert::{ConvertError, session_filter};
use starling_proto::name::{self, ALL_SESSIONS};
use starling_proto::session as wire;
use starling_proto::session::overview_service_server::OverviewService;
use tonic::codegen::BoxStream;
use tonic::{Request, Response};

use super::paging::{fitting, next_token, page};
use super::{Answer, Rpc, called, watch};
use crate::access::Principal;
use crate::store::{SessionQuery, Store, TakesOf, Viewer};

const MAX_QUERY_LEN: usize = 200;

#[tonic::async_trait]
impl<S: Store> OverviewService for Rpc<S> {
    async fn get_caller(
        &self,
        request: Request<wire::GetCallerRequest>,
    ) -> Answer<wire::GetCallerResponse> {
        let (caller, _) = called(request)?;
        let role = match caller.principal() {
            Principal::Machine | Principal::User { .. } => CallerRole::Owner,
            Principal::Link(link) => CallerRole::Link {
                session: link.link.session.clone(),
                role: link.role,
            },
        };
        let id = caller.principal().id();
        Ok(Response::new(Caller { id, role }.into()))
    }

    async fn list_session_overviews(
        &self,
        request: Request<wire::ListSessionOverviewsRequest>,
    ) -> Answer<wire::ListSessionOverviewsResponse> {
        let (caller, request) = called(request)?;
        let permit = self.access.own(&caller)?;
        if request.query.chars().count() > MAX_QUERY_LEN {
            let problem = format!("must be at most {MAX_QUERY_LEN} characters");
            return Err(ConvertError::new("query", problem).into());
        }
        let filter = session_filter(request.filter)?;
        let query = format!("sessions/overviews {filter:?} {:?}", request.query);
        let page = page(&query, request.page_size, &request.page_token)?;
        let list = |page| {
            let asked = SessionQuery::new(&request.query, filter);
            let viewer = viewer(permit.reviewer().id);
            permit
                .store()
                .session_overviews(permit.owner().clone(), asked, viewer, page)
        };
        let listed = fitting(page, list).await?;
        Ok(Response::new(wire::ListSessionOverviewsResponse {
            sessions: listed.items,
            next_page_token: next_token(&query, listed.last),
        }))
    }

    async fn list_take_overviews(
        &self,
        request: Request<wire::ListTakeOverviewsRequest>,
    ) -> Answer<wire::ListTakeOverviewsResponse> {
        let (caller, request) = called(request)?;
        let (store, of, viewer) = match request.parent.as_str() {
            ALL_SESSIONS => {
                let permit = self.access.own(&caller)?;
                let of = TakesOf::Owner(permit.owner().clone());
                (permit.store(), of, viewer(permit.reviewer().id))
            }
            parent => {
                let session = name::parse_session("parent", parent)?;
                let permit = self.access.session(&caller, &session).await?;
                let of = TakesOf::Session(session);
                (permit.store(), of, viewer(permit.reviewer().id))
            }
        };
        let question = match request.question.as_str() {
            "" => None,
            question => Some(name::parse_item(
                "question",
                Collection::Questions,
                question,
            )?),
        };
        let query = format!("{}/takes/overviews {}", request.parent, request.question);
        let page = page(&query, request.page_size, &request.page_token)?;
        let list = |page| store.take_overviews(of.clone(), question.clone(), viewer.clone(), page);
        let listed = fitting(page, list).await?;
        Ok(Response::new(wire::ListTakeOverviewsResponse {
            takes: listed.items,
            next_page_token: next_token(&query, listed.last),
        }))
    }

    async fn watch(
        &self,
        request: Request<wire::WatchRequest>,
    ) -> Answer<BoxStream<wire::WatchResponse>> {
        watch::watch(self, request).await
    }
}

/// Somebody who looks now.
pub(super) fn viewer(id: String) -> Viewer {
    let now = SystemTime::now();
    Viewer { id, now }
}
