//! Reviews and comments: who sees them, how they hang together, what goes with what.

use starling_practice::{CommentChange, CommentId, CommentText, ReviewChange, TakeId};
use starling_proto::convert::Update;
use starling_proto::error::CallError;
use starling_speech::Span;
use tonic::Status;

use super::fixture::{
    PAGE, at, create_take, new_comment, new_reply, new_review, new_spoken, new_take, reviewer,
};
use super::uploads::send;
use crate::store::{Quota, Settled, Store, StoreError};

/// Code and reason, as a program sees them.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>, expected: &str) {
    let error = CallError::from(Status::from(result.unwrap_err()));
    assert_eq!(format!("{:?} {}", error.code, error.reason), expected);
}

/// Who of three sees how many reviews of a take.
async fn seen(store: &impl Store, take: &TakeId) -> [usize; 3] {
    let mut counts = [0; 3];
    for (count, who) in counts.iter_mut().zip(["owner", "link 1", "link 2"]) {
        let listed = store.reviews(reviewer(who), take.clone(), PAGE).await;
        *count = listed.unwrap().items.len();
    }
    counts
}

pub(crate) async fn a_draft_is_there_for_its_author_alone(store: &impl Store) {
    let take = new_take(store).await;
    let draft = store.create_review(reviewer("link 1"), new_review(&take));
    let draft = draft.await.unwrap();
    assert_eq!((draft.send_time, draft.is_own), (None, true));
    assert_eq!(seen(store, &take).await, [0, 1, 0]);
    let id = || draft.id.clone();
    for who in ["owner", "link 2"] {
        let absent = "NotFound REVIEW_NOT_FOUND";
        refused(store.review(reviewer(who), id()).await, absent);
        let update = Update {
            id: id(),
            etag: None,
            change: ReviewChange::default(),
        };
        let changed = store.update_review(reviewer(who), update, at(1)).await;
        refused(changed, absent);
        let sent = store.send_review(reviewer(who), id(), None, at(1)).await;
        refused(sent, absent);
        let deleted = store.delete_review(reviewer(who), id(), None).await;
        refused(deleted, absent);
    }

    let stale = Some(starling_practice::Etag::of_revision(9));
    let sent = store.send_review(reviewer("link 1"), id(), stale, at(1));
    refused(sent.await, "Aborted ETAG_MISMATCH");
    let etag = Some(draft.etag.clone());
    let sent = store.send_review(reviewer("link 1"), id(), etag, at(2));
    let sent = sent.await.unwrap();
    assert_eq!((sent.send_time, sent.update_time), (Some(at(2)), at(2)));
    assert_ne!(sent.etag, draft.etag);
    assert_eq!(seen(store, &take).await, [1, 1, 1]);
    let again = store.send_review(reviewer("link 1"), id(), None, at(3));
    assert_eq!(again.await.unwrap(), sent);
    let others = store.review(reviewer("owner"), id()).await.unwrap();
    assert!(!others.is_own && others.send_time == sent.send_time);
    let resent = store.send_review(reviewer("link 2"), id(), None, at(3));
    refused(resent.await, "PermissionDenied NOT_THE_AUTHOR");
}

/// A comment by somebody, as they see it.
async fn comment_by(store: &impl Store, who: &str, take: &TakeId) -> CommentId {
    let created = store.create_comment(reviewer(who), new_comment(take, "Here"));
    created.await.unwrap().id
}

async fn reply_by(store: &impl Store, who: &str, thread: &CommentId) -> CommentId {
    let created = store.create_comment(reviewer(who), new_reply(thread));
    created.await.unwrap().id
}

pub(crate) async fn a_reply_is_about_what_its_thread_is_about(store: &impl Store) {
    let take = new_take(store).await;
    let thread = comment_by(store, "link 1", &take).await;
    let reply = reply_by(store, "owner", &thread).await;
    let read = |id: &CommentId| store.comment(reviewer("owner"), id.clone());
    let found = read(&reply).await.unwrap();
    assert_eq!(found.content.reply_to.as_ref(), Some(&thread));
    assert_eq!(found.content.span, Span { start: 10, end: 20 });
    assert!(found.is_own && found.is_speakers);
    let found = read(&thread).await.unwrap();
    assert!(!found.is_own && !found.is_speakers);

    let update = |id: &CommentId, start| Update {
        id: id.clone(),
        etag: None,
        change: CommentChange {
            start: Some(start),
            end: Some(start),
            text: None,
        },
    };
    let moved = store.update_comment(reviewer("link 1"), update(&thread, 30), at(1));
    moved.await.unwrap();
    let moved = store.update_comment(reviewer("owner"), update(&reply, 99), at(1));
    let there = Span { start: 30, end: 30 };
    assert_eq!(moved.await.unwrap().content.span, there);
    assert_eq!(read(&reply).await.unwrap().content.span, there);

    let to_a_reply = store.create_comment(reviewer("link 1"), new_reply(&reply));
    refused(to_a_reply.await, "InvalidArgument INVALID_FIELD");
    let other = create_take(store, "session", "other").await.unwrap();
    let mut elsewhere = new_reply(&thread);
    elsewhere.id.take = other;
    let elsewhere = store.create_comment(reviewer("link 1"), elsewhere);
    refused(elsewhere.await, "InvalidArgument INVALID_FIELD");
    store
        .delete_comment(reviewer("owner"), thread.clone(), None)
        .await
        .unwrap();
    let to_nothing = store.create_comment(reviewer("link 1"), new_reply(&thread));
    refused(to_nothing.await, "NotFound COMMENT_NOT_FOUND");
}

