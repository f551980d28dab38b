//! What is listed: by question, by words, page by page.

use starling_practice::{Session, SessionFilter, TakeId};
use uuid::Uuid;

use super::{Kept, ada};
use crate::store::conformance::fixture::{PAGE, at, id, new_session, request, session, take};
use crate::store::{
    OverviewStore as _, Owner, Page, SessionQuery, SessionStore as _, Store as _, StoreError,
    TakeStore as _, TakesOf,
};

#[tokio::test]
async fn what_is_deleted_is_left_out() {
    let kept = Kept::new();
    let (one, two) = (kept.with_take("one").await, kept.with_take("two").await);
    let of_owner = async || {
        let of = TakesOf::Owner(Owner::new("ada"));
        let listed = kept.store.take_overviews(of, None, ada(110), PAGE).await;
        listed
            .unwrap()
            .items
            .into_iter()
            .map(|take| take.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(of_owner().await, [two.clone(), one.clone()]);
    kept.store
        .delete_take(two.clone(), None, at(1))
        .await
        .unwrap();
    assert_eq!(of_owner().await, std::slice::from_ref(&one));
    assert!(kept.session("two").await.latest_take.is_none());
    let gone = kept.store.take_overview(two, ada(110)).await;
    assert!(matches!(gone, Err(StoreError::Deleted(_))));
    kept.store
        .delete_session(id("one"), None, at(1))
        .await
        .unwrap();
    assert!(of_owner().await.is_empty());
    let (listed, _) = kept.sessions(SessionQuery::default(), PAGE).await;
    assert_eq!(listed, [id("two")]);
    kept.store.close().await;
}

#[tokio::test]
async fn takes_are_found_by_their_question() {
    let kept = Kept::new();
    for name in ["one", "two"] {
        new_session(&kept.store, "ada", name).await;
        for (number, question) in ["conflict", "failure", "conflict"].into_iter().enumerate() {
            let mut new = take(name, &format!("{name}-{number}"));
            new.question.id = id(question);
            kept.store.create_take(request(name), new).await.unwrap();
        }
    }
    let check = async |of: TakesOf, question: &str, expected: &[&str]| {
        let mut question = kept
            .take(&TakeId {
                session: id("one"),
                take: id(question),
            })
            .await
            .question;
        question.pack = id("pack");
        let listed = kept
            .store
            .take_overviews(of, Some(question), ada(110), PAGE)
            .await;
        let listed = listed.unwrap().items.into_iter().map(|take| take.id.take);
        assert!(
            listed.eq(expected.iter().map(|name| id(name))),
            "{expected:?}"
        );
    };
    let all = || TakesOf::Owner(Owner::new("ada"));
    check(all(), "one-0", &["two-2", "two-0", "one-2", "one-0"]).await;
    check(all(), "one-1", &["two-1", "one-1"]).await;
    check(TakesOf::Session(id("two")), "one-1", &["two-1"]).await;
    let nowhere = TakesOf::Session(id("nowhere"));
    let listed = kept.store.take_overviews(nowhere, None, ada(110), PAGE);
    assert!(matches!(listed.await, Err(StoreError::NotFound(..))));
    kept.store.close().await;
}

#[tokio::test]
async fn words_are_found_whatever_their_case() {
    let kept = Kept::new();
    for (name, title) in [
        ("one", "Monday, Zürich"),
        ("two", "100% {\"title\"} _"),
        ("three", ""),
    ] {
        let new = Session {
            title: title.to_owned(),
            ..session(name)
        };
        let created = kept
            .store
            .create_session(Uuid::new_v4(), Owner::new("ada"), new);
        created.await.unwrap();
    }
    let mut asked = take("one", "asked");
    asked.question.title = "A conflict with ÉLODIE".to_owned();
    kept.store.create_take(request("one"), asked).await.unwrap();
    for (query, expected) in [
        ("", &["three", "two", "one"][..]),
        ("  ", &["three", "two", "one"]),
        ("ZÜRICH", &["one"]),
        ("élodie monday", &["one"]),
        ("élodie tuesday", &[]),
        ("%", &["two"]),
        ("_", &["two"]),
        ("\"title\"", &["two"]),
        ("l6", &[]),
    ] {
        let (listed, _) = kept
            .sessions(SessionQuery::new(query, SessionFilter::Any), PAGE)
            .await;
        let expected: Vec<_> = expected.iter().map(|name| id(name)).collect();
        assert_eq!(listed, expected, "{query:?}");
    }
    kept.store.close().await;
}

/// Far more than a page, and more than are looked at for one.
#[tokio::test]
async fn thousands_of_sessions_come_page_by_page() {
    const COUNT: usize = 25_000;
    let kept = Kept::new();
    kept.db
        .execute_batch(&format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {COUNT})
             INSERT INTO sessions (id, owner, title, create_time) SELECT 's' || n, 'ada', 'no ' || n || '.', 0 FROM n"
        ))
        .unwrap();
    let pages = async |query: &str, size: usize| {
        let (mut found, mut below, mut page_count) = (Vec::new(), i64::MAX, 0);
        loop {
            let query = SessionQuery::new(query, SessionFilter::Any);
            let (listed, last) = kept.sessions(query, Page { below, size }).await;
            assert!(listed.len() <= size);
            found.extend(listed);
            page_count += 1;
            match last {
                Some(last) => below = last,
                None => return (found, page_count),
            }
        }
    };
    let (found, page_count) = pages("", 200).await;
    assert_eq!(page_count, COUNT / 200);
    let newest_first = (1..=COUNT).rev().map(|number| id(&format!("s{number}")));
    assert!(found.into_iter().eq(newest_first));
    // The first page looks at 20,000 and finds none.
    assert_eq!(
        pages("4321.", 200).await,
        (vec![id("s24321"), id("s14321"), id("s4321")], 2)
    );
    assert_eq!(pages("24999.", 1).await, (vec![id("s24999")], 2));
    assert_eq!(pages("nowhere", 200).await, (vec![], 2));
    kept.store.close().await;
}
