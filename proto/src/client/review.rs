//! The client for reviews and comments.

use starling_practice::{
    Comment, CommentChange, CommentContent, CommentId, Etag, Review, ReviewChange, ReviewContent,
    ReviewId, Rubric, TakeId,
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

/// A file for another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// What is in it.
    pub content: Vec<u8>,
    /// What it is called, without a folder.
    pub name: String,
    /// Its media type, such as `text/vtt`.
    pub media_type: String,
}

/// What the comments of a take, and its reviews, are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportKind {
    /// Comments as an Audacity label track.
    Labels,
    /// Comments as WebVTT captions.
    WebVtt,
    /// Comments as comma-separated values.
    Csv,
    /// Question, sections, reviews and comments.
    Markdown,
}

impl From<ExportKind> for wire::ExportFormat {
    fn from(kind: ExportKind) -> Self {
        match kind {
            ExportKind::Labels => Self::Labels,
            ExportKind::WebVtt => Self::Webvtt,
            ExportKind::Csv => Self::Csv,
            ExportKind::Markdown => Self::Markdown,
        }
    }
}

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

    /// Sends a review to the speaker; with an etag, only if nobody has changed it since.
    pub async fn send_review(
        &mut self,
        id: &ReviewId,
        etag: Option<Etag>,
    ) -> Result<Review, CallError> {
        let request = wire::SendReviewRequest {
            name: name::review(id),
            etag: etag.map_or_else(String::new, Into::into),
        };
        let response = self.0.send_review(request).await?.into_inner();
        sound(present(response.review)?.try_into())
    }

    /// The rubrics that a take can be rated with: one a level, by level.
    pub async fn take_rubrics(&mut self, take: &TakeId) -> Result<Vec<Rubric>, CallError> {
        let request = wire::ListTakeRubricsRequest {
            parent: name::take(take),
        };
        let response = self.0.list_take_rubrics(request).await?.into_inner();
        let rubrics = response.rubrics.into_iter();
        rubrics.map(|rubric| sound(rubric.try_into())).collect()
    }

    /// Creates a comment, or returns the one that the same request has created. `voice` is the WAV file of a spoken
    /// comment, and empty for a written one.
    pub async fn create_comment(
        &mut self,
        take: &TakeId,
        request_id: Uuid,
        content: CommentContent,
        voice: Vec<u8>,
    ) -> Result<Comment, CallError> {
        let request = wire::CreateCommentRequest {
            parent: name::take(take),
            request_id: request_id.to_string(),
            comment: Some(content.into()),
            voice,
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

    /// Settles a thread; with an etag, only if nobody has changed it since.
    pub async fn resolve_comment(
        &mut self,
        id: &CommentId,
        etag: Option<Etag>,
    ) -> Result<Comment, CallError> {
        let request = wire::ResolveCommentRequest {
            name: name::comment(id),
            etag: etag.map_or_else(String::new, Into::into),
        };
        let response = self.0.resolve_comment(request).await?.into_inner();
        sound(present(response.comment)?.try_into())
    }

    /// Opens a thread again; with an etag, only if nobody has changed it since.
    pub async fn reopen_comment(
        &mut self,
        id: &CommentId,
        etag: Option<Etag>,
    ) -> Result<Comment, CallError> {
        let request = wire::ReopenCommentRequest {
            name: name::comment(id),
            etag: etag.map_or_else(String::new, Into::into),
        };
        let response = self.0.reopen_comment(request).await?.into_inner();
        sound(present(response.comment)?.try_into())
    }

    /// The WAV file of a spoken comment.
    pub async fn voice(&mut self, id: &CommentId) -> Result<Vec<u8>, CallError> {
        let request = wire::GetVoiceRequest {
            name: name::comment(id),
        };
        let response = self.0.get_voice(request).await?.into_inner();
        Ok(response.voice)
    }

    /// A take's comments, and its reviews where the kind of file has room for them, as a file.
    pub async fn export_review(
        &mut self,
        take: &TakeId,
        kind: ExportKind,
    ) -> Result<ExportedFile, CallError> {
        let request = wire::ExportReviewRequest {
            name: name::take(take),
            format: wire::ExportFormat::from(kind).into(),
        };
        let file = self.0.export_review(request).await?.into_inner();
        Ok(ExportedFile {
            content: file.content,
            name: file.file_name,
            media_type: file.media_type,
        })
    }
}
