//! Traces end to end: through headers from a client to a server, and from both to a collector.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod fake;

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use starling_edge::observe::{self, Config};
use starling_proto::session as wire;
use starling_proto::session::session_service_client::SessionServiceClient;
use starling_proto::transport::{Credentials, connect};
use tokio::net::TcpListener;
use tonic::transport::Endpoint;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
use tracing::Instrument as _;

use fake::Server;

const METHOD: &str = "starling.session.v1.SessionService/GetSession";

/// One test: a process has one subscriber.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_spans_of_a_client_and_a_server_share_a_trace() {
    let collector = FakeCollector::default();
    let endpoint = collector.start().await;
    let guard = observe::start(&Config {
        otlp_endpoint: Some(endpoint),
        ..Config::default()
    })
    .unwrap();
    let server = Server::start().await;
    let channel = connect(&server.url, &Credentials::default()).await.unwrap();
    let mut sessions = SessionServiceClient::new(channel);

    let asking = tracing::info_span!(target: "starling_test", "ask", otel.kind = "client");
    let call = sessions.get_session(request());
    call.instrument(asking).await.unwrap();
    // Nothing to go on from, or nothing sound: traces of their own. This client has no spans.
    let endpoint = Endpoint::from_shared(server.url.clone()).unwrap();
    let mut strangers = SessionServiceClient::new(endpoint.connect().await.unwrap());
    let strange = [
        None,
        Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"),
        Some("00-00000000000000000000000000000000-0000000000000000-01"),
    ];
    for traceparent in strange {
        let mut request = request();
        if let Some(traceparent) = traceparent {
            let value = traceparent.parse().unwrap();
            request.metadata_mut().insert("traceparent", value);
        }
        strangers.get_session(request).await.unwrap();
    }
    drop((sessions, strangers));
    server.stop().await;
    drop(guard);

    let spans = collector.spans.lock().unwrap();
    let (ours, rest): (Vec<_>, Vec<_>) = spans.iter().partition(|span| span.name != METHOD);
    let [asked] = ours[..] else {
        panic!("{ours:#?}");
    };
    let (clients, rest): (Vec<&Span>, Vec<&Span>) = rest
        .into_iter()
        .partition(|span| span.kind() == SpanKind::Client);
    let ([client], [first, others @ ..]) = (&clients[..], &rest[..]) else {
        panic!("{spans:#?}");
    };
    assert_eq!(asked.name, "ask");
    for (child, parent) in [(client, &asked), (first, client)] {
        assert_eq!(child.trace_id, parent.trace_id);
        assert_eq!(child.parent_span_id, parent.span_id);
    }
    assert_eq!(others.len(), strange.len());
    for span in others {
        assert_eq!(span.parent_span_id, [0; 0]);
        assert_ne!(span.trace_id, asked.trace_id);
    }
    for span in rest {
        assert_eq!(span.kind(), SpanKind::Server);
        assert_eq!(attribute(span, "code").as_deref(), Some("OK"));
        // Nothing of a call is told but this, and how long it was at work.
        for attribute in &span.attributes {
            let known = ["method", "code", "busy_ns", "idle_ns"];
            assert!(known.contains(&attribute.key.as_str()), "{attribute:?}");
        }
        assert_eq!(span.events, []);
    }
}

fn request() -> Request<wire::GetSessionRequest> {
    Request::new(wire::GetSessionRequest::default())
}

fn attribute(span: &Span, key: &str) -> Option<String> {
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    let found = span.attributes.iter().find(|found| found.key == key)?;
    match found.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        other => panic!("{other:?}"),
    }
}

/// Collects spans in memory, as a collector would.
#[derive(Clone, Default)]
struct FakeCollector {
    spans: Arc<Mutex<Vec<Span>>>,
}

impl FakeCollector {
    /// Starts it; where it listens.
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(self.clone()))
            .serve_with_incoming(TcpIncoming::from(listener));
        tokio::spawn(server);
        endpoint
    }
}

#[tonic::async_trait]
impl TraceService for FakeCollector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans.into_iter();
        let scopes = resources.flat_map(|resource| resource.scope_spans);
        let mut spans = self.spans.lock().unwrap();
        spans.extend(scopes.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}
