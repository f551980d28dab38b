//! Nobody keeps more than they may, and what goes makes room.

use starling_proto::error::CallError;
use tonic::{Code, Status};
use uuid::Uuid;

use super::fixture::{
    create_take, id, limits, new_comment, new_review, new_session, new_take, reviewer, session,
};
use super::uploads::send;
use crate::store::{Owner, Quota, Store, StoreError, UploadError};

pub(crate) async fn sessions_and_takes_are_counted(store: &impl Store) {
    for name in ["a", "b", "c", "d"] {
        new_session(store, "ada", name).await;
        create_take(store, "a", &format!("take-{name}"))
            .await
            .unwrap();
    }
    let fifth = || store.create_session(Uuid::new_v4(), Owner::new("ada"), session("e"));
    assert!(matches!(
        fifth().await,
        Err(StoreError::Quota(Quota::Sessions))
    ));
    let take = create_take(store, "b", "fifth").await;
    assert!(matches!(take, Err(StoreError::Quota(Quota::Takes))));
    new_session(store, "bob", "of-bob").await;
    create_take(store, "of-bob", "of-bob").await.unwrap();

    store.expunge_session(id("a"), None).await.unwrap();
    fifth().await.unwrap();
    create_take(store, "b", "fifth").await.unwrap();
}

pub(crate) async fn what_is_said_of_a_take_is_counted(store: &impl Store) {
    new_session(store, "local", "one").await;
    let take = create_take(store, "one", "a").await.unwrap();
    let other = create_take(store, "one", "b").await.unwrap();
    // Whoever says it.
    let who = |number: u64| reviewer(["owner", "link 1"][number as usize % 2]);
    let limits = limits();
    let mut first = None;
    for number in 0..limits.max_take_comments {
        let new = new_comment(&take, "Here");
        let repeated = new.request;
        let comment = store.create_comment(who(number), new).await.unwrap();
        first.get_or_insert((repeated, comment));
    }
    let refused = store.create_comment(who(0), new_comment(&take, "And here"));
    let error = CallError::from(Status::from(refused.await.unwrap_err()));
    assert_eq!(
        (error.code, error.reason.as_str()),
        (Code::ResourceExhausted, "TAKE_QUOTA_EXCEEDED")
    );
    for number in 0..limits.max_take_reviews {
        let created = store.create_review(who(number), new_review(&take));
        created.await.unwrap();
    }
    let refused = store.create_review(who(0), new_review(&take)).await;
    assert!(matches!(refused, Err(StoreError::Quota(Quota::Reviews))));

    // Another take has its own, what was stored is given again, and what goes makes room.
    let of_other = store.create_comment(who(0), new_comment(&other, "Here"));
    of_other.await.unwrap();
    let (request, comment) = first.unwrap();
    let mut again = new_comment(&take, "Here");
    again.request = request;
    let given = store.create_comment(who(0), again).await.unwrap();
    assert_eq!(given.id, comment.id);
    let deleted = store.delete_comment(who(0), comment.id, None);
    deleted.await.unwrap();
    let created = store.create_comment(who(1), new_comment(&take, "And here"));
    created.await.unwrap();
}

pub(crate) async fn bytes_and_open_uploads_are_counted(store: &impl Store) {
    new_session(store, "ada", "one").await;
    let mut takes = Vec::new();
    for name in ["a", "b", "c", "d"] {
        takes.push(create_take(store, "one", name).await.unwrap());
    }
    let open = |index: usize| store.open_upload(Uuid::new_v4(), takes[index].clone());
    for index in 0..3 {
        open(index).await.unwrap();
    }
    let fourth = open(3).await;
    assert!(matches!(fourth, Err(StoreError::Quota(Quota::OpenUploads))));
    send(store, &takes[0], 0, &[1; 8_000]).await.unwrap();
    send(store, &takes[1], 0, &[1; 1_999]).await.unwrap();
    let too_much = send(store, &takes[2], 0, &[1; 2]).await;
    assert!(matches!(too_much, Err(StoreError::Quota(Quota::Bytes))));
    send(store, &takes[2], 0, &[1; 1]).await.unwrap();

    let hash = blake3::hash(&[1; 8_000]).into();
    let finished = store.finish_upload(takes[0].clone(), 1, 8_000, hash).await;
    finished.unwrap();
    open(3).await.unwrap();
    let too_much = send(store, &takes[3], 0, &[1; 1]).await;
    assert!(matches!(too_much, Err(StoreError::Quota(Quota::Bytes))));
    store.expunge_take(takes[0].clone(), None).await.unwrap();
    send(store, &takes[3], 0, &[1; 8_000]).await.unwrap();
}

pub(crate) async fn what_is_held_of_a_take_that_is_too_long_can_be_finished(store: &impl Store) {
    let take = new_take(store).await;
    store
        .open_upload(Uuid::new_v4(), take.clone())
        .await
        .unwrap();
    send(store, &take, 0, &[1; 8_000]).await.unwrap();
    let too_long = send(store, &take, 8_000, &[1]).await;
    let Err(StoreError::Upload(UploadError::TakeTooLong { max: 8_000 })) = too_long else {
        panic!("{too_long:?}");
    };
    let hash = blake3::hash(&[1; 8_000]).into();
    store.finish_upload(take, 1, 8_000, hash).await.unwrap();
}
