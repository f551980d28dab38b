//! Share links in use: redeeming them, calling with what they give, revoking them at once.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use starling_edge::Expulsion;
use starling_practice::{LinkRefusal, ShareLink, ShareLinkId, Slug};
use starling_proto::error::{self, CallError};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::{self, Instant};
use tonic::{Code, Status};
use uuid::Uuid;

use super::audit::{Audit, LinkEvent};
use super::clock::{Clock, RECHECK};
use super::principal::{LinkPrincipal, Principal};
use super::redemption_limit::RedemptionLimit;
use super::refusal::Refusal;
use super::token::{AccessToken, LinkToken};
use crate::status;
use crate::store::{LinkAccess, NewAccess, ShareLinkStore, StoreError};

/// How long the access lasts that a redeemed link gives, unless the link ends before. Each call checks the link anyway,
/// so it need not be short; and a coach who listens for an afternoon uses a link once.
const ACCESS_LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);
/// Ends of links that wait for a busy stream; one that misses some sees it when it looks.
const MAX_WAITING: usize = 1024;

/// The share links of a store, in use.
#[derive(Debug, Clone)]
pub(crate) struct Links<S> {
    store: S,
    clock: Clock,
    audit: Audit,
    limit: Arc<RedemptionLimit>,
    /// The ids of links that have ended before their time.
    ended: broadcast::Sender<Ended>,
}

/// What has ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ended {
    Link(ShareLinkId),
    /// All links of a session.
    Session(Slug),
}

/// What a redeemed link gives.
#[derive(Debug)]
pub(crate) struct Redeemed {
    pub(crate) token: AccessToken,
    pub(crate) expire_time: SystemTime,
    pub(crate) link: ShareLink,
}

