//! Pages beside gRPC on one port, and that neither is taken for the other.

use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use starling_edge::{Edge, Names, NoGuard, listen};
use tonic::body::Body;

use crate::curl::{Answer, call, curl, named};
use crate::server::{GET_QUESTION, Server, loopback, services};

/// Both ways to speak HTTP.
const VERSIONS: [&str; 2] = ["--http1.1", "--http2-prior-knowledge"];

/// A server with pages that say what they are.
async fn start(names: Names) -> Server {
    let mut edge = Edge::new(listen([loopback()], &NoGuard).await.unwrap(), NoGuard);
    edge.names = names;
    let mut services = services();
    services.add_pages("/", |request| async move { said("page", &request) });
    services.add_pages("/audio/", |request| async move { said("audio", &request) });
    Server::offering(edge, services)
}

fn said(what: &str, request: &Request<()>) -> Response<Body> {
    let text = format!("{what} {}", request.uri().path());
    let response = Response::builder().header(CONTENT_LENGTH, text.len());
    let body = if request.method() == "HEAD" {
        String::new()
    } else {
        text
    };
    response.body(Body::new(body)).unwrap()
}

async fn get(server: &Server, path: &str, arguments: &[&str]) -> Answer {
    curl(&format!("{}{path}", server.url), arguments, b"").await
}

#[tokio::test]
async fn a_path_leads_to_its_page() {
    let server = start(Names::default()).await;
    for version in VERSIONS {
        for (path, expected) in [
            ("/", "page /"),
            ("/sessions/s1", "page /sessions/s1"),
            ("/audio/x.wav", "audio /audio/x.wav"),
            ("/audio", "page /audio"),
            // What looks like a call but asks for no gRPC is none.
            (
                "/starling.content.v1.ContentService/GetQuestion",
                "page /starling.content.v1.ContentService/GetQuestion",
            ),
        ] {
            let answer = get(&server, path, &[version]).await;
            assert_eq!(answer.http, 200, "{answer:?}");
            assert_eq!(String::from_utf8_lossy(&answer.body), expected);
        }
        let head = get(&server, "/", &[version, "--head"]).await;
        assert_eq!(
            (head.http, &head.headers["content-length"]),
            (200, &"6".parse().unwrap())
        );
        assert!(
            head.body.is_empty() || !head.body.ends_with(b"page /"),
            "{head:?}"
        );
    }
}

#[tokio::test]
async fn calls_stay_calls() {
    let server = start(Names::default()).await;
    let answer = call(&server.url, GET_QUESTION, &[], &named("one")).await;
    assert_eq!(answer.status(), "Ok");
    let unknown = call(&server.url, "sessions/s1", &[], &named("one")).await;
    assert_eq!(unknown.status(), "Unimplemented METHOD_UNKNOWN");
    // A form of any page could be posted like this, with no question asked before.
    let text = [
        "--http1.1",
        "-H",
        "content-type: text/plain",
        "--data-binary",
        "@-",
    ];
    let posted = curl(
        &format!("{}/{GET_QUESTION}", server.url),
        &text,
        &named("one"),
    )
    .await;
    assert_eq!(posted.http, 400, "{posted:?}");
}

#[tokio::test]
async fn only_by_our_names() {
    let server = start(Names::default()).await;
    for version in VERSIONS {
        for header in ["host: evil.example.org", "origin: https://example.org"] {
            let answer = get(&server, "/", &[version, "-H", header]).await;
            assert_eq!(answer.http, 403, "{header} {answer:?}");
        }
        let long = format!("x-long: {}", "x".repeat(17 * 1024));
        let answer = get(&server, "/", &[version, "-H", &long]).await;
        assert_eq!(answer.http, 431, "{answer:?}");
    }
}

#[tokio::test]
async fn our_own_page_calls_us_with_no_more_configuration() {
    let server = start(Names::default()).await;
    let own = format!("origin: {}", server.url);
    let kind = "content-type: application/grpc-web+proto";
    for version in VERSIONS {
        let check = async |origin: &str, expected: &str| {
            let arguments = [version, "--data-binary", "@-", "-H", kind, "-H", origin];
            let url = format!("{}/{GET_QUESTION}", server.url);
            let answer = curl(&url, &arguments, &named("one")).await;
            let body = String::from_utf8_lossy(&answer.body);
            let status = if body.contains("grpc-status:0") {
                "Ok".to_owned()
            } else {
                answer.status()
            };
            assert_eq!(status, expected, "{version} {origin}");
        };
        check(&own, "Ok").await;
        check(
            &own.replace("http:", "https:"),
            "PermissionDenied ORIGIN_NOT_ALLOWED",
        )
        .await;
        check(
            "origin: http://127.0.0.1:1",
            "PermissionDenied ORIGIN_NOT_ALLOWED",
        )
        .await;
    }
}
