//! What a store of share links promises.

use std::time::Duration;

use starling_practice::{Lifecycle, Session};

use super::*;
use crate::store::{Owner, SessionStore as _, Store as _};

const START: SystemTime = SystemTime::UNIX_EPOCH;

#[tokio::test]
async fn a_link_is_found_by_its_token_and_listed_with_its_uses() {
    let (_dir, store) = open().await;
    let created = create(&store, 1, "ann", 2).await.unwrap();
    create(&store, 2, "bob", 0).await.unwrap();
    let now = START + Duration::from_secs(5);
    let redeemed = redeem(&store, 1, 101, now).await.unwrap();
    let expected = ShareLink {
        use_count: 1,
        last_use_time: Some(now),
        ..created
    };
    assert_eq!(redeemed, expected);
    let listed = store.share_links(slug("s"), page(i64::MAX)).await.unwrap();
    let labels: Vec<_> = listed
        .items
        .iter()
        .map(|link| link.terms.label.as_str())
        .collect();
    assert_eq!(labels, ["bob"]);
    let rest = store.share_links(slug("s"), page(listed.last.unwrap()));
    assert_eq!(rest.await.unwrap().items, std::slice::from_ref(&expected));
    let access = store.access(token(101)).await.unwrap().unwrap();
    assert_eq!((access.link, access.expire_time), (expected, now + HOUR));
    assert!(store.access(token(1)).await.unwrap().is_none());
    store.close().await;
}

#[tokio::test]
async fn what_opens_nothing_is_not_counted() {
    let (_dir, store) = open().await;
    create(&store, 1, "once", 1).await.unwrap();
    check_refused(redeem(&store, 9, 109, START).await, LinkRefusal::Unknown);
    check_refused(
        redeem(&store, 1, 101, START + DAY).await,
        LinkRefusal::Expired,
    );
    redeem(&store, 1, 102, START).await.unwrap();
    check_refused(redeem(&store, 1, 103, START).await, LinkRefusal::UsedUp);
    let id = link_id("s", 1);
    let revoked = store.revoke_share_link(id.clone(), START);
    assert_eq!(revoked.await.unwrap().revoke_time, Some(START));
    let again = store.revoke_share_link(id.clone(), START + DAY);
    assert_eq!(again.await.unwrap().revoke_time, Some(START));
    check_refused(redeem(&store, 1, 104, START).await, LinkRefusal::Revoked);
    let link = store.share_link(id).await.unwrap();
    assert_eq!(link.use_count, 1);
    // The access knows of it.
    let access = store.access(token(102)).await.unwrap().unwrap();
    assert_eq!(access.link, link);
    for never_given in [101, 103, 104, 109] {
        assert!(store.access(token(never_given)).await.unwrap().is_none());
    }
    store.close().await;
}

#[tokio::test]
async fn a_request_gives_one_token_and_links_stay_in_their_session() {
    let (_dir, store) = open().await;
    create(&store, 1, "ann", 0).await.unwrap();
    let again = create(&store, 1, "ann", 0).await;
    assert!(matches!(again, Err(StoreError::LinkAlreadyCreated)));
    let reused = create(&store, 1, "bob", 0).await;
    assert!(matches!(reused, Err(StoreError::RequestIdReused)));
    let foreign = store.revoke_share_link(link_id("t", 1), START).await;
    assert!(matches!(
        foreign,
        Err(StoreError::NotFound(Noun::ShareLink, _))
    ));
    assert_eq!(
        store.share_link(link_id("s", 1)).await.unwrap().revoke_time,
        None
    );
    let absent = store.share_link(link_id("t", 1)).await;
    assert!(matches!(
        absent,
        Err(StoreError::NotFound(Noun::ShareLink, _))
    ));
    let absent = store.share_links(slug("t"), page(i64::MAX)).await;
    assert!(matches!(
        absent,
        Err(StoreError::NotFound(Noun::Session, _))
    ));
    store.close().await;
}

