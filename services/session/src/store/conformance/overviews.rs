//! Sessions and takes at a glance.

use std::time::{Duration, SystemTime};

use starling_practice::{SILENCE, TakeState};
use uuid::Uuid;

use super::fixture::{PAGE, create_take, id, new_session, new_take};
use super::uploads::send;
use crate::store::{Owner, Page, SessionQuery, Store, TakesOf, Viewer};

fn at(now: SystemTime) -> Viewer {
    Viewer {
        id: "local".to_owned(),
        now,
    }
}

pub(crate) async fn what_comes_of_a_take_keeps_it_live(store: &impl Store) {
    let take = new_take(store).await;
    let hour = Duration::from_secs(3_600);
    let state = async |now| {
        let found = store.take_overview(take.clone(), at(now)).await;
        let live = store.live_takes(now).await.unwrap();
        (found.unwrap().state, live.len())
    };
    // It was created long ago.
    let now = SystemTime::now();
    assert_eq!(state(now).await, (TakeState::Interrupted, 0));
    let opened = store.open_upload(Uuid::new_v4(), take.clone()).await;
    assert_eq!(state(SystemTime::now()).await, (TakeState::Recording, 1));
    assert_eq!(state(now + hour).await, (TakeState::Interrupted, 0));
    send(store, &take, 0, b"bytes").await.unwrap();
    assert_eq!(state(SystemTime::now()).await, (TakeState::Recording, 1));
    let epoch = opened.unwrap().writer_epoch;
    let hash = blake3::hash(b"bytes").into();
    let finished = store.finish_upload(take.clone(), epoch, 5, hash).await;
    finished.unwrap();
    assert_eq!(state(now + SILENCE).await, (TakeState::Stored, 0));
}

pub(crate) async fn everybody_has_overviews_of_their_own(store: &impl Store) {
    for (owner, name) in [("ada", "a"), ("bob", "b"), ("ada", "c")] {
        new_session(store, owner, name).await;
        create_take(store, name, name).await.unwrap();
    }
    for (owner, names) in [("ada", &["c", "a"][..]), ("bob", &["b"]), ("eve", &[])] {
        let (owner, viewer) = (Owner::new(owner), at(SystemTime::UNIX_EPOCH));
        let (mut sessions, mut takes, mut below) = (Vec::new(), Vec::new(), [i64::MAX; 2]);
        // One at a time.
        for _ in 0..=names.len() {
            let page = |below| Page { below, size: 1 };
            let (query, of) = (SessionQuery::default(), TakesOf::Owner(owner.clone()));
            let listed = store
                .session_overviews(owner.clone(), query, viewer.clone(), page(below[0]))
                .await
                .unwrap();
            below[0] = listed.last.unwrap_or(0);
            sessions.extend(listed.items.into_iter().map(|item| item.session.id));
            let listed = store.take_overviews(of, None, viewer.clone(), page(below[1]));
            let listed = listed.await.unwrap();
            below[1] = listed.last.unwrap_or(0);
            takes.extend(listed.items.into_iter().map(|item| item.id.session));
        }
        let expected: Vec<_> = names.iter().map(|name| id(name)).collect();
        assert_eq!((&sessions, &takes), (&expected, &expected));
        for name in names {
            let of = TakesOf::Session(id(name));
            let listed = store.take_overviews(of, None, viewer.clone(), PAGE).await;
            let listed = listed.unwrap().items.into_iter().map(|item| item.id.take);
            assert!(listed.eq([id(name)]));
        }
    }
}
