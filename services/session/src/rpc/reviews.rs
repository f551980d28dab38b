//! Calls on reviews.

use std::time::SystemTime;

use starling_practice::ReviewId;
use starling_proto::convert::{ConvertError, Update, etag};
use starling_proto::session::review_service_server::ReviewService;
use starling_proto::{name, session as wire};
use tonic::{Request, Response};

use super::paging::{fitting, next_token, page};
use super::sessions::new_id;
use super::{Answer, Rpc, called, comments, export, request_id, rubrics, voices};
use crate::store::{NewReview, Store};
use crate::watch::Change;

#[tonic::async_trait]
impl<S: Store> ReviewService for Rpc<S> {
    async fn create_review(
        &self,
        request: Request<wire::CreateReviewRequest>,
    ) -> Answer<wire::CreateReviewResponse> {
        create(self, request).await
    }

    async fn get_review(
        &self,
        request: Request<wire::GetReviewRequest>,
    ) -> Answer<wire::GetReviewResponse> {
        get(self, request).await
    }

    async fn list_reviews(
        &self,
        request: Request<wire::ListReviewsRequest>,
    ) -> Answer<wire::ListReviewsResponse> {
        list(self, request).await
    }

    async fn update_review(
        &self,
        request: Request<wire::UpdateReviewRequest>,
    ) -> Answer<wire::UpdateReviewResponse> {
        update(self, request).await
    }

    async fn delete_review(
        &self,
        request: Request<wire::DeleteReviewRequest>,
    ) -> Answer<wire::DeleteReviewResponse> {
        delete(self, request).await
    }

    async fn send_review(
        &self,
        request: Request<wire::SendReviewRequest>,
    ) -> Answer<wire::SendReviewResponse> {
        send(self, request).await
    }

    async fn list_take_rubrics(
        &self,
        request: Request<wire::ListTakeRubricsRequest>,
    ) -> Answer<wire::ListTakeRubricsResponse> {
        rubrics::list(self, request).await
    }

    async fn create_comment(
        &self,
        request: Request<wire::CreateCommentRequest>,
    ) -> Answer<wire::CreateCommentResponse> {
        comments::create(self, request).await
    }

    async fn get_comment(
        &self,
        request: Request<wire::GetCommentRequest>,
    ) -> Answer<wire::GetCommentResponse> {
        comments::get(self, request).await
    }

    async fn list_comments(
        &self,
        request: Request<wire::ListCommentsRequest>,
    ) -> Answer<wire::ListCommentsResponse> {
        comments::list(self, request).await
    }

    async fn update_comment(
        &self,
        request: Request<wire::UpdateCommentRequest>,
    ) -> Answer<wire::UpdateCommentResponse> {
        comments::update(self, request).await
    }

    async fn delete_comment(
        &self,
        request: Request<wire::DeleteCommentRequest>,
    ) -> Answer<wire::DeleteCommentResponse> {
        comments::delete(self, request).await
    }

    async fn resolve_comment(
        &self,
        request: Request<wire::ResolveCommentRequest>,
    ) -> Answer<wire::ResolveCommentResponse> {
        comments::resolve(self, request).await
    }

    async fn reopen_comment(
        &self,
        request: Request<wire::ReopenCommentRequest>,
    ) -> Answer<wire::ReopenCommentResponse> {
        comments::reopen(self, request).await
    }

    async fn get_voice(
        &self,
        request: Request<wire::GetVoiceRequest>,
    ) -> Answer<wire::GetVoiceResponse> {
        voices::get(self, request).await
    }

    async fn export_review(
        &self,
        request: Request<wire::ExportReviewRequest>,
    ) -> Answer<wire::ExportReviewResponse> {
        export::review(self, request).await
    }
}

async fn create<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::CreateReviewRequest>,
) -> Answer<wire::CreateReviewResponse> {
    let (caller, request) = called(request)?;
    let review = request
        .review
        .ok_or_else(|| ConvertError::new("review", "is required"))?;
    let new = NewReview {
        request: request_id(&request.request_id)?,
        id: ReviewId {
            take: name::parse_take("parent", &request.parent)?,
            review: new_id(),
        },
        content: review.try_into()?,
        create_time: SystemTime::now(),
    };
    let permit = rpc.access.session(&caller, &new.id.take.session).await?;
    let review = permit.store().create_review(permit.reviewer(), new).await?;
    rpc.changes.tell(
        permit.owner(),
        Change::of_review(&review, permit.reviewer()),
    );
    Ok(Response::new(wire::CreateReviewResponse {
        review: Some(review.into()),
    }))
}

async fn get<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::GetReviewRequest>,
) -> Answer<wire::GetReviewResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_review("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let review = permit.store().review(permit.reviewer(), id).await?;
    Ok(Response::new(wire::GetReviewResponse {
        review: Some(review.into()),
    }))
}

async fn list<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::ListReviewsRequest>,
) -> Answer<wire::ListReviewsResponse> {
    let (caller, request) = called(request)?;
    let take = name::parse_take("parent", &request.parent)?;
    let permit = rpc.access.session(&caller, &take.session).await?;
    let query = format!("{}/reviews", request.parent);
    let page = page(&query, request.page_size, &request.page_token)?;
    let list = |page| {
        permit
            .store()
            .reviews(permit.reviewer(), take.clone(), page)
    };
    let listed = fitting(page, list).await?;
    Ok(Response::new(wire::ListReviewsResponse {
        reviews: listed.items,
        next_page_token: next_token(&query, listed.last),
    }))
}

async fn update<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::UpdateReviewRequest>,
) -> Answer<wire::UpdateReviewResponse> {
    let (caller, request) = called(request)?;
    let update = Update::try_from(request)?;
    let permit = rpc.access.session(&caller, &update.id.take.session).await?;
    let review = permit
        .store()
        .update_review(permit.reviewer(), update, SystemTime::now())
        .await?;
    rpc.changes.tell(
        permit.owner(),
        Change::of_review(&review, permit.reviewer()),
    );
    Ok(Response::new(wire::UpdateReviewResponse {
        review: Some(review.into()),
    }))
}

async fn send<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::SendReviewRequest>,
) -> Answer<wire::SendReviewResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_review("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let etag = etag(request.etag);
    let review = permit
        .store()
        .send_review(permit.reviewer(), id, etag, SystemTime::now())
        .await?;
    rpc.changes.tell(
        permit.owner(),
        Change::of_review(&review, permit.reviewer()),
    );
    Ok(Response::new(wire::SendReviewResponse {
        review: Some(review.into()),
    }))
}

async fn delete<S: Store>(
    rpc: &Rpc<S>,
    request: Request<wire::DeleteReviewRequest>,
) -> Answer<wire::DeleteReviewResponse> {
    let (caller, request) = called(request)?;
    let id = name::parse_review("name", &request.name)?;
    let permit = rpc.access.session(&caller, &id.take.session).await?;
    let review = permit
        .store()
        .delete_review(permit.reviewer(), id, etag(request.etag))
        .await?;
    rpc.changes.tell(
        permit.owner(),
        Change::of_review(&review, permit.reviewer()),
    );
    Ok(Response::new(wire::DeleteReviewResponse {}))
}
