//! What is expunged is gone, and nothing else.

use std::sync::Mutex;

use super::fixture::{PAGE, at, create_take, id, new_session, request, take};
use crate::store::{Owner, Shown, Store, StoreError};

pub(crate) async fn what_is_due_is_purged(store: &impl Store) {
    for name in ["deleted", "kept"] {
        new_session(store, "local", name).await;
    }
    let gone = create_take(store, "kept", "gone").await.unwrap();
    let stays = create_take(store, "kept", "stays").await.unwrap();
    store
        .delete_session(id("deleted"), None, at(0))
        .await
        .unwrap();
    store.delete_take(gone.clone(), None, at(0)).await.unwrap();
    store
        .purge(at(99), |_, _| panic!("nothing is due"))
        .await
        .unwrap();
    store.session(id("deleted")).await.unwrap();
    store.take(gone.clone()).await.unwrap();
    let told = Mutex::new(Vec::new());
    let purged = store.purge(at(100), |owner, session| {
        let mut told = told.lock().unwrap();
        told.push((owner.clone(), session.clone()));
    });
    purged.await.unwrap();
    assert_eq!(
        told.into_inner().unwrap(),
        [(Owner::new("local"), id("deleted"))]
    );
    let session = store.session(id("deleted")).await;
    assert!(matches!(session, Err(StoreError::NotFound(..))));
    assert!(matches!(
        store.take(gone).await,
        Err(StoreError::NotFound(..))
    ));
    store.session(id("kept")).await.unwrap();
    store.take(stays).await.unwrap();
}

pub(crate) async fn a_request_on_a_take_is_forgotten_with_it(store: &impl Store) {
    new_session(store, "local", "one").await;
    let asked = request("one");
    let first = store.create_take(asked.clone(), take("one", "a")).await;
    let first = first.unwrap().id;
    store.expunge_take(first.clone(), None).await.unwrap();
    let again = store.expunge_take(first, None).await;
    assert!(matches!(again, Err(StoreError::NotFound(..))));
    // Another one may have its number by now.
    create_take(store, "one", "b").await.unwrap();
    assert!(store.created_take(asked.clone()).await.unwrap().is_none());
    let second = store.create_take(asked, take("one", "c")).await.unwrap();
    assert_eq!(second.id.take, id("c"));
}

pub(crate) async fn an_owner_leaves_others_alone(store: &impl Store) {
    for (owner, name) in [("ada", "a"), ("bob", "b"), ("ada", "c")] {
        new_session(store, owner, name).await;
        create_take(store, name, &format!("take-{name}"))
            .await
            .unwrap();
    }
    let expunged = store.expunge_owner(Owner::new("ada")).await.unwrap();
    assert_eq!(expunged.session_count, 2);
    for (owner, count) in [("ada", 0), ("bob", 1)] {
        let listed = store.sessions(Owner::new(owner), Shown::All, PAGE).await;
        assert_eq!(listed.unwrap().items.len(), count);
    }
    let again = store.expunge_owner(Owner::new("ada")).await.unwrap();
    assert_eq!((again.session_count, again.backups), (0, Vec::new()));
}
