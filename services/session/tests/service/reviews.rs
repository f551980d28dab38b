//! Reviews and comments: each request once, each text as it was written, and no change that would undo another one.

use starling_proto::session as wire;

use crate::service::{Client, Service, new_request, refusal};

/// What browsers, shells and databases would stumble over.
const NASTY: &str =
    "<script>alert('x')</script> \"'; DROP TABLE comments;-- \0 \u{202e} \r\n 👩‍👩‍👧 🇨🇭 é";

fn review() -> wire::Review {
    wire::Review {
        author: "Ann <ann@example.org>".to_owned(),
        note: NASTY.to_owned(),
        next_step: "Breathe 🧘".to_owned(),
        ratings: vec![rating("depth", 5), rating("ownership", 1)],
        ..Default::default()
    }
}

fn rating(dimension: &str, point: i32) -> wire::Rating {
    wire::Rating {
        dimension: dimension.to_owned(),
        point,
        ..Default::default()
    }
}

fn comment() -> wire::Comment {
    wire::Comment {
        author: "Ann".to_owned(),
        start_sample: 48_000,
        end_sample: 96_000,
        text: NASTY.to_owned(),
        ..Default::default()
    }
}

fn create_review(take: &str) -> wire::CreateReviewRequest {
    wire::CreateReviewRequest {
        parent: take.to_owned(),
        request_id: new_request(),
        review: Some(review()),
    }
}

fn create_comment(take: &str) -> wire::CreateCommentRequest {
    wire::CreateCommentRequest {
        parent: take.to_owned(),
        request_id: new_request(),
        comment: Some(comment()),
        voice: Vec::new(),
    }
}

fn update_review(review: wire::Review, paths: &[&str]) -> wire::UpdateReviewRequest {
    wire::UpdateReviewRequest {
        review: Some(review),
        update_mask: Some(mask(paths)),
    }
}

fn update_comment(comment: wire::Comment, paths: &[&str]) -> wire::UpdateCommentRequest {
    wire::UpdateCommentRequest {
        comment: Some(comment),
        update_mask: Some(mask(paths)),
    }
}

fn mask(paths: &[&str]) -> prost_types::FieldMask {
    prost_types::FieldMask {
        paths: paths.iter().map(ToString::to_string).collect(),
    }
}

async fn new_review(client: &mut Client, take: &str) -> wire::Review {
    let response = client.reviews.create_review(create_review(take)).await;
    response.unwrap().into_inner().review.unwrap()
}

async fn new_comment(client: &mut Client, take: &str) -> wire::Comment {
    let response = client.reviews.create_comment(create_comment(take)).await;
    response.unwrap().into_inner().comment.unwrap()
}

async fn stored_review(client: &mut Client, name: &str) -> wire::Review {
    let name = name.to_owned();
    let request = wire::GetReviewRequest { name };
    let response = client.reviews.get_review(request).await.unwrap();
    response.into_inner().review.unwrap()
}

async fn stored_comment(client: &mut Client, name: &str) -> wire::Comment {
    let name = name.to_owned();
    let request = wire::GetCommentRequest { name };
    let response = client.reviews.get_comment(request).await.unwrap();
    response.into_inner().comment.unwrap()
}

#[tokio::test]
async fn what_is_written_is_kept_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;

    let created = new_review(&mut client, &take).await;
    assert!(created.name.starts_with(&format!("{take}/reviews/")));
    assert!(created.create_time.is_some());
    assert_eq!(created.create_time, created.update_time);
    assert_eq!(stored_review(&mut client, &created.name).await, created);
    let written = wire::Review {
        name: created.name,
        create_time: created.create_time,
        update_time: created.update_time,
        etag: created.etag,
        is_own: true,
        ..review()
    };
    assert_eq!(stored_review(&mut client, &written.name).await, written);

    let created = new_comment(&mut client, &take).await;
    assert!(created.name.starts_with(&format!("{take}/comments/")));
    let written = wire::Comment {
        name: created.name,
        create_time: created.create_time,
        update_time: created.update_time,
        etag: created.etag,
        is_own: true,
        is_speakers: true,
        ..comment()
    };
    assert_eq!(stored_comment(&mut client, &written.name).await, written);
}

