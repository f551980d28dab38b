//! Takes.

use std::future::Future;

use starling_practice::{Consent, Fit, ItemId, Slug, Take, TakeEnd, TakeId};
use uuid::Uuid;

use super::{Listed, Page, StoreError};

/// Keeps takes.
pub(crate) trait TakeStore {
    /// The take that this request has stored, if it was made before.
    fn created_take(
        &self,
        new: NewTake,
    ) -> impl Future<Output = Result<Option<Take>, StoreError>> + Send;

    /// Stores a take, or gives the one that this request has stored.
    fn create_take(
        &self,
        new: NewTake,
        take: Take,
    ) -> impl Future<Output = Result<Take, StoreError>> + Send;

    /// The take of this id.
    fn take(&self, id: TakeId) -> impl Future<Output = Result<Take, StoreError>> + Send;

    /// A page of the takes of a session, or of all.
    fn takes(
        &self,
        session: Option<Slug>,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Take>, StoreError>> + Send;

    /// Stores how a take ended, once.
    fn finish_take(
        &self,
        id: TakeId,
        end: TakeEnd,
    ) -> impl Future<Output = Result<Take, StoreError>> + Send;
}

/// What a new take is asked for with.
#[derive(Debug, Clone)]
pub(crate) struct NewTake {
    pub(crate) request: Uuid,
    pub(crate) session: Slug,
    pub(crate) question: ItemId,
    pub(crate) format: ItemId,
    pub(crate) fit: Fit,
    pub(crate) consent: Option<Consent>,
}
