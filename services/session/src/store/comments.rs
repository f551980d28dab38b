//! Comments on takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Comment, CommentChange, CommentId, Etag, TakeId};
use starling_proto::convert::Update;
use uuid::Uuid;

use super::{Listed, Page, Reviewer, StoreError};

/// Keeps comments. Where an etag is given, a change is made only if it is still the comment's.
pub(crate) trait CommentStore {
    /// Stores a comment, or gives the one that this request has stored.
    fn create_comment(
        &self,
        request: Uuid,
        reviewer: Reviewer,
        comment: Comment,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// The comment of this id.
    fn comment(&self, id: CommentId) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// A page of the comments on a take.
    fn comments(
        &self,
        take: TakeId,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Comment>, StoreError>> + Send;

    /// Changes a comment of the reviewer's own.
    fn update_comment(
        &self,
        reviewer: Reviewer,
        update: Update<CommentId, CommentChange>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// Removes a comment of the reviewer's own, or of the reviewer's own session.
    fn delete_comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
