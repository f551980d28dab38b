//! Share links, and the access that they give.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{ShareLink, ShareLinkId, Slug};
use uuid::Uuid;

use super::{Listed, Page, StoreError};

/// Keeps share links. Of tokens it sees hashes only.
pub(crate) trait ShareLinkStore {
    /// Stores a link.
    ///
    /// # Errors
    /// [`StoreError::LinkAlreadyCreated`] for a request that has stored one: nobody knows its token any more.
    fn create_share_link(
        &self,
        request: Uuid,
        link: ShareLink,
        token: blake3::Hash,
    ) -> impl Future<Output = Result<ShareLink, StoreError>> + Send;

    /// The link of this id, unless its session is deleted.
    fn share_link(
        &self,
        id: ShareLinkId,
    ) -> impl Future<Output = Result<ShareLink, StoreError>> + Send;

    /// A page of the links of a session.
    fn share_links(
        &self,
        session: Slug,
        page: Page,
    ) -> impl Future<Output = Result<Listed<ShareLink>, StoreError>> + Send;

    /// Revokes a link; revoked already, it stays so.
    fn revoke_share_link(
        &self,
        id: ShareLinkId,
        now: SystemTime,
    ) -> impl Future<Output = Result<ShareLink, StoreError>> + Send;

    /// Counts a use of the link that has this token, and stores the access that it gives.
    ///
    /// # Errors
    /// [`StoreError::Link`] where the link opens nothing.
    fn redeem_share_link(
        &self,
        token: blake3::Hash,
        now: SystemTime,
        access: NewAccess,
    ) -> impl Future<Output = Result<ShareLink, StoreError>> + Send;

    /// The access that has this token; none where there is none, or none any more.
    fn access(
        &self,
        token: blake3::Hash,
    ) -> impl Future<Output = Result<Option<LinkAccess>, StoreError>> + Send;
}

/// An access to be stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewAccess {
    pub(crate) token: blake3::Hash,
    pub(crate) expire_time: SystemTime,
}

/// What a redeemed link has given.
#[derive(Debug, Clone)]
pub(crate) struct LinkAccess {
    /// The link, as it is now.
    pub(crate) link: ShareLink,
    pub(crate) expire_time: SystemTime,
}
