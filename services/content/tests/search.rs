//! Search over real gRPC.

use std::collections::BTreeSet;

use starling_content::{Config, Content, mount};
use starling_edge::{Edge, NoGuard, Services};
use starling_proto::client::ContentClient;
use starling_proto::content as wire;
use starling_proto::content::content_service_client::ContentServiceClient;
use starling_proto::convert::SearchQuery;
use starling_proto::error::CallError;
use starling_proto::transport::Connection;

/// A service of the shipped pack, which ends with the test.
fn service() -> Connection {
    let (listener, connection) = starling_edge::in_process();
    let mut services = Services::default();
    mount(&Content::open(Config::default()), &mut services);
    let edge = Edge::new(vec![listener], NoGuard);
    tokio::spawn(edge.serve(services, std::future::pending()));
    connection
}

fn all(query: &str) -> wire::SearchRequest {
    wire::SearchRequest {
        parent: "packs/-".to_owned(),
        query: query.to_owned(),
        ..wire::SearchRequest::default()
    }
}

#[tokio::test]
async fn a_walk_over_pages_gives_every_hit_once_and_the_best_first() {
    let mut client = ContentServiceClient::new(service());
    let whole = wire::SearchRequest {
        page_size: 200,
        ..all("director")
    };
    let whole = client.search(whole).await.unwrap().into_inner();
    assert_eq!(
        whole.next_page_token, "",
        "the word is in no more than 200 items"
    );
    assert!(whole.hits.len() > 20, "the word is in many items");
    assert!(whole.hits.is_sorted_by(|a, b| a.score >= b.score));
    let names: BTreeSet<&str> = whole.hits.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!(names.len(), whole.hits.len());

    let mut walked = Vec::new();
    let mut request = wire::SearchRequest {
        page_size: 7,
        ..all("director")
    };
    loop {
        let page = client.search(request.clone()).await.unwrap().into_inner();
        assert!(!page.hits.is_empty());
        walked.extend(page.hits);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(walked, whole.hits);

    for other in [
        wire::SearchRequest {
            query: "directors".to_owned(),
            ..request.clone()
        },
        wire::SearchRequest {
            level: wire::Level::L6.into(),
            ..request.clone()
        },
        wire::SearchRequest {
            collections: vec![wire::Collection::Stories.into()],
            ..request.clone()
        },
        wire::SearchRequest {
            parent: "packs/amazon-em".to_owned(),
            ..request.clone()
        },
    ] {
        let refused = CallError::from(client.search(other).await.unwrap_err());
        assert_eq!(refused.reason, "PAGE_TOKEN_INVALID");
    }
}

#[tokio::test]
async fn many_may_search_at_once_and_all_are_told_the_same() {
    let channel = service();
    let searches: Vec<_> = (0..32)
        .map(|_| {
            let mut client = ContentClient::new(channel.clone());
            let query = SearchQuery {
                text: "what would you do differ".to_owned(),
                ..SearchQuery::default()
            };
            tokio::spawn(async move { client.search(&query, 20).await.unwrap() })
        })
        .collect();
    let mut told = Vec::new();
    for search in searches {
        told.push(search.await.unwrap());
    }
    assert!(!told[0].is_empty());
    assert!(told.iter().all(|hits| *hits == told[0]));
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let mut client = ContentServiceClient::new(service());
    for (request, reason, message) in [
        (
            wire::SearchRequest {
                parent: "packs/nowhere".to_owned(),
                ..all("team")
            },
            "PACK_NOT_FOUND",
            "there is no pack nowhere",
        ),
        (
            wire::SearchRequest {
                parent: String::new(),
                ..all("team")
            },
            "INVALID_FIELD",
            "parent: must have the form packs/{id}",
        ),
        (
            wire::SearchRequest {
                collections: vec![0],
                ..all("team")
            },
            "INVALID_FIELD",
            "collections: is required",
        ),
        (
            wire::SearchRequest {
                level: 9,
                ..all("team")
            },
            "INVALID_FIELD",
            "level: unknown enumeration value 9",
        ),
        (
            wire::SearchRequest {
                page_size: -1,
                ..all("team")
            },
            "INVALID_FIELD",
            "page_size: must not be negative",
        ),
    ] {
        let error = CallError::from(client.search(request).await.unwrap_err());
        assert_eq!(
            (error.reason.as_str(), error.message.as_str()),
            (reason, message)
        );
    }
}
