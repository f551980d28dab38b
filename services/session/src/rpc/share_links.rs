//! Calls on share links.

use std::time::SystemTime;

use starling_edge::Peer;
use starling_practice::{LinkTerms, ShareLink, ShareLinkId};
use starling_proto::convert::ConvertError;
use starling_proto::session::share_service_server::ShareService;
use starling_proto::{name, session as wire};
use tonic::{Request, Response};

use super::paging::{next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, called, request_id};
use crate::access::LinkToken;
use crate::store::Store;

#[tonic::async_trait]
impl<S: Store> ShareService for Rpc<S> {
    async fn create_share_link(
        &self,
        request: Request<wire::CreateShareLinkRequest>,
    ) -> Answer<wire::CreateShareLinkResponse> {
        let (caller, request) = called(request)?;
        let session = name::parse_session("parent", &request.parent)?;
        self.access.session(&caller, &session).await?;
        let request_id = request_id(&request.request_id)?;
        let terms: LinkTerms = request
            .share_link
            .ok_or_else(|| ConvertError::new("share_link", "is required"))?
            .try_into()?;
        let id = ShareLinkId {
            session,
            link: new_id(),
        };
        let create_time = SystemTime::now();
        terms.check(create_time).map_err(ConvertError::from)?;
        let link = ShareLink {
            id,
            terms,
            create_time,
            use_count: 0,
            last_use_time: None,
            revoke_time: None,
        };
        let (link, token) = self.links.create(request_id, link).await?;
        Ok(Response::new(wire::CreateShareLinkResponse {
            share_link: Some(link.into()),
            token: token.expose(),
        }))
    }

    async fn list_share_links(
        &self,
        request: Request<wire::ListShareLinksRequest>,
    ) -> Answer<wire::ListShareLinksResponse> {
        let (caller, request) = called(request)?;
        let session = name::parse_session("parent", &request.parent)?;
        let permit = self.access.session(&caller, &session).await?;
        let query = format!("{}/shareLinks", request.parent);
        let page = page(&query, request.page_size, &request.page_token)?;
        let listed = permit.store().share_links(session, page).await?;
        Ok(Response::new(wire::ListShareLinksResponse {
            share_links: listed.items.into_iter().map(Into::into).collect(),
            next_page_token: next_token(&query, listed.last),
        }))
    }

    async fn revoke_share_link(
        &self,
        request: Request<wire::RevokeShareLinkRequest>,
    ) -> Answer<wire::RevokeShareLinkResponse> {
        let (caller, request) = called(request)?;
        let id = name::parse_share_link("name", &request.name)?;
        self.access.session(&caller, &id.session).await?;
        let link = self.links.revoke(id).await?;
        Ok(Response::new(wire::RevokeShareLinkResponse {
            share_link: Some(link.into()),
        }))
    }

    async fn redeem_share_link(
        &self,
        request: Request<wire::RedeemShareLinkRequest>,
    ) -> Answer<wire::RedeemShareLinkResponse> {
        let address = match Peer::of(request.extensions()) {
            Peer::Tcp { address, .. } => Some(address.ip()),
            Peer::InProcess | Peer::Unix { .. } => None,
        };
        let token = LinkToken::parse(&request.into_inner().token)
            .map_err(|error| ConvertError::new("token", error))?;
        let redeemed = self.links.redeem(&token, address).await?;
        let link = redeemed.link;
        Ok(Response::new(wire::RedeemShareLinkResponse {
            access_token: redeemed.token.expose(),
            expire_time: Some(redeemed.expire_time.into()),
            session: name::session(&link.id.session),
            role: wire::LinkRole::from(link.terms.role).into(),
        }))
    }
}
