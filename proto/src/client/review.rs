//! The client for reviews and comments.

use starling_practice::{
    Comment, CommentChange, CommentContent, CommentId, Etag, Review, ReviewChange, ReviewContent,
    ReviewId, TakeId,
};
use uuid::Uuid;

use super::{PAGE_SIZE, present, sound};
use crate::convert::Update;
use crate::error::CallError;
use crate::session::review_service_client::ReviewServiceClient;
use crate::transport::Connection;
use crate::{name, session as wire};

/// Asks the session service for reviews and comments. Lists are whole, newest first.
#[derive(Debug, Clone)]
pub struct ReviewClient(ReviewServiceClient<Connection>);

impl ReviewClient {
    /// A client on a connection.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self(ReviewServiceClient::new(connection))
    }

    /// Creates a review, or returns the one that the same request has created.
    ///
    /// # Errors
    /// [`CallError`] as the service or the connection gives it; so for every method here.
    pub async fn create_review(
        &mut self,
        take: &TakeId,
        request_id: Uuid,
        content: ReviewContent,
    ) -> Result<Review, CallError> {
        let request = wire::CreateReviewRequest {
            parent: name::take(take),
            request_id: request_id.to_string(),
            review: Some(content.into()),
        };
        let response = self.0.create_review(request).await?.into_inner();
        sound(present(response.review)?.try_into())
    }

    /// One review.
    pub async fn review(&mut self, id: &ReviewId) -> Result<Review, CallError> {
        let request = wire::GetReviewRequest {
            name: name::review(id),
        };
        let response = self.0.get_review(request).await?.into_inner();
        sound(present(response.review)?.try_into())
    }

    /// The reviews of a take.
    pub async fn reviews(&mut self, take: &TakeId) -> Result<Vec<Review>, CallError> {
        pages!(self.0.list_reviews -> reviews, ListReviewsRequest {
            parent: name::take(take),
            ..Default::default()
        })
    }

    /// Changes a review; with an etag, only if nobody has changed it since.
    pub async fn update_review(
        &mut self,
        id: ReviewId,
        etag: Option<Etag>,
        change: ReviewChange,
    ) -> Result<Review, CallError> {
        let request = wire::UpdateReviewRequest::from(Update { id, etag, change });
        let response = self.0.update_review(request).await?.into_inner();
        sound(present(response.review)?.try_into())
    }

    /// Removes a review; with an etag, only if nobody has changed it since.
    pub async fn delete_review(
        &mut self,
        id: &ReviewId,
        etag: Option<Etag>,
    ) -> Result<(), CallError> {
        let request = wire::DeleteReviewRequest {
            name: name::review(id),
            etag: etag.map_or_else(String::new, Into::into),
        };
        self.0.delete_review(request).await?;
        Ok(())
    }

    /// Creates a comment, or returns the one that the same request has created.
    pub async fn create_comment(
        &mut self,
        take: &TakeId,
        request_id: Uuid,
        content: CommentContent,
    ) -> Result<Comment, CallError> {
        let request = wire::CreateCommentRequest {
            parent: name::take(take),
            request_id: request_id.to_string(),
            comment: Some(content.into()),
            ..Default::default()
        };
        let response = self.0.create_comment(request).await?.into_inner();
        sound(present(response.comment)?.try_into())
    }

    /// One comment.
    pub async fn comment(&mut self, id: &CommentId) -> Result<Comment, CallError> {
        let request = wire::GetCommentRequest {
            name: name::comment(id),
        };
        let response = self.0.get_comment(request).await?.into_inner();
        sound(present(response.comment)?.try_into())
    }

    /// The comments on a take.
    pub async fn comments(&mut self, take: &TakeId) -> Result<Vec<Comment>, CallError> {
        pages!(self.0.list_comments -> comments, ListCommentsRequest {
            parent: name::take(take),
            ..Default::default()
        })
    }

    /// Changes a comment; with an etag, only if nobody has changed it since.
    pub async fn update_comment(
        &mut self,
        id: CommentId,
        etag: Option<Etag>,
        change: CommentChange,
    ) -> Result<Comment, CallError> {
        let request = wire::UpdateCommentRequest::from(Update { id, etag, change });
        let response = self.0.update_comment(request).await?.into_inner();
        sound(present(response.comment)?.try_into())
    }

    /// Removes a comment; with an etag, only if nobody has changed it since.
    pub async fn delete_comment(
        &mut self,
        id: &CommentId,
        etag: Option<Etag>,
    ) -> Result<(), CallError> {
        let request = wire::DeleteCommentRequest {
            name: name::comment(id),
            etag: etag.map_or_else(String::new, Into::into),
        };
        self.0.delete_comment(request).await?;
        Ok(())
    }
}
