//! Sessions and takes: whose they are, how they change, what is deleted.

use std::time::Duration;

use starling_practice::{Lifecycle, TakeEnd};
use uuid::Uuid;

use super::fixture::{PAGE, at, create_take, id, new_session, new_take, request, session, take};
use super::uploads::send;
use crate::store::{Noun, Owner, SessionChange, Shown, Store, StoreError, TakesOf};

pub(crate) async fn a_repeated_request_gives_the_first_answer(store: &impl Store) {
    let owner = Owner::local();
    let asked = Uuid::from_u128(1);
    let first = store.create_session(asked, owner.clone(), session("one"));
    let first = first.await.unwrap();
    let mut again = session("other");
    again.title.clone_from(&first.title);
    let again = store.create_session(asked, owner.clone(), again).await;
    assert_eq!(again.unwrap(), first);
    let reused = store.create_session(asked, owner, session("other")).await;
    assert!(matches!(reused, Err(StoreError::RequestIdReused)));
    let others = store.create_session(asked, Owner::new("ada"), session("one"));
    assert!(matches!(others.await, Err(StoreError::RequestIdReused)));

    let asked = request("one");
    assert!(store.created_take(asked.clone()).await.unwrap().is_none());
    let first = store.create_take(asked.clone(), take("one", "a")).await;
    let again = store.create_take(asked.clone(), take("one", "b")).await;
    assert_eq!(first.unwrap(), again.unwrap());
    assert!(store.created_take(asked).await.unwrap().is_some());
}

pub(crate) async fn everybody_has_lists_of_their_own(store: &impl Store) {
    for (owner, name) in [("ada", "a"), ("bob", "b"), ("ada", "c")] {
        new_session(store, owner, name).await;
        create_take(store, name, &format!("take-{name}"))
            .await
            .unwrap();
        let known = store.owner_of(id(name)).await.unwrap();
        assert_eq!(known, Some(Owner::new(owner)));
    }
    assert_eq!(store.owner_of(id("nowhere")).await.unwrap(), None);
    for (owner, names) in [("ada", &["c", "a"][..]), ("bob", &["b"]), ("eve", &[])] {
        let owner = Owner::new(owner);
        let listed = store.sessions(owner.clone(), Shown::All, PAGE).await;
        let listed = listed.unwrap().items.into_iter();
        assert!(
            listed
                .map(|session| session.id)
                .eq(names.iter().map(|name| id(name)))
        );
        let listed = store.takes(TakesOf::Owner(owner), Shown::All, PAGE).await;
        let listed = listed.unwrap().items.into_iter();
        assert!(
            listed
                .map(|take| take.id.session)
                .eq(names.iter().map(|name| id(name)))
        );
    }
}

pub(crate) async fn a_stale_etag_changes_nothing(store: &impl Store) {
    let created = new_session(store, "local", "one").await;
    let etag = Some(created.lifecycle.etag);
    let change = |title: &str| SessionChange {
        title: Some(title.to_owned()),
        retention: None,
    };
    let update = |title| store.update_session(id("one"), etag.clone(), change(title), at(1));
    let changed = update("first").await.unwrap();
    assert_eq!(changed.lifecycle.update_time, at(1));
    assert_ne!(Some(&changed.lifecycle.etag), etag.as_ref());
    let stale = update("second").await;
    assert!(matches!(
        stale,
        Err(StoreError::EtagMismatch(Noun::Session))
    ));
    let stale = store.delete_session(id("one"), etag.clone(), at(2)).await;
    assert!(matches!(
        stale,
        Err(StoreError::EtagMismatch(Noun::Session))
    ));
    let stale = store.expunge_session(id("one"), etag).await;
    assert!(matches!(
        stale,
        Err(StoreError::EtagMismatch(Noun::Session))
    ));
    assert_eq!(store.session(id("one")).await.unwrap(), changed);

    let take = create_take(store, "one", "a").await.unwrap();
    let created = store.take(take.clone()).await.unwrap();
    let end = TakeEnd {
        marks: Vec::new(),
        lost_frame_count: 0,
        ended: "stopped".to_owned(),
    };
    let finished = store
        .finish_take(take.clone(), end.clone(), at(1))
        .await
        .unwrap();
    assert_ne!(finished.lifecycle.etag, created.lifecycle.etag);
    let again = store.finish_take(take.clone(), end, at(2)).await.unwrap();
    assert_eq!(again, finished);
    let etag = Some(created.lifecycle.etag);
    let stale = store.delete_take(take, etag, at(2)).await;
    assert!(matches!(stale, Err(StoreError::EtagMismatch(Noun::Take))));
}

