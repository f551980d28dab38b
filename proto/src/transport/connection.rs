//! What clients call through.

use std::sync::OnceLock;
use std::task::{Context, Poll};

use http::header::{AUTHORIZATION, HeaderValue};
use http::{HeaderMap, Request, Response};
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::transport::Channel;
use tonic::transport::channel::ResponseFuture;
use tracing::Instrument as _;
use tracing::instrument::Instrumented;

use super::Token;

/// Writes to the headers of every call which trace it is of.
static INJECT: OnceLock<fn(&mut HeaderMap)> = OnceLock::new();

/// Has `inject` write the current span's trace context to the headers of every call from now on, in the whole process.
/// Only the first counts.
pub fn propagate_traces(inject: fn(&mut HeaderMap)) {
    let _ = INJECT.set(inject);
}

/// A connection to a server, which sends the client's token with every call. Clones share it.
#[derive(Debug, Clone)]
pub struct Connection {
    channel: Channel,
    authorization: Option<HeaderValue>,
}

impl Connection {
    pub(super) fn new(channel: Channel, token: Option<&Token>) -> Self {
        Self {
            channel,
            authorization: token.map(Token::authorization),
        }
    }
}

impl Service<Request<Body>> for Connection {
    type Response = Response<Body>;
    type Error = tonic::transport::Error;
    type Future = Instrumented<ResponseFuture>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        let method = request.uri().path().trim_start_matches('/');
        let span = tracing::debug_span!("call", method, otel.name = method, otel.kind = "client");
        if let Some(inject) = INJECT.get() {
            span.in_scope(|| inject(request.headers_mut()));
        }
        self.channel.call(request).instrument(span)
    }
}
