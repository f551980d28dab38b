//! Lists: newest first, page by page, each token good for its own list only.

use starling_proto::session as wire;

use crate::service::{Client, Service, new_request, refusal};

#[tokio::test]
async fn a_walk_gives_every_item_once_newest_first() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let mut sessions = Vec::new();
    let mut takes = Vec::new();
    for _ in 0..5 {
        let session = client.session().await;
        takes.push(client.take(&session).await);
        sessions.push(session);
    }
    let first_session = &sessions[0];
    let mut takes_of_first = vec![takes[0].clone()];
    for _ in 0..2 {
        takes_of_first.push(client.take(first_session).await);
    }
    takes.extend_from_slice(&takes_of_first[1..]);
    for names in [&mut sessions.clone(), &mut takes, &mut takes_of_first] {
        names.reverse();
    }
    for page_size in 1..=8 {
        assert_eq!(
            walk(&mut client, "takes of sessions/-", page_size).await,
            takes
        );
        let of_first = format!("takes of {first_session}");
        assert_eq!(
            walk(&mut client, &of_first, page_size).await,
            takes_of_first
        );
    }
    sessions.reverse();
    assert_eq!(walk(&mut client, "sessions", 2).await, sessions);
}

#[tokio::test]
async fn every_page_is_small_enough_for_its_client() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let take = client.new_take().await;
    // As long as they may be: together more than the 4 MiB that a client takes of an answer.
    let rating = |number: i32| wire::Rating {
        dimension: format!("dimension-{number}"),
        point: 3,
        level: 0,
        missing_evidence: "🎻".repeat(1_000),
    };
    let mut created = Vec::new();
    for _ in 0..22 {
        let request = wire::CreateReviewRequest {
            parent: take.clone(),
            request_id: new_request(),
            review: Some(wire::Review {
                author: "Ann".to_owned(),
                ratings: (0..50).map(rating).collect(),
                ..Default::default()
            }),
        };
        let review = client.reviews.create_review(request).await.unwrap();
        created.push(review.into_inner().review.unwrap().name);
    }
    created.reverse();
    let (mut walked, mut pages, mut page_token) = (Vec::new(), 0, String::new());
    loop {
        let request = wire::ListReviewsRequest {
            parent: take.clone(),
            page_size: 200,
            page_token,
        };
        let page = client.reviews.list_reviews(request).await.unwrap();
        let page = page.into_inner();
        walked.extend(page.reviews.into_iter().map(|review| review.name));
        pages += 1;
        if page.next_page_token.is_empty() {
            break;
        }
        page_token = page.next_page_token;
    }
    assert_eq!(walked, created);
    assert_eq!(pages, 2);
}

#[tokio::test]
async fn a_token_of_another_list_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    let session = client.session().await;
    for _ in 0..2 {
        client.take(&session).await;
    }
    let all = wire::ListTakesRequest {
        parent: "sessions/-".to_owned(),
        page_size: 1,
        page_token: String::new(),
        show_deleted: false,
    };
    let page = client.sessions.list_takes(all).await.unwrap().into_inner();
    assert!(!page.next_page_token.is_empty());
    let of_session = wire::ListTakesRequest {
        parent: session,
        page_size: 1,
        page_token: page.next_page_token,
        show_deleted: false,
    };
    let refused = client.sessions.list_takes(of_session).await;
    assert_eq!(refusal(refused), "InvalidArgument PAGE_TOKEN_INVALID");
}

#[tokio::test]
async fn a_list_of_nothing_is_empty_and_of_nowhere_is_not_found() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path()).await;
    let mut client = service.client().await;
    assert_eq!(walk(&mut client, "sessions", 0).await, [""; 0]);
    assert_eq!(walk(&mut client, "takes of sessions/-", 0).await, [""; 0]);
    let nowhere = wire::ListTakesRequest {
        parent: "sessions/nowhere".to_owned(),
        ..Default::default()
    };
    let refused = client.sessions.list_takes(nowhere).await;
    assert_eq!(refusal(refused), "NotFound SESSION_NOT_FOUND");
}

/// The names of all items of a list.
async fn walk(client: &mut Client, list: &str, page_size: i32) -> Vec<String> {
    let mut names = Vec::new();
    let mut page_token = String::new();
    loop {
        let (page, next_token) = match list.strip_prefix("takes of ") {
            Some(parent) => takes(client, parent, page_size, page_token).await,
            None => sessions(client, page_size, page_token).await,
        };
        names.extend(page);
        page_token = next_token;
        if page_token.is_empty() {
            return names;
        }
    }
}

async fn takes(
    client: &mut Client,
    parent: &str,
    page_size: i32,
    page_token: String,
) -> (Vec<String>, String) {
    let request = wire::ListTakesRequest {
        parent: parent.to_owned(),
        page_size,
        page_token,
        show_deleted: false,
    };
    let page = client.sessions.list_takes(request).await.unwrap();
    let page = page.into_inner();
    let names = page.takes.into_iter().map(|take| take.name);
    (names.collect(), page.next_page_token)
}

async fn sessions(
    client: &mut Client,
    page_size: i32,
    page_token: String,
) -> (Vec<String>, String) {
    let request = wire::ListSessionsRequest {
        page_size,
        page_token,
        show_deleted: false,
    };
    let page = client.sessions.list_sessions(request).await.unwrap();
    let page = page.into_inner();
    let names = page.sessions.into_iter().map(|session| session.name);
    (names.collect(), page.next_page_token)
}
