//! Reviews of takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Etag, Review, ReviewChange, ReviewId, TakeId};
use starling_proto::convert::Update;
use uuid::Uuid;

use super::{Listed, Page, Reviewer, StoreError};

/// Keeps reviews. Where an etag is given, a change is made only if it is still the review's.
pub(crate) trait ReviewStore {
    /// Stores a review, or gives the one that this request has stored.
    fn create_review(
        &self,
        request: Uuid,
        reviewer: Reviewer,
        review: Review,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// The review of this id.
    fn review(&self, id: ReviewId) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// A page of the reviews of a take.
    fn reviews(
        &self,
        take: TakeId,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Review>, StoreError>> + Send;

    /// Changes a review of the reviewer's own.
    fn update_review(
        &self,
        reviewer: Reviewer,
        update: Update<ReviewId, ReviewChange>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// Removes a review of the reviewer's own, or of the reviewer's own session.
    fn delete_review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