#[tokio::test]
async fn a_repeated_request_creates_nothing_new() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;

    let request = create_review(&take);
    let first = client.reviews.create_review(request.clone()).await.unwrap();
    let again = client.reviews.create_review(request.clone()).await.unwrap();
    let first = first.into_inner().review.unwrap();
    assert_eq!(again.into_inner().review.unwrap(), first);

    let mut other = request.clone();
    other.review.as_mut().unwrap().note = "Better".to_owned();
    let reused = client.reviews.create_review(other).await;
    assert_eq!(refusal(reused), "InvalidArgument REQUEST_ID_REUSED");
    let as_comment = wire::CreateCommentRequest {
        request_id: request.request_id.clone(),
        ..create_comment(&take)
    };
    let reused = client.reviews.create_comment(as_comment).await;
    assert_eq!(refusal(reused), "InvalidArgument REQUEST_ID_REUSED");

    // The next review does not become what the request has created.
    let delete = wire::DeleteReviewRequest {
        name: first.name,
        etag: String::new(),
    };
    client.reviews.delete_review(delete).await.unwrap();
    new_review(&mut client, &take).await;
    let again = client.reviews.create_review(request).await;
    assert_eq!(refusal(again), "NotFound REVIEW_NOT_FOUND");

    let request = create_comment(&take);
    let first = client.reviews.create_comment(request.clone()).await;
    let again = client.reviews.create_comment(request).await;
    assert_eq!(
        again.unwrap().into_inner().comment,
        first.unwrap().into_inner().comment
    );
}

#[tokio::test]
async fn a_change_touches_what_its_mask_names() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;

    let before = new_review(&mut client, &take).await;
    let new = wire::Review {
        name: before.name.clone(),
        etag: before.etag.clone(),
        author: "Bob".to_owned(),
        note: "Better".to_owned(),
        ..Default::default()
    };
    let request = update_review(new, &["note"]);
    let response = client.reviews.update_review(request).await.unwrap();
    let after = response.into_inner().review.unwrap();
    assert_ne!(after.update_time, before.update_time);
    assert_ne!(after.etag, before.etag);
    let expected = wire::Review {
        note: "Better".to_owned(),
        update_time: after.update_time,
        etag: after.etag.clone(),
        ..before
    };
    assert_eq!(after, expected);
    assert_eq!(stored_review(&mut client, &after.name).await, after);

    let cleared = wire::Review {
        name: after.name,
        ..Default::default()
    };
    let request = update_review(cleared, &["*"]);
    let response = client.reviews.update_review(request).await.unwrap();
    let after = response.into_inner().review.unwrap();
    assert_eq!(
        (after.author, after.note, after.next_step, after.ratings),
        (expected.author, String::new(), String::new(), Vec::new())
    );

    let before = new_comment(&mut client, &take).await;
    let moved = wire::Comment {
        start_sample: 96_000,
        ..before.clone()
    };
    let request = update_comment(moved.clone(), &["start_sample"]);
    let response = client.reviews.update_comment(request).await.unwrap();
    let after = response.into_inner().comment.unwrap();
    let expected = wire::Comment {
        update_time: after.update_time,
        etag: after.etag.clone(),
        ..moved
    };
    assert_eq!(after, expected);
    assert_eq!(stored_comment(&mut client, &after.name).await, after);
}

#[tokio::test]
async fn a_stale_etag_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;

    let first = new_review(&mut client, &take).await;
    let change = update_review(first.clone(), &["note"]);
    let changed = client.reviews.update_review(change.clone()).await.unwrap();
    let changed = changed.into_inner().review.unwrap();
    let stale = client.reviews.update_review(change).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    let delete = |etag: &str| wire::DeleteReviewRequest {
        name: first.name.clone(),
        etag: etag.to_owned(),
    };
    let stale = client.reviews.delete_review(delete(&first.etag)).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    assert_eq!(stored_review(&mut client, &first.name).await, changed);
    let current = delete(&changed.etag);
    client.reviews.delete_review(current).await.unwrap();

    let first = new_comment(&mut client, &take).await;
    let change = update_comment(first.clone(), &["text"]);
    client.reviews.update_comment(change.clone()).await.unwrap();
    let stale = client.reviews.update_comment(change).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
    let delete = wire::DeleteCommentRequest {
        name: first.name,
        etag: first.etag,
    };
    let stale = client.reviews.delete_comment(delete).await;
    assert_eq!(refusal(stale), "Aborted ETAG_MISMATCH");
}