/// Order is counted, not timed.
pub(crate) async fn a_clock_that_jumps_changes_no_order(store: &impl Store) {
    let owner = Owner::local();
    let mut etags = Vec::new();
    for (name, seconds) in [("a", 500), ("b", 0), ("c", 900_000), ("d", 1)] {
        let mut new = session(name);
        new.lifecycle = Lifecycle::new(at(seconds));
        let created = store.create_session(Uuid::new_v4(), owner.clone(), new);
        created.await.unwrap();
        // Changes of one session, a second apart in both directions.
        let change = SessionChange {
            title: Some(name.to_owned()),
            retention: None,
        };
        let changed = store.update_session(id("a"), None, change, at(500 - seconds % 2));
        etags.push(changed.await.unwrap().lifecycle.etag);
    }
    let listed = store.sessions(owner, Shown::All, PAGE).await.unwrap();
    let listed: Vec<_> = listed.items.into_iter().map(|session| session.id).collect();
    assert_eq!(listed, ["d", "c", "b", "a"].map(id));
    let count = etags.len();
    etags.dedup();
    assert_eq!(etags.len(), count, "each change has an etag of its own");
}

pub(crate) async fn what_is_deleted_takes_nothing_in(store: &impl Store) {
    let take = new_take(store).await;
    let session = take.session.clone();
    let opened = Uuid::new_v4();
    store.open_upload(opened, take.clone()).await.unwrap();
    send(store, &take, 0, b"bytes").await.unwrap();
    for of_session in [true, false] {
        if of_session {
            let deleted = store.delete_session(session.clone(), None, at(1)).await;
            assert_eq!(deleted.unwrap().lifecycle.delete_time, Some(at(1)));
            let another = create_take(store, "session", "other").await;
            assert!(matches!(another, Err(StoreError::Deleted(_))));
        } else {
            let deleted = store.delete_take(take.clone(), None, at(1)).await;
            assert_eq!(deleted.unwrap().lifecycle.purge_time, Some(at(101)));
        }
        let appended = send(store, &take, 5, b"more").await;
        assert!(matches!(appended, Err(StoreError::Deleted(_))));
        let reopened = store.open_upload(opened, take.clone()).await;
        assert!(matches!(reopened, Err(StoreError::Deleted(_))));
        let hash = blake3::hash(b"bytes").into();
        let finished = store.finish_upload(take.clone(), 1, 5, hash).await;
        assert!(matches!(finished, Err(StoreError::Deleted(_))));
        let of = || TakesOf::Session(session.clone());
        let kept = store.takes(of(), Shown::Kept, PAGE).await.unwrap().items;
        let all = store.takes(of(), Shown::All, PAGE).await.unwrap().items;
        assert_eq!((kept.len(), all.len()), (0, 1));
        if of_session {
            let alone = store.undelete_take(take.clone(), None, at(2)).await;
            assert!(matches!(alone, Err(StoreError::Deleted(Noun::Session))));
            store
                .undelete_session(session.clone(), None, at(2))
                .await
                .unwrap();
        } else {
            store
                .undelete_take(take.clone(), None, at(2))
                .await
                .unwrap();
        }
        let again = store.undelete_take(take.clone(), None, at(3)).await;
        assert!(matches!(again, Err(StoreError::NotDeleted(Noun::Take))));
    }
    assert_eq!(send(store, &take, 5, b"more").await.unwrap(), 9);
}

pub(crate) async fn retention_and_grace_set_the_purge_time(store: &impl Store) {
    new_session(store, "local", "one").await;
    let retain = |retention: Option<u64>| SessionChange {
        title: None,
        retention: Some(retention.map(Duration::from_secs)),
    };
    for (retention, due, due_deleted) in [
        (None, None, at(110)),
        (Some(50), Some(at(50)), at(50)),
        (Some(500), Some(at(500)), at(110)),
    ] {
        let changed = store.update_session(id("one"), None, retain(retention), at(1));
        assert_eq!(changed.await.unwrap().lifecycle.purge_time, due);
        let deleted = store.delete_session(id("one"), None, at(10)).await;
        assert_eq!(deleted.unwrap().lifecycle.purge_time, Some(due_deleted));
        let back = store.undelete_session(id("one"), None, at(20)).await;
        assert_eq!(back.unwrap().lifecycle.purge_time, due);
    }
}
