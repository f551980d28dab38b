//! The client for share links.

use std::fmt;
use std::time::SystemTime;

use starling_practice::{LinkRole, LinkTerms, ShareLink, ShareLinkId, Slug};
use uuid::Uuid;

use super::{PAGE_SIZE, present, sound};
use crate::convert::{link_role, time};
use crate::error::CallError;
use crate::session::share_service_client::ShareServiceClient;
use crate::transport::Connection;
use crate::{name, session as wire};

/// Asks the session service for share links. Lists are whole, newest first.
#[derive(Debug, Clone)]
pub struct ShareClient(ShareServiceClient<Connection>);

/// A share link that was just created.
#[derive(Debug, Clone)]
pub struct CreatedLink {
    /// The link.
    pub link: ShareLink,
    /// What opens it. It is not told again.
    pub token: Secret,
}

/// What a share link opens.
#[derive(Debug, Clone)]
pub struct RedeemedLink {
    /// What further calls send as `authorization: Bearer …`.
    pub access_token: Secret,
    /// When the access ends.
    pub expire_time: SystemTime,
    /// The session.
    pub session: Slug,
    /// What may be done with it.
    pub role: LinkRole,
}

/// A text that nobody but its addressee may see; `Debug` hides it.
#[derive(Clone)]
pub struct Secret(String);

impl ShareClient {
    /// A client on a connection.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self(ShareServiceClient::new(connection))
    }

    /// Creates a share link. The same request again is refused: the token cannot be told twice.
    ///
    /// # Errors
    /// [`CallError`] as the service or the connection gives it; so for every method here.
    pub async fn create_share_link(
        &mut self,
        session: &Slug,
        request_id: Uuid,
        terms: LinkTerms,
    ) -> Result<CreatedLink, CallError> {
        let request = wire::CreateShareLinkRequest {
            parent: name::session(session),
            request_id: request_id.to_string(),
            share_link: Some(terms.into()),
        };
        let response = self.0.create_share_link(request).await?.into_inner();
        Ok(CreatedLink {
            link: sound(present(response.share_link)?.try_into())?,
            token: Secret(response.token),
        })
    }

    /// The share links of a session, those that no longer open anything too.
    pub async fn share_links(&mut self, session: &Slug) -> Result<Vec<ShareLink>, CallError> {
        pages!(self.0.list_share_links -> share_links, ListShareLinksRequest {
            parent: name::session(session),
            ..Default::default()
        })
    }

    /// Revokes a share link, at once.
    pub async fn revoke_share_link(&mut self, id: &ShareLinkId) -> Result<ShareLink, CallError> {
        let request = wire::RevokeShareLinkRequest {
            name: name::share_link(id),
        };
        let response = self.0.revoke_share_link(request).await?.into_inner();
        sound(present(response.share_link)?.try_into())
    }

    /// Redeems the token of a link.
    pub async fn redeem_share_link(&mut self, token: &str) -> Result<RedeemedLink, CallError> {
        let request = wire::RedeemShareLinkRequest {
            token: token.to_owned(),
        };
        let response = self.0.redeem_share_link(request).await?.into_inner();
        Ok(RedeemedLink {
            access_token: Secret(response.access_token),
            expire_time: sound(time("expire_time", response.expire_time))?,
            session: sound(name::parse_session("session", &response.session))?,
            role: sound(link_role("role", response.role))?,
        })
    }
}

impl Secret {
    /// The text, for its addressee.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
