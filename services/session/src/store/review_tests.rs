//! Who may change what somebody has said of a take.

use std::time::{Duration, SystemTime};

use starling_practice::{
    Author, Comment, CommentChange, CommentContent, CommentId, CommentText, Etag, NextStep, Note,
    Ratings, Review, ReviewChange, ReviewContent, ReviewId, Slug, TakeId,
};
use starling_proto::convert::Update;
use starling_proto::error::CallError;
use starling_speech::Span;
use tempfile::TempDir;
use tonic::Status;
use uuid::Uuid;

use super::conformance::fixture::new_take;
use super::{
    CommentStore as _, PART_SIZE, ReviewStore as _, Reviewer, SqliteStore, Store as _, StoreError,
};

const NOW: SystemTime = SystemTime::UNIX_EPOCH;
const HOUR: Duration = Duration::from_secs(3_600);

/// A store with one take; the directory must outlive it.
async fn store() -> (TempDir, SqliteStore, TakeId) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
    let take = new_take(&store).await;
    (dir, store, take)
}

/// The owner of the session, or a coach with a link.
fn reviewer(id: &str) -> Reviewer {
    Reviewer {
        id: id.to_owned(),
        is_owner: id == "owner",
    }
}

/// Code and reason, as a program sees them.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>, expected: &str) {
    let error = CallError::from(Status::from(result.unwrap_err()));
    assert_eq!(format!("{:?} {}", error.code, error.reason), expected);
}

async fn new_review(store: &SqliteStore, take: &TakeId, coach: &str) -> ReviewId {
    let review = Review {
        id: ReviewId {
            take: take.clone(),
            review: Slug::new(&Uuid::new_v4().to_string()).unwrap(),
        },
        content: ReviewContent {
            author: Author::new("Ann").unwrap(),
            note: Note::new("Good").unwrap(),
            next_step: NextStep::new("").unwrap(),
            ratings: Ratings::default(),
        },
        create_time: NOW,
        update_time: NOW,
        etag: Etag::of_revision(1),
    };
    let created = store.create_review(Uuid::new_v4(), reviewer(coach), review);
    created.await.unwrap().id
}

async fn new_comment(store: &SqliteStore, take: &TakeId, coach: &str) -> CommentId {
    let comment = Comment {
        id: CommentId {
            take: take.clone(),
            comment: Slug::new(&Uuid::new_v4().to_string()).unwrap(),
        },
        content: CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start: 0, end: 0 },
            text: CommentText::new("Here").unwrap(),
        },
        create_time: NOW,
        update_time: NOW,
        etag: Etag::of_revision(1),
    };
    let created = store.create_comment(Uuid::new_v4(), reviewer(coach), comment);
    created.await.unwrap().id
}

#[tokio::test]
async fn a_review_is_changed_by_its_author_alone() {
    let (_dir, store, take) = store().await;
    let id = new_review(&store, &take, "link 1").await;
    let update = || Update {
        id: id.clone(),
        etag: None,
        change: ReviewChange::default(),
    };
    for other in ["link 2", "owner"] {
        let changed = store.update_review(reviewer(other), update(), NOW).await;
        refused(changed, "PermissionDenied NOT_THE_AUTHOR");
    }
    let changed = store.update_review(reviewer("link 1"), update(), NOW + HOUR);
    assert_eq!(changed.await.unwrap().update_time, NOW + HOUR);

    let deleted = store.delete_review(reviewer("link 2"), id.clone(), None);
    refused(deleted.await, "PermissionDenied NOT_THE_AUTHOR");
    let deleted = store.delete_review(reviewer("link 1"), id, None);
    deleted.await.unwrap();
    // The owner removes what is said of the own takes, whoever says it.
    let id = new_review(&store, &take, "link 1").await;
    let deleted = store.delete_review(reviewer("owner"), id, None);
    deleted.await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_comment_is_changed_by_its_author_alone() {
    let (_dir, store, take) = store().await;
    let id = new_comment(&store, &take, "owner").await;
    let update = || Update {
        id: id.clone(),
        etag: None,
        change: CommentChange::default(),
    };
    let changed = store
        .update_comment(reviewer("link 1"), update(), NOW)
        .await;
    refused(changed, "PermissionDenied NOT_THE_AUTHOR");
    let deleted = store.delete_comment(reviewer("link 1"), id.clone(), None);
    refused(deleted.await, "PermissionDenied NOT_THE_AUTHOR");
    let changed = store.update_comment(reviewer("owner"), update(), NOW).await;
    changed.unwrap();

    let of_coach = new_comment(&store, &take, "link 1").await;
    for id in [id, of_coach] {
        let deleted = store.delete_comment(reviewer("owner"), id, None);
        deleted.await.unwrap();
    }
    store.close().await;
}

#[tokio::test]
async fn a_request_of_somebody_else_is_another_one() {
    let (_dir, store, take) = store().await;
    let id = new_comment(&store, &take, "link 1").await;
    let comment = store.comment(id).await.unwrap();
    let request = Uuid::new_v4();
    let create = |id| store.create_comment(request, reviewer(id), comment_of(&comment));
    create("link 1").await.unwrap();
    refused(create("link 2").await, "InvalidArgument REQUEST_ID_REUSED");
    store.close().await;
}

/// The same under another id.
fn comment_of(comment: &Comment) -> Comment {
    let mut copy = comment.clone();
    copy.id.comment = Slug::new(&Uuid::new_v4().to_string()).unwrap();
    copy
}
