//! Who may change what somebody has said of a take.

use std::time::{Duration, SystemTime};

use starling_practice::{CommentChange, CommentId, ReviewChange, ReviewId, TakeId};
use starling_proto::convert::Update;
use starling_proto::error::CallError;
use tempfile::TempDir;
use tonic::Status;
use uuid::Uuid;

use super::conformance::fixture::{
    new_comment as comment, new_review as review, new_take, reviewer,
};
use super::{
    CommentStore as _, NewComment, PART_SIZE, ReviewStore as _, SqliteStore, Store as _, StoreError,
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

/// Code and reason, as a program sees them.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>, expected: &str) {
    let error = CallError::from(Status::from(result.unwrap_err()));
    assert_eq!(format!("{:?} {}", error.code, error.reason), expected);
}

/// A review that is sent.
async fn new_review(store: &SqliteStore, take: &TakeId, coach: &str) -> ReviewId {
    let created = store.create_review(reviewer(coach), review(take));
    let id = created.await.unwrap().id;
    let sent = store.send_review(reviewer(coach), id.clone(), None, NOW);
    sent.await.unwrap();
    id
}

async fn new_comment(store: &SqliteStore, take: &TakeId, coach: &str) -> CommentId {
    let created = store.create_comment(reviewer(coach), comment(take, "Here"));
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
    let request = Uuid::new_v4();
    let create = |id| {
        let new = NewComment {
            request,
            ..comment(&take, "Here")
        };
        store.create_comment(reviewer(id), new)
    };
    create("link 1").await.unwrap();
    refused(create("link 2").await, "InvalidArgument REQUEST_ID_REUSED");
    store.close().await;
}
