//! Reviews of takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Etag, Review, ReviewChange, ReviewContent, ReviewId, TakeId};
use starling_proto::convert::Update;
use uuid::Uuid;

use super::{Listed, Page, Reviewer, StoreError};

/// Keeps reviews. A draft is there for its author alone. Where an etag is given, a change is made only if it is still
/// the review's.
pub(crate) trait ReviewStore {
    /// Stores a draft, or gives the review that this request has stored.
    fn create_review(
        &self,
        reviewer: Reviewer,
        new: NewReview,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// The review of this id.
    fn review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// A page of the reviews of a take.
    fn reviews(
        &self,
        reviewer: Reviewer,
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

    /// Lets others see a review of the reviewer's own; one that was sent stays as it is.
    fn send_review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
        etag: Option<Etag>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;

    /// Removes a review of the reviewer's own, or of the reviewer's own session; gives what it was.
    fn delete_review(
        &self,
        reviewer: Reviewer,
        id: ReviewId,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<Review, StoreError>> + Send;
}

/// What a new review is asked for with.
#[derive(Debug, Clone)]
pub(crate) struct NewReview {
    pub(crate) request: Uuid,
    pub(crate) id: ReviewId,
    pub(crate) content: ReviewContent,
    pub(crate) create_time: SystemTime,
}