#[tokio::test]
async fn a_change_that_breaks_the_contract_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;

    let review = new_review(&mut client, &take).await;
    for paths in [
        &["author"] as &[&str],
        &["note", "etag"],
        &["*", "note"],
        &[],
    ] {
        let request = update_review(review.clone(), paths);
        let refused = client.reviews.update_review(request).await;
        assert_eq!(
            refusal(refused),
            "InvalidArgument INVALID_FIELD",
            "{paths:?}"
        );
    }
    let comment = new_comment(&mut client, &take).await;
    // Each is in order by itself; with what is stored they are not.
    let ends_too_early = wire::Comment {
        end_sample: 1,
        ..comment.clone()
    };
    let starts_too_late = wire::Comment {
        start_sample: 96_001,
        ..comment.clone()
    };
    for (changed, path) in [
        (ends_too_early, "end_sample"),
        (starts_too_late, "start_sample"),
        (comment.clone(), "author"),
    ] {
        let request = update_comment(changed, &[path]);
        let refused = client.reviews.update_comment(request).await;
        assert_eq!(refusal(refused), "InvalidArgument INVALID_FIELD", "{path}");
    }
    assert_eq!(stored_comment(&mut client, &comment.name).await, comment);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    let [take, other] = [client.take(&session).await, client.take(&session).await];

    let review = new_review(&mut client, &take).await;
    let delete = wire::DeleteReviewRequest {
        name: review.name.clone(),
        etag: String::new(),
    };
    client.reviews.delete_review(delete.clone()).await.unwrap();
    let again = client.reviews.delete_review(delete).await;
    assert_eq!(refusal(again), "NotFound REVIEW_NOT_FOUND");
    let update = update_review(review, &["note"]);
    let gone = client.reviews.update_review(update).await;
    assert_eq!(refusal(gone), "NotFound REVIEW_NOT_FOUND");

    // A name leads to what is on its take, and to nothing else.
    let comment = new_comment(&mut client, &take).await;
    let elsewhere = wire::GetCommentRequest {
        name: comment.name.replace(&take, &other),
    };
    let elsewhere = client.reviews.get_comment(elsewhere).await;
    assert_eq!(refusal(elsewhere), "NotFound COMMENT_NOT_FOUND");

    let nowhere = create_comment("sessions/s/takes/nowhere");
    let nowhere = client.reviews.create_comment(nowhere).await;
    assert_eq!(refusal(nowhere), "NotFound SESSION_NOT_FOUND");
    let nowhere = wire::ListReviewsRequest {
        parent: "sessions/s/takes/nowhere".to_owned(),
        ..Default::default()
    };
    let nowhere = client.reviews.list_reviews(nowhere).await;
    assert_eq!(refusal(nowhere), "NotFound SESSION_NOT_FOUND");
}

#[tokio::test]
async fn a_thousand_comments_come_in_pages() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    let other = client.new_take().await;
    let mut names = Vec::new();
    for _ in 0..1_000 {
        names.push(new_comment(&mut client, &take).await.name);
    }
    new_comment(&mut client, &other).await;
    names.reverse();

    let mut request = wire::ListCommentsRequest {
        parent: take.clone(),
        page_size: 1_000,
        page_token: String::new(),
    };
    let mut listed = Vec::new();
    let mut page_sizes = Vec::new();
    loop {
        let response = client.reviews.list_comments(request.clone()).await;
        let page = response.unwrap().into_inner();
        page_sizes.push(page.comments.len());
        listed.extend(page.comments.into_iter().map(|comment| comment.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(listed, names);
    assert_eq!(page_sizes, [200; 5]);

    // The token of one list is none of another.
    let of_reviews = wire::ListReviewsRequest {
        parent: take,
        page_size: 1,
        page_token: request.page_token.clone(),
    };
    let refused = client.reviews.list_reviews(of_reviews).await;
    assert_eq!(refusal(refused), "InvalidArgument PAGE_TOKEN_INVALID");
    request.parent = other;
    let refused = client.reviews.list_comments(request).await;
    assert_eq!(refusal(refused), "InvalidArgument PAGE_TOKEN_INVALID");
}
