//! What tonic refuses by itself has the right code, and a reason (services.md cases 10 to 15, 38, 41).

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::curl::{call, framed, named};
use crate::server::{GET_QUESTION, HEALTH, STREAM_UPLOAD, Server, WATCH};

#[tokio::test]
async fn messages() {
    let server = Server::start(|_| ()).await;
    let check = async |path: &str, arguments: &[&str], body: &[u8], expected: &str| {
        let answer = call(&server.url, path, arguments, body).await;
        assert_eq!(answer.status(), expected, "{path} {arguments:?} {answer:?}");
    };
    check(GET_QUESTION, &[], &named("one"), "Ok").await;
    check(
        GET_QUESTION,
        &[],
        &named("none"),
        "NotFound QUESTION_NOT_FOUND",
    )
    .await;

    let too_large = "ResourceExhausted MESSAGE_TOO_LARGE";
    // It is refused by what it says of itself, before it has come.
    let long = [&[0][..], &(2 * 1024 * 1024 + 1_u32).to_be_bytes()].concat();
    check(GET_QUESTION, &[], &long, too_large).await;
    check(HEALTH, &[], &long, too_large).await;
    check(STREAM_UPLOAD, &[], &long, too_large).await;
    let bomb = compressed(&vec![0; 60_000_000]).await;
    let gzip = ["-H", "grpc-encoding: gzip"];
    check(GET_QUESTION, &gzip, &bomb, too_large).await;
    let sound = compressed(&named("one")[5..]).await;
    check(GET_QUESTION, &gzip, &sound, "Ok").await;

    let undecodable = "InvalidArgument MESSAGE_UNDECODABLE";
    for body in [
        framed(b"\xff\xff\xff"),
        framed(b"\x0a\x01\xff"),
        framed(b"\x0a\x7f"),
        named("one")[..6].to_vec(),
        Vec::new(),
    ] {
        check(GET_QUESTION, &[], &body, undecodable).await;
    }
    check(STREAM_UPLOAD, &[], &framed(b"\xff\xff\xff"), undecodable).await;
    let mut damaged = sound.clone();
    damaged[6] ^= 0xff;
    check(GET_QUESTION, &gzip, &damaged, undecodable).await;
    // The gRPC protocol asks for this code.
    check(GET_QUESTION, &[], &sound, "Internal MESSAGE_UNDECODABLE").await;

    let unknown = "Unimplemented COMPRESSION_UNKNOWN";
    let deflate = ["-H", "grpc-encoding: deflate"];
    check(GET_QUESTION, &deflate, &sound, unknown).await;
}

#[tokio::test]
async fn methods() {
    let server = Server::start(|_| ()).await;
    for path in [
        "starling.content.v1.ContentService/Unheard",
        "starling.content.v1.ContentService/GetStory",
        "starling.none.v1.NoService/Get",
        "",
    ] {
        let answer = call(&server.url, path, &[], &named("one")).await;
        assert_eq!(answer.status(), "Unimplemented METHOD_UNKNOWN", "{path}");
    }
    let answer = call(&server.url, HEALTH, &[], &named("no.Service")).await;
    assert_eq!(answer.status(), "NotFound SERVICE_UNKNOWN");
}

#[tokio::test]
async fn deadlines() {
    let patient = Server::start(|_| ()).await;
    let hasty = Server::start(|edge| edge.limits.deadline = Duration::from_millis(50)).await;
    let passed = "DeadlineExceeded DEADLINE_PASSED";
    let soon = ["-H", "grpc-timeout: 50m"];
    for (server, path, arguments, name) in [
        (&patient, GET_QUESTION, &soon[..], "never"),
        (&patient, WATCH, &soon[..], "one"),
        (&hasty, GET_QUESTION, &[], "never"),
    ] {
        let answer = call(&server.url, path, arguments, &named(name)).await;
        assert_eq!(answer.status(), passed, "{path} {arguments:?} {answer:?}");
        // What was said before is not lost.
        assert_eq!(answer.body.is_empty(), path != WATCH, "{answer:?}");
    }
}

#[tokio::test]
async fn headers() {
    let server = Server::start(|_| ()).await;
    for (length, expected) in [
        (15_000, "Ok"),
        (20_000, "ResourceExhausted HEADERS_TOO_LARGE"),
        (60_000, "ResourceExhausted HEADERS_TOO_LARGE"),
    ] {
        let header = format!("x-long: {}", "x".repeat(length));
        let answer = call(&server.url, GET_QUESTION, &["-H", &header], &named("one")).await;
        assert_eq!(answer.status(), expected, "{length}");
    }
}

/// A message that gzip has compressed, in its frame.
async fn compressed(message: &[u8]) -> Vec<u8> {
    let mut gzip = Command::new("gzip")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = gzip.stdin.take().unwrap();
    let write = async {
        stdin.write_all(message).await.unwrap();
        drop(stdin);
    };
    let (_, packed) = tokio::join!(write, gzip.wait_with_output());
    let mut frame = framed(&packed.unwrap().stdout);
    frame[0] = 1;
    frame
}
