//! Calls on comments.

use std::time::SystemTime;

use starling_practice::{Comment, CommentId, Etag};
use starling_proto::convert::{ConvertError, Update, etag};
use starling_proto::{name, session as wire};
use tonic::Response;

use super::paging::{next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, request_id, reviewer};
use crate::store::Store;

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: wire::CreateCommentRequest,
) -> Answer<wire::CreateCommentResponse> {
    let request_id = request_id(&request.request_id)?;
    let comment = request
        .comment
        .ok_or_else(|| ConvertError::new("comment", "is required"))?;
    let now = SystemTime::now();
    let comment = Comment {
        id: CommentId {
            take: name::parse_take("parent", &request.parent)?,
            comment: new_id(),
        },
        content: comment.try_into()?,
        create_time: now,
        update_time: now,
        etag: Etag::of_revision(1),
    };
    let comment = rpc
        .store
        .create_comment(request_id, reviewer(), comment)
        .await?;
    Ok(Response::new(wire::CreateCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: wire::GetCommentRequest,
) -> Answer<wire::GetCommentResponse> {
    let id = name::parse_comment("name", &request.name)?;
    let comment = rpc.store.comment(id).await?;
    Ok(Response::new(wire::GetCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: wire::ListCommentsRequest,
) -> Answer<wire::ListCommentsResponse> {
    let take = name::parse_take("parent", &request.parent)?;
    let query = format!("{}/comments", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let listed = rpc.store.comments(take, page).await?;
    Ok(Response::new(wire::ListCommentsResponse {
        comments: listed.items.into_iter().map(Into::into).collect(),
        next_page_token: next_token(&query, listed.last),
    }))
}

pub(super) async fn update<S: Store>(
    rpc: &Rpc<S>,
    request: wire::UpdateCommentRequest,
) -> Answer<wire::UpdateCommentResponse> {
    let update = Update::try_from(request)?;
    let comment = rpc
        .store
        .update_comment(reviewer(), update, SystemTime::now())
        .await?;
    Ok(Response::new(wire::UpdateCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: wire::DeleteCommentRequest,
) -> Answer<wire::DeleteCommentResponse> {
    let id = name::parse_comment("name", &request.name)?;
    rpc.store
        .delete_comment(reviewer(), id, etag(request.etag))
        .await?;
    Ok(Response::new(wire::DeleteCommentResponse {}))
}