/// Whoever holds a link is not to see what its owner has thrown away.
#[tokio::test]
async fn the_links_of_a_deleted_session_open_nothing() {
    let (_dir, store) = open().await;
    create(&store, 1, "ann", 0).await.unwrap();
    redeem(&store, 1, 101, START).await.unwrap();
    store.delete_session(slug("s"), None, START).await.unwrap();
    check_refused(redeem(&store, 1, 102, START).await, LinkRefusal::Unknown);
    assert!(store.access(token(101)).await.unwrap().is_none());
    let checked = store.share_link(link_id("s", 1)).await;
    assert!(matches!(
        checked,
        Err(StoreError::NotFound(Noun::ShareLink, _))
    ));
    // Its owner still sees who was let in, and may revoke it.
    let listed = store.share_links(slug("s"), page(i64::MAX)).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    store
        .revoke_share_link(link_id("s", 1), START)
        .await
        .unwrap();
    store
        .undelete_session(slug("s"), None, START)
        .await
        .unwrap();
    check_refused(redeem(&store, 1, 102, START).await, LinkRefusal::Revoked);
    store.close().await;
}

/// Otherwise two who redeem at once would both have the last use.
#[tokio::test]
async fn a_link_for_one_lets_one_in() {
    let (_dir, store) = open().await;
    create(&store, 1, "once", 1).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let store = store.clone();
        tasks.spawn(async move { redeem(&store, 1, 100 + number, START).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    store.close().await;
}

#[tokio::test]
async fn the_accesses_of_a_link_are_bounded() {
    let (dir, store) = open().await;
    create(&store, 1, "many", 0).await.unwrap();
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    db.execute_batch(
        "WITH RECURSIVE accesses_before(number) AS (
             SELECT 1 UNION ALL SELECT number + 1 FROM accesses_before LIMIT 1000)
         INSERT INTO accesses SELECT randomblob(32), 1, number FROM accesses_before",
    )
    .unwrap();
    let count = |sql| db.query_one(sql, [], |row| row.get::<_, usize>(0)).unwrap();
    for access in 1..=3 {
        redeem(&store, 1, access, START).await.unwrap();
        assert_eq!(count("SELECT count(*) FROM accesses"), MAX_ACCESSES);
    }
    assert_eq!(count("SELECT min(expire_time) FROM accesses"), 4);
    // Those that have ended go.
    redeem(&store, 1, 4, START + HOUR + HOUR).await.unwrap();
    assert_eq!(count("SELECT count(*) FROM accesses"), 1);
    store.close().await;
}

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// A store with the session `s`.
async fn open() -> (tempfile::TempDir, SqliteStore) {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(dir.path(), 512).unwrap();
    let session = Session {
        id: slug("s"),
        title: String::new(),
        retention: None,
        lifecycle: Lifecycle::new(START),
    };
    let request = Uuid::from_u128(1000);
    store
        .create_session(request, Owner::local(), session)
        .await
        .unwrap();
    (dir, store)
}

/// Creates the link `l{number}` with the token of this number.
async fn create(
    store: &SqliteStore,
    number: u64,
    label: &str,
    max_use_count: u32,
) -> Result<ShareLink, StoreError> {
    let link = ShareLink {
        id: link_id("s", number),
        terms: LinkTerms {
            label: LinkLabel::new(label).unwrap(),
            role: LinkRole::Comment,
            expire_time: START + DAY,
            max_use_count: NonZero::new(max_use_count),
        },
        create_time: START,
        use_count: 0,
        last_use_time: None,
        revoke_time: None,
    };
    let request = Uuid::from_u128(number.into());
    store.create_share_link(request, link, token(number)).await
}

async fn redeem(
    store: &SqliteStore,
    link: u64,
    access: u64,
    now: SystemTime,
) -> Result<ShareLink, StoreError> {
    let access = NewAccess {
        token: token(access),
        expire_time: now + HOUR,
    };
    store.redeem_share_link(token(link), now, access).await
}

#[track_caller]
fn check_refused(outcome: Result<ShareLink, StoreError>, expected: LinkRefusal) {
    let Err(StoreError::Link(error)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(error, expected);
}

fn token(number: u64) -> blake3::Hash {
    blake3::hash(&number.to_le_bytes())
}

fn page(below: i64) -> Page {
    Page { below, size: 1 }
}

fn link_id(session: &str, number: u64) -> ShareLinkId {
    ShareLinkId {
        session: slug(session),
        link: slug(&format!("l{number}")),
    }
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}
