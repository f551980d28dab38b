//! Sessions.

use std::future::Future;
use std::time::{Duration, SystemTime};

use starling_practice::{Etag, Session, Slug};
use uuid::Uuid;

use super::{Listed, Owner, Page, Shown, StoreError};

/// Keeps sessions. Where an etag is given, a change is made only if it is still the session's.
pub(crate) trait SessionStore {
    /// Stores a session, or gives the one that this request has stored.
    fn create_session(
        &self,
        request: Uuid,
        owner: Owner,
        session: Session,
    ) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// Whose a session is; none where there is no such session.
    fn owner_of(&self, id: Slug) -> impl Future<Output = Result<Option<Owner>, StoreError>> + Send;

    /// The session of this id, deleted or not.
    fn session(&self, id: Slug) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// A page of an owner's sessions.
    fn sessions(
        &self,
        owner: Owner,
        shown: Shown,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Session>, StoreError>> + Send;

    /// Changes a session that is not deleted.
    fn update_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        change: SessionChange,
        now: SystemTime,
    ) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// Hides a session with its takes; one that is deleted already stays as it is.
    fn delete_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Session, StoreError>> + Send;

    /// Brings a deleted session back.
    fn undelete_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Session, StoreError>> + Send;
}

/// New values for some fields of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SessionChange {
    pub(crate) title: Option<String>,
    pub(crate) retention: Option<Option<Duration>>,
}
