//! Exports spans by OTLP over gRPC.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator as _};
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tonic::transport::Endpoint;
use tracing::{Level, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::registry::LookupSpan;

use super::super::StartError;
use super::super::logs::is_ours;

/// A batch of spans is sent for at most this long, and so is the last one at the end.
const PATIENCE: Duration = Duration::from_secs(5);
const TRACEPARENT: &str = "traceparent";

/// Sends spans, in the background and in batches; what finds no room is dropped.
#[derive(Debug)]
pub(in super::super) struct Exporter(SdkTracerProvider);

/// A layer that gives our own spans to an exporter to a collector. Call it inside a tokio runtime.
pub(in super::super) fn to<S>(
    endpoint: &str,
) -> Result<(impl Layer<S> + Send + Sync + use<S>, Exporter), StartError>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let unsound = |reason: String| StartError::Endpoint {
        endpoint: endpoint.to_owned(),
        reason,
    };
    let url = Endpoint::from_shared(endpoint.to_owned());
    let scheme = url.map_err(|error| unsound(error.to_string()))?;
    if scheme.uri().scheme_str() != Some("http") {
        return Err(unsound("it does not begin with http://".to_owned()));
    }
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(PATIENCE)
        .build()
        .map_err(|error| unsound(error.to_string()))?;
    let resource = Resource::builder().with_service_name(program()).build();
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(resource)
        .build();
    let ours = filter_fn(|metadata| is_ours(metadata) && metadata.is_span())
        .with_max_level_hint(LevelFilter::from_level(Level::DEBUG));
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("starling"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_filter(ours);
    Ok((layer, Exporter(provider)))
}

/// Makes a span part of the trace that the request's sender has begun, if it has.
pub(in super::super) fn continue_from(headers: &HeaderMap, span: &Span) {
    if span.is_disabled() || !headers.contains_key(TRACEPARENT) {
        return;
    }
    let parent = TraceContextPropagator::new().extract(&Headers(headers));
    if parent.span().span_context().is_valid() {
        // An error means that nobody exports.
        let _ = span.set_parent(parent);
    }
}

/// Writes the current span's `traceparent` to a request's headers, where traces are exported.
pub fn inject(headers: &mut HeaderMap) {
    let span = Span::current();
    if !span.is_disabled() {
        TraceContextPropagator::new().inject_context(&span.context(), &mut HeadersMut(headers));
    }
}

impl Exporter {
    /// Sends what is left. The process ends after it.
    pub(in super::super) fn flush(&self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!("the last traces were not sent: {error}");
        }
    }
}

/// The name of the running program, such as `starling-session`.
fn program() -> String {
    let path = std::env::current_exe().ok();
    let name = path.as_ref().and_then(|path| path.file_stem()?.to_str());
    name.unwrap_or("starling").to_owned()
}

struct Headers<'a>(&'a HeaderMap);
struct HeadersMut<'a>(&'a mut HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

impl Injector for HeadersMut<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (key.parse::<HeaderName>(), HeaderValue::try_from(value))
            && !value.is_empty()
        {
            self.0.insert(name, value);
        }
    }
}