impl<S: ShareLinkStore + Clone + Send + Sync + 'static> Links<S> {
    /// The links of a store.
    pub(crate) fn new(store: S, clock: Clock, audit: Audit) -> Self {
        Self {
            store,
            clock,
            audit,
            limit: Arc::default(),
            ended: broadcast::Sender::new(MAX_WAITING),
        }
    }

    /// Stores a link; gives its token, which is nowhere else.
    ///
    /// # Errors
    /// [`StoreError::LinkAlreadyCreated`] for a request that has stored one.
    pub(crate) async fn create(
        &self,
        request: Uuid,
        link: ShareLink,
    ) -> Result<(ShareLink, LinkToken), Refusal> {
        let token = LinkToken::random().map_err(|_| Refusal::Randomness)?;
        let created = self.store.create_share_link(request, link, token.hash());
        let link = created.await?;
        let event = LinkEvent::Created;
        self.audit.link(event, &link.id);
        Ok((link, token))
    }

    /// Gives an access for a link. `address` is the caller's, none for this machine's sockets.
    ///
    /// # Errors
    /// Where the link opens nothing, or links are redeemed too often.
    pub(crate) async fn redeem(
        &self,
        token: &LinkToken,
        address: Option<IpAddr>,
    ) -> Result<Redeemed, Refusal> {
        let redeemed = self.try_redeem(token, address).await;
        match &redeemed {
            Ok(Redeemed { link, .. }) => {
                let event = LinkEvent::Redeemed;
                self.audit.link(event, &link.id);
            }
            Err(refusal) => {
                let status = CallError::from(Status::from(refusal.clone()));
                self.audit.link_refused(status.reason);
            }
        }
        redeemed
    }

    async fn try_redeem(
        &self,
        token: &LinkToken,
        address: Option<IpAddr>,
    ) -> Result<Redeemed, Refusal> {
        self.limit
            .count(address, Instant::now())
            .map_err(|retry_after| Refusal::TooManyRedemptions { retry_after })?;
        let access = AccessToken::random().map_err(|_| Refusal::Randomness)?;
        let now = self.clock.now();
        let new = NewAccess {
            token: access.hash(),
            expire_time: now + ACCESS_LIFETIME,
        };
        let link = self.store.redeem_share_link(token.hash(), now, new).await?;
        Ok(Redeemed {
            token: access,
            expire_time: new.expire_time.min(link.terms.expire_time),
            link,
        })
    }

    /// Whom an access token stands for now, and until when.
    ///
    /// # Errors
    /// Where the access or its link has ended.
    pub(crate) async fn principal(
        &self,
        token: &AccessToken,
    ) -> Result<(Principal, Expulsion), Refusal> {
        // Before the look at the link: no end of it is missed.
        let ended = self.ended.subscribe();
        let access = self.store.access(token.hash()).await?;
        let access = access.ok_or(Refusal::CredentialsUnknown)?;
        let now = self.clock.now();
        access.link.check_open(now)?;
        if now >= access.expire_time {
            return Err(Refusal::AccessExpired);
        }
        let LinkAccess { link, expire_time } = access;
        let principal = Principal::Link(LinkPrincipal {
            link: link.id.clone(),
            role: link.terms.role,
        });
        let until = expire_time.min(link.terms.expire_time);
        Ok((principal, self.expulsion(link.id, Some(until), ended)))
    }

    /// Revokes a link of a session; whoever came by it is out when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a link that the session does not have.
    pub(crate) async fn revoke(&self, id: ShareLinkId) -> Result<ShareLink, StoreError> {
        let now = self.clock.now();
        let link = self.store.revoke_share_link(id, now).await?;
        self.end(Ended::Link(link.id.clone()));
        let event = LinkEvent::Revoked;
        self.audit.link(event, &link.id);
        Ok(link)
    }

    /// Ends the streams that came by links of a session which is deleted or expunged.
    pub(crate) fn end_session(&self, session: &Slug) {
        self.end(Ended::Session(session.clone()));
    }

    /// Lets whoever has come by a link go on, until it ends.
    ///
    /// # Errors
    /// [`LinkRefusal`] where it has ended.
    pub(crate) async fn admit(&self, link: &ShareLinkId) -> Result<Expulsion, LinkRefusal> {
        let ended = self.ended.subscribe();
        self.check(link).await?;
        Ok(self.expulsion(link.clone(), None, ended))
    }

    /// Ends when whoever has come by a link must go: with the link, or at the time until which they were let in.
    fn expulsion(
        &self,
        link: ShareLinkId,
        until: Option<SystemTime>,
        mut ended: broadcast::Receiver<Ended>,
    ) -> Expulsion {
        let links = self.clone();
        Expulsion::when(async move {
            let rest = || until.map_or(RECHECK, |until| links.clock.until(until));
            loop {
                let told = time::timeout(rest().min(RECHECK), told(&mut ended, &link));
                let over = match told.await {
                    Ok(error) => Err(error),
                    Err(_) => links.check(&link).await,
                };
                if let Err(error) = over {
                    let (code, reason) = (Code::PermissionDenied, status::link(error));
                    return error::status(code, reason, error.to_string());
                }
                if rest().is_zero() {
                    return Refusal::AccessExpired.into();
                }
            }
        })
    }

    /// Whether a link still opens its session.
    ///
    /// # Errors
    /// [`LinkRefusal`] where it does not.
    pub(crate) async fn check(&self, link: &ShareLinkId) -> Result<(), LinkRefusal> {
        match self.store.share_link(link.clone()).await {
            Ok(link) => link.check_open(self.clock.now()),
            Err(StoreError::NotFound(..)) => Err(LinkRefusal::Revoked),
            // Who cannot be checked is not thrown out for it; nothing can be read then anyway.
            Err(_) => Ok(()),
        }
    }

    fn end(&self, ended: Ended) {
        // An error means that no stream is open.
        let _ = self.ended.send(ended);
    }
}

/// Ends when a link has ended before its time.
async fn told(ended: &mut broadcast::Receiver<Ended>, link: &ShareLinkId) -> LinkRefusal {
    loop {
        match ended.recv().await {
            Ok(Ended::Link(id)) if id == *link => return LinkRefusal::Revoked,
            Ok(Ended::Session(id)) if id == link.session => return LinkRefusal::Revoked,
            // What was missed shows at the next look.
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            // The sender is in `Links`, which waits here.
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
