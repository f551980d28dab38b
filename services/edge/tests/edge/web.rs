//! Browsers: which pages may call, and that they are answered in gRPC-web (services.md case 49).

use std::net::SocketAddr;

use starling_edge::{Bind, Edge, Names, NoGuard, listen};

use crate::curl::{Answer, call, curl, named};
use crate::server::{GET_QUESTION, Server};

const OWN: &str = "origin: https://starling.example.org";
const FOREIGN: &str = "origin: https://example.org";

async fn start() -> Server {
    Server::start(|edge| {
        edge.names = Names {
            hosts: vec!["starling.example.org".to_owned()],
            origins: vec!["https://starling.example.org:443".parse().unwrap()],
        };
    })
    .await
}

#[tokio::test]
async fn hosts_and_origins() {
    let server = start().await;
    let check = async |header: &str, expected: &str| {
        let answer = call(&server.url, GET_QUESTION, &["-H", header], &named("one")).await;
        assert_eq!(answer.status(), expected, "{header}");
    };
    check("host: localhost", "Ok").await;
    check("host: starling.example.org", "Ok").await;
    check("host: example.org", "PermissionDenied HOST_NOT_ALLOWED").await;
    check(OWN, "Ok").await;
    check(FOREIGN, "PermissionDenied ORIGIN_NOT_ALLOWED").await;
    check("origin: null", "PermissionDenied ORIGIN_NOT_ALLOWED").await;
}

#[tokio::test]
async fn an_address_that_is_listened_on_is_a_host() {
    let bind = |ip: [u8; 4]| Bind::from(SocketAddr::from((ip, 0)));
    let listeners = listen([bind([127, 0, 0, 2])], &NoGuard).await.unwrap();
    let server = Server::of(Edge::new(listeners, NoGuard));
    let origin = format!("origin: {}", server.url);
    let answer = from_page(&server, "--http1.1", &origin).await;
    assert_eq!(answer.http, 200, "{answer:?}");
    let body = String::from_utf8_lossy(&answer.body);
    assert!(body.contains("grpc-status:0"), "{body}");
    // Another one of the same machine is none.
    let host = ["-H", "host: 127.0.0.3"];
    let answer = call(&server.url, GET_QUESTION, &host, &named("one")).await;
    assert_eq!(answer.status(), "PermissionDenied HOST_NOT_ALLOWED");
}

#[tokio::test]
async fn a_page_calls_over_http_1() {
    let server = start().await;
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let answer = from_page(&server, version, OWN).await;
        assert_eq!(answer.http, 200, "{answer:?}");
        let header = |name| {
            answer
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let allowed = header("access-control-allow-origin");
        assert_eq!(allowed, Some("https://starling.example.org"));
        let exposed = header("access-control-expose-headers").unwrap();
        for name in ["grpc-status", "grpc-message", "grpc-status-details-bin"] {
            assert!(exposed.contains(name), "{exposed}");
        }
        let body = String::from_utf8_lossy(&answer.body);
        assert!(
            body.contains("Tcp {") && body.contains("grpc-status:0"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_foreign_page_is_refused() {
    let server = start().await;
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        let answer = from_page(&server, version, FOREIGN).await;
        assert_eq!(answer.status(), "PermissionDenied ORIGIN_NOT_ALLOWED");
        assert_eq!(answer.headers.get("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn preflights() {
    let server = start().await;
    let ask = async |origin: &str, host: &str| {
        let arguments = [
            "-X",
            "OPTIONS",
            "-H",
            origin,
            "-H",
            host,
            "-H",
            "access-control-request-method: POST",
            "-H",
            "access-control-request-headers: authorization,content-type,x-grpc-web",
        ];
        curl(&format!("{}/{GET_QUESTION}", server.url), &arguments, b"").await
    };
    let answer = ask(OWN, "host: localhost").await;
    assert_eq!(answer.http, 200, "{answer:?}");
    assert_eq!(
        answer.headers["access-control-allow-origin"],
        OWN["origin: ".len()..]
    );
    assert_eq!(answer.headers["access-control-allow-methods"], "POST");
    let headers = answer.headers["access-control-allow-headers"]
        .to_str()
        .unwrap();
    assert!(headers.contains("authorization"), "{headers}");
    assert_eq!(ask(FOREIGN, "host: localhost").await.http, 403);
    assert_eq!(ask(OWN, "host: example.org").await.http, 403);
}

async fn from_page(server: &Server, version: &str, origin: &str) -> Answer {
    let kind = "content-type: application/grpc-web+proto";
    let arguments = [version, "--data-binary", "@-", "-H", kind, "-H", origin];
    curl(
        &format!("{}/{GET_QUESTION}", server.url),
        &arguments,
        &named("one"),
    )
    .await
}
