//! Calls on comments.

use std::time::SystemTime;

use starling_practice::{Comment, CommentContent, CommentId};
use starling_proto::convert::{ConvertError, Update, etag};
use starling_proto::{name, session as wire};
use tonic::{Request, Response, Status};

use super::paging::{fitting, next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, called, request_id, voices};
use crate::access::Caller;
use crate::status;
use crate::store::{NewComment, Settled, Store};
use crate::watch::Change;

pub(super) async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateCommentRequest>,
) -> Answer<wire::CreateCommentResponse> {
    let (caller, request) = called(request)?;
    let comment = request
        .comment
        .ok_or_else(|| ConvertError::new("comment", "is required"))?;
    let content = CommentContent::try_from(comment)?;
    content
        .check_says_something(!request.voice.is_empty())
        .map_err(status::comment)?;
    let id = CommentId {
        take: name::parse_take("parent", &request.parent)?,
        comment: new_id(),
    };
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let new = NewComment {
        request: request_id(&request.request_id)?,
        id,
        content,
        voice: voices::checked(request.voice)?,
        create_time: SystemTime::now(),
    };
    let comment = permit
        .store()
        .create_comment(permit.reviewer(), new)
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Comment(comment.id.clone()));
    Ok(Response::new(wire::CreateCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetCommentRequest>,
) -> Answer<wire::GetCommentResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_comment("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let comment = permit.store().comment(permit.reviewer(), id).await?;
    Ok(Response::new(wire::GetCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListCommentsRequest>,
) -> Answer<wire::ListCommentsResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("parent", &request.parent)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let query = format!("{}/comments", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let list = |page| {
        permit
            .store()
            .comments(permit.reviewer(), take.clone(), page)
    };
    let listed = fitting(page, list).await?;
    Ok(Response::new(wire::ListCommentsResponse {
        comments: listed.items,
        next_page_token: next_token(&query, listed.last),
    }))
}

pub(super) async fn update<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::UpdateCommentRequest>,
) -> Answer<wire::UpdateCommentResponse> {
    let (caller, request) = called(request)?;
    let update = Update::try_from(request)?;
    let permit = rpc.access.session(&caller, &update.id.take.session).await?;
    let comment = permit
        .store()
        .update_comment(permit.reviewer(), update, SystemTime::now())
        .await?;
    rpc.changes
        .tell(permit.owner(), Change::Comment(comment.id.clone()));
    Ok(Response::new(wire::UpdateCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn resolve<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ResolveCommentRequest>,
) -> Answer<wire::ResolveCommentResponse> {
    let (caller, request) = called(request)?;
    let comment = settle(rpc, &caller, &request.name, request.etag, Settled::Yes).await?;
    Ok(Response::new(wire::ResolveCommentResponse {
        comment: Some(comment.into()),
    }))
}

pub(super) async fn reopen<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ReopenCommentRequest>,
) -> Answer<wire::ReopenCommentResponse> {
    let (caller, request) = called(request)?;
    let comment = settle(rpc, &caller, &request.name, request.etag, Settled::No).await?;
    Ok(Response::new(wire::ReopenCommentResponse {
        comment: Some(comment.into()),
    }))
}

async fn settle<S: Store>(
    rpc: &Rpc<S>,
    caller: &Caller,
    name: &str,
    text: String,
    settled: Settled,
) -> Result<Comment, Status> {
    let id = name::parse_comment("name", name)?;
    let permit = rpc.access.session(caller, &id.take.session).await?;
    let settled = permit.store().settle_comment(
        permit.reviewer(),
        id,
        etag(text),
        settled,
        SystemTime::now(),
    );
    let comment = settled.await?;
    rpc.changes
        .tell(permit.owner(), Change::Comment(comment.id.clone()));
    Ok(comment)
}

pub(super) async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::DeleteCommentRequest>,
) -> Answer<wire::DeleteCommentResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_comment("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    permit
        .store()
        .delete_comment(permit.reviewer(), id.clone(), etag(request.etag))
        .await?;
    rpc.changes.tell(permit.owner(), Change::Comment(id));
    Ok(Response::new(wire::DeleteCommentResponse {}))
}
