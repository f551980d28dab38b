//! The metrics of a server, as a scraper finds them and as a parser that nobody here wrote reads them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fake;

use std::env;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use starling_edge::observe::{self, Config};
use starling_proto::session as wire;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::session::take_upload_service_client::TakeUploadServiceClient;
use starling_proto::transport::{Connection, Credentials, connect};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::{Request, Status};

use fake::Server;

const SESSIONS: &str = "starling.session.v1.SessionService";
const UPLOADS: &str = "starling.session.v1.TakeUploadService";

/// One test: a process has one recorder.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_counted_by_method_and_code() {
    let guard = observe::start(&Config {
        metrics_address: Some("127.0.0.1:0".parse().unwrap()),
        ..Config::default()
    })
    .unwrap();
    let address = guard.metrics_address().unwrap();
    let server = Server::start().await;
    let channel = connect(&server.url, &Credentials::default()).await.unwrap();
    let mut sessions = SessionServiceClient::new(channel.clone());
    let mut uploads = TakeUploadServiceClient::new(channel.clone());

    for _ in 0..3 {
        let request = wire::GetSessionRequest::default();
        sessions.get_session(request).await.unwrap();
    }
    let request = wire::GetUploadRequest::default();
    uploads.get_upload(request).await.unwrap_err();
    for path in [
        "/no.Such/Method",
        "/no.Such/Other",
        "/grpc.health.v1.Health/No",
    ] {
        call(channel.clone(), path).await.unwrap_err();
    }
    let nothing = tokio_stream::empty::<wire::StreamUploadRequest>();
    let stream = uploads.stream_upload(nothing).await.unwrap();

    let sessions_of = |code| labels(SESSIONS, "GetSession", "unary", code);
    let uploads_of = |code| labels(UPLOADS, "GetUpload", "unary", code);
    let stream_of = |code| labels(UPLOADS, "StreamUpload", "bidi_stream", code);
    let unknown_of = |code| labels("unknown", "unknown", "unknown", code);
    let scraped = Scraped::of(address).await;
    scraped.check("grpc_server_started_total", &sessions_of(None), 3.0);
    scraped.check("grpc_server_handled_total", &sessions_of(Some("OK")), 3.0);
    scraped.check(
        "grpc_server_handling_seconds_count",
        &sessions_of(None),
        3.0,
    );
    scraped.check("grpc_server_in_flight_calls", &sessions_of(None), 0.0);
    let not_found = uploads_of(Some("NotFound"));
    scraped.check("grpc_server_handled_total", &not_found, 1.0);
    let unimplemented = unknown_of(Some("Unimplemented"));
    scraped.check("grpc_server_handled_total", &unimplemented, 3.0);
    scraped.check("grpc_server_started_total", &stream_of(None), 1.0);
    scraped.check("grpc_server_in_flight_calls", &stream_of(None), 1.0);
    scraped.check_that_all_is_described();
    assert!(!scraped.text.contains("no.Such"), "{}", scraped.text);

    // A stream that its client gives up has ended too, as soon as the server hears of it; that may be amid a scrape.
    drop(stream);
    let given_up = stream_of(Some("Canceled"));
    loop {
        let scraped = Scraped::of(address).await;
        let in_flight = scraped.value("grpc_server_in_flight_calls", &stream_of(None));
        let handled = scraped.value("grpc_server_handled_total", &given_up);
        if (in_flight, handled) == (Some(0.0), Some(1.0)) {
            break;
        }
    }

    refuses_what_is_no_scrape(address).await;
    drop((sessions, uploads, channel));
    server.stop().await;
    drop(guard);
    // Nobody listens any more, soon.
    while TcpStream::connect(address).await.is_ok() {}
}

async fn refuses_what_is_no_scrape(address: SocketAddr) {
    async fn check(address: SocketAddr, request: &[u8], expected: &str) {
        let answer = exchange(address, request).await;
        let status = answer.lines().next().unwrap_or_default();
        assert!(
            status.starts_with(expected),
            "{status:?} instead of {expected:?}"
        );
    }
    check(
        address,
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "HTTP/1.1 404",
    )
    .await;
    let below = b"GET /metrics/x HTTP/1.1\r\nHost: x\r\n\r\n";
    check(address, below, "HTTP/1.1 404").await;
    let post = b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    check(address, post, "HTTP/1.1 405").await;
    check(address, b"metrics, please\r\n\r\n", "HTTP/1.1 400").await;
    let mut long = b"GET /metrics HTTP/1.1\r\nX: ".to_vec();
    long.resize(9 * 1024, b'x');
    check(address, &long, "HTTP/1.1 431").await;
}

/// Calls a method of any path, with an empty message.
async fn call(channel: Connection, path: &'static str) -> Result<(), Status> {
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.unwrap();
    let codec =
        tonic_prost::ProstCodec::<wire::GetSessionRequest, wire::GetSessionRequest>::default();
    let request = Request::new(wire::GetSessionRequest::default());
    let path = http::uri::PathAndQuery::from_static(path);
    client.unary(request, path, codec).await.map(drop)
}

/// What the scraped text says.
struct Scraped {
    text: String,
    /// As `parse_metrics.py` prints it.
    families: Value,
}

impl Scraped {
    async fn of(address: SocketAddr) -> Self {
        let request = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
        let answer = exchange(address, request).await;
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        let kind = "content-type: text/plain; version=0.0.4; charset=utf-8";
        assert!(head.contains(kind), "{head}");
        Self {
            families: parsed(text),
            text: text.to_owned(),
        }
    }

    fn value(&self, name: &str, labels: &Value) -> Option<f64> {
        let families = self.families.as_array().unwrap().iter();
        let mut samples = families.flat_map(|family| family["samples"].as_array().unwrap());
        samples
            .find(|sample| sample["name"] == name && sample["labels"] == *labels)
            .map(|sample| sample["value"].as_f64().unwrap())
    }

    #[track_caller]
    fn check(&self, name: &str, labels: &Value, expected: f64) {
        let value = self.value(name, labels);
        assert_eq!(value, Some(expected), "{name} {labels} in\n{}", self.text);
    }

    #[track_caller]
    fn check_that_all_is_described(&self) {
        for family in self.families.as_array().unwrap() {
            assert_ne!(family["help"], "", "{family}");
            assert_ne!(family["type"], "unknown", "{family}");
        }
    }
}

fn labels(service: &str, method: &str, kind: &str, code: Option<&str>) -> Value {
    let mut labels = serde_json::json!({
        "grpc_service": service,
        "grpc_method": method,
        "grpc_type": kind,
    });
    if let Some(code) = code {
        labels["grpc_code"] = code.into();
    }
    labels
}

/// Sends bytes, and gives what comes back until the other side closes.
async fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    // The rest of a request that was not read may reset the connection.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// What prometheus_client makes of a text.
fn parsed(text: &str) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made_by_check = here.join("../../target/check/venv/bin/python");
    let python = env::var_os("STARLING_TEST_PYTHON").map_or(made_by_check, PathBuf::from);
    let mut child = Command::new(python)
        .arg(here.join("tests/parse_metrics.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("./check makes the interpreter for the tests: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "not to be parsed:\n{text}");
    serde_json::from_slice(&output.stdout).unwrap()
}
