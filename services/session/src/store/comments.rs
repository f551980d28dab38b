//! Comments on takes.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Comment, CommentChange, CommentContent, CommentId, Etag, TakeId, Voice};
use starling_proto::convert::Update;
use uuid::Uuid;

use super::{Listed, Page, Reviewer, StoreError};

/// Keeps comments. Where an etag is given, a change is made only if it is still the comment's.
pub(crate) trait CommentStore {
    /// Stores a comment, or gives the one that this request has stored.
    fn create_comment(
        &self,
        reviewer: Reviewer,
        new: NewComment,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// The comment of this id.
    fn comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// A page of the comments on a take.
    fn comments(
        &self,
        reviewer: Reviewer,
        take: TakeId,
        page: Page,
    ) -> impl Future<Output = Result<Listed<Comment>, StoreError>> + Send;

    /// The WAV file of a spoken comment.
    fn voice(&self, id: CommentId) -> impl Future<Output = Result<Vec<u8>, StoreError>> + Send;

    /// Changes a comment of the reviewer's own; one that was imported is nobody's.
    fn update_comment(
        &self,
        reviewer: Reviewer,
        update: Update<CommentId, CommentChange>,
        now: SystemTime,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// Settles a thread, whoever began it, or opens it again; one that is so already stays as it is.
    fn settle_comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
        etag: Option<Etag>,
        settled: Settled,
        now: SystemTime,
    ) -> impl Future<Output = Result<Comment, StoreError>> + Send;

    /// Removes a comment of the reviewer's own that nobody else has replied to, or any of the reviewer's own session, with
    /// its replies.
    fn delete_comment(
        &self,
        reviewer: Reviewer,
        id: CommentId,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What a new comment is asked for with.
#[derive(Debug, Clone)]
pub(crate) struct NewComment {
    pub(crate) request: Uuid,
    pub(crate) id: CommentId,
    pub(crate) content: CommentContent,
    pub(crate) voice: Option<NewVoice>,
    pub(crate) create_time: SystemTime,
}

/// How a new comment is spoken.
#[derive(Debug, Clone)]
pub(crate) struct NewVoice {
    pub(crate) voice: Voice,
    /// The file.
    pub(crate) wav: Vec<u8>,
}

/// Whether there is nothing more to say in a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    Yes,
    No,
}
