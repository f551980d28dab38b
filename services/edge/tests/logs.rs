//! What a log tells, and what it never tells.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fake;

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use starling_edge::observe::{self, Format, StartError};
use starling_proto::session as wire;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::transport::{Credentials, connect};
use tonic::Request;
use tracing::Level;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::SubscriberExt as _;

use fake::Server;

const TOKEN: &str = "5up3r-s3cr3t-t0k3n";
const NAME: &str = "sessions/the-day-i-was-let-go";

/// On one thread, so that the subscriber of this test hears what client and server say, and no other does.
#[tokio::test]
async fn secrets_stay_out_of_the_log_at_every_level() {
    let heard = Heard::default();
    let logs = observe::logs(
        Format::Json,
        Some("trace,h2=trace,hyper=trace"),
        heard.writer(),
    );
    let everything = tracing_subscriber::registry().with(logs.unwrap());
    let _set = tracing::subscriber::set_default(everything);
    serve_a_secret_call().await;
    let log = heard.text();
    assert!(!log.contains(TOKEN) && !log.contains(NAME), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (level, target, message) in [
        ("INFO", "starling_fake", "asked"),
        ("DEBUG", "starling_edge::observe::calls", "handled"),
    ] {
        let told = lines.iter().any(|line| {
            line["level"] == level && line["target"] == target && line["message"] == message
        });
        assert!(told, "{message} is not in {log}");
    }
    for line in lines {
        let target = line["target"].as_str().unwrap();
        let is_loud = line["level"] == "DEBUG" || line["level"] == "TRACE";
        assert!(!is_loud || target.starts_with("starling"), "{line}");
    }
}

/// The test above proves something only while this holds: without the cap, the transport tells of headers.
#[tokio::test]
async fn without_the_cap_the_transport_is_loud() {
    let heard = Heard::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_writer(heard.writer())
        .finish();
    let _set = tracing::subscriber::set_default(everything);
    serve_a_secret_call().await;
    assert!(
        heard
            .text()
            .contains("h2::codec::framed_write: send frame=Headers")
    );
}

#[test]
fn a_filter_that_is_none_is_refused() {
    let logs = observe::logs::<tracing_subscriber::Registry, _>(
        Format::Text,
        Some("starling=loud"),
        io::sink,
    );
    let Err(StartError::Filter { filter, .. }) = logs.map(drop) else {
        panic!("`loud` is no level");
    };
    assert_eq!(filter, "starling=loud");
}

async fn serve_a_secret_call() {
    let server = Server::start().await;
    let channel = connect(&server.url, &Credentials::default()).await.unwrap();
    let mut sessions = SessionServiceClient::new(channel);
    let mut request = Request::new(wire::GetSessionRequest {
        name: NAME.to_owned(),
    });
    let metadata = request.metadata_mut();
    metadata.insert("authorization", format!("Bearer {TOKEN}").parse().unwrap());
    metadata.insert("x-link", TOKEN.parse().unwrap());
    let call = sessions.get_session(request).with_current_subscriber();
    call.await.unwrap();
    drop(sessions);
    server.stop().await;
}

/// What was written to a log.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn writer(&self) -> impl Fn() -> Self + Send + Sync + use<> {
        let heard = self.clone();
        move || heard.clone()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