pub(crate) async fn a_thread_is_settled_by_anybody_and_removed_with_care(store: &impl Store) {
    let take = new_take(store).await;
    let thread = comment_by(store, "link 1", &take).await;
    let own = reply_by(store, "link 1", &thread).await;
    let settle = |who: &str, id: &CommentId, settled, seconds| {
        store.settle_comment(reviewer(who), id.clone(), None, settled, at(seconds))
    };
    let settled = settle("owner", &thread, Settled::Yes, 5).await.unwrap();
    assert_eq!(settled.resolve_time, Some(at(5)));
    let again = settle("link 1", &thread, Settled::Yes, 6).await.unwrap();
    assert_eq!(
        (again.resolve_time, again.etag),
        (Some(at(5)), settled.etag)
    );
    let reopened = settle("link 2", &thread, Settled::No, 7).await.unwrap();
    assert_eq!((reopened.resolve_time, reopened.update_time), (None, at(7)));
    let reply = settle("owner", &own, Settled::Yes, 8).await;
    refused(reply, "InvalidArgument INVALID_FIELD");

    let delete = |who: &str, id: &CommentId| store.delete_comment(reviewer(who), id.clone(), None);
    let others = reply_by(store, "owner", &thread).await;
    refused(
        delete("link 1", &thread).await,
        "FailedPrecondition HAS_REPLIES",
    );
    delete("owner", &others).await.unwrap();
    // Its author's own replies are no reason to keep it.
    delete("link 1", &thread).await.unwrap();
    let gone = store.comment(reviewer("link 1"), own).await;
    refused(gone, "NotFound COMMENT_NOT_FOUND");

    let thread = comment_by(store, "link 1", &take).await;
    let reply = reply_by(store, "link 2", &thread).await;
    delete("owner", &thread).await.unwrap();
    let gone = store.comment(reviewer("link 2"), reply).await;
    refused(gone, "NotFound COMMENT_NOT_FOUND");
}

pub(crate) async fn what_was_imported_is_changed_by_nobody(store: &impl Store) {
    let take = new_take(store).await;
    let mut new = new_comment(&take, "Here");
    new.content.is_imported = true;
    let imported = store.create_comment(reviewer("owner"), new).await.unwrap();
    assert!(!imported.is_own && !imported.is_speakers && imported.content.is_imported);
    let update = Update {
        id: imported.id.clone(),
        etag: None,
        change: CommentChange {
            text: Some(CommentText::new("There").unwrap()),
            ..CommentChange::default()
        },
    };
    let changed = store.update_comment(reviewer("owner"), update, at(1)).await;
    refused(changed, "PermissionDenied NOT_THE_AUTHOR");
    let deleted = store.delete_comment(reviewer("owner"), imported.id, None);
    deleted.await.unwrap();
}

pub(crate) async fn a_voice_counts_and_goes_with_its_comment(store: &impl Store) {
    let take = new_take(store).await;
    let open = store.open_upload(uuid::Uuid::new_v4(), take.clone());
    open.await.unwrap();
    send(store, &take, 0, &[1; 6_000]).await.unwrap();
    let new = new_spoken(&take, 3_000);
    let request = new.request;
    let voice = new.voice.as_ref().map(|new| new.voice);
    let spoken = store.create_comment(reviewer("link 1"), new).await.unwrap();
    assert_eq!(spoken.voice, voice);
    let wav = store.voice(spoken.id.clone()).await.unwrap();
    assert_eq!(wav, [7; 3_000]);
    let mut other = new_spoken(&take, 3_001);
    other.request = request;
    let reused = store.create_comment(reviewer("link 1"), other).await;
    refused(reused, "InvalidArgument REQUEST_ID_REUSED");

    // 10,000 bytes are the owner's, whoever speaks.
    let too_much = new_spoken(&take, 1_001);
    let too_much = store.create_comment(reviewer("link 1"), too_much).await;
    assert!(matches!(too_much, Err(StoreError::Quota(Quota::Bytes))));
    let too_much = send(store, &take, 6_000, &[1; 1_001]).await;
    assert!(matches!(too_much, Err(StoreError::Quota(Quota::Bytes))));
    store
        .delete_comment(reviewer("owner"), spoken.id.clone(), None)
        .await
        .unwrap();
    let gone = store.voice(spoken.id).await;
    refused(gone, "NotFound COMMENT_NOT_FOUND");
    send(store, &take, 6_000, &[1; 1_001]).await.unwrap();

    let written = comment_by(store, "link 1", &take).await;
    refused(store.voice(written).await, "NotFound COMMENT_NOT_FOUND");
    let spoken = store.create_comment(reviewer("owner"), new_spoken(&take, 2_000));
    let spoken = spoken.await.unwrap().id;
    store.expunge_take(take, None).await.unwrap();
    refused(store.voice(spoken).await, "NotFound TAKE_NOT_FOUND");
    let other = create_take(store, "session", "other").await.unwrap();
    let all = store.create_comment(reviewer("owner"), new_spoken(&other, 10_000));
    all.await.unwrap();
}
