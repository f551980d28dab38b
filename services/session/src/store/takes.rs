//! Takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Consent, Etag, Fit, ItemId, Slug, Take, TakeEnd, TakeId};
use uuid::Uuid;

use super::{Listed, Owner, Page, Shown, StoreError};

/// Keeps takes. Those of a deleted session count as deleted; nothing is added to them. Where an etag is given, a
/// change is made only if it is still the take's.
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

    /// The take of this id, deleted or not.
    fn take(&self, id: TakeId) -> impl Future<Output = Result<Take, StoreError>> + Send;

    /// A page of takes.
    fn takes(
        &self,
        of: TakesOf,
        shown: Shown,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Take>, StoreError>> + Send;

    /// Stores how a take ended, once.
    fn finish_take(
        &self,
        id: TakeId,
        end: TakeEnd,
        now: SystemTime,
    ) -> impl Future<Output = Result<Take, StoreError>> + Send;

    /// Hides a take; one that is deleted already stays as it is.
    fn delete_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Take, StoreError>> + Send;

    /// Brings a deleted take back.
    fn undelete_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Take, StoreError>> + Send;
}

/// Whose takes are listed.
#[derive(Debug, Clone)]
pub(crate) enum TakesOf {
    Session(Slug),
    Owner(Owner),
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
