//! Sessions.

use std::future::Future;

use starling_practice::{Session, Slug};
use uuid::Uuid;

use super::{Listed, Page, StoreError};

/// Keeps sessions.
pub(crate) trait SessionStore {
    /// Stores a session, or gives the one that this request has stored.
    fn create_session(
        &self,
        request: Uuid,
        session: Session,
    ) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// The session of this id.
    fn session(&self, id: Slug) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// A page of all sessions.
    fn sessions(
        &self,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Session>, StoreError>> + Send;
}
