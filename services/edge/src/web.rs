//! gRPC-web, which browsers speak: over HTTP/1 or HTTP/2, from the pages of allowed origins.

use std::convert::Infallible;
use std::time::Duration;

use http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use tonic::body::Body;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::names::Names;

/// How long a browser remembers what it may.
const MAX_AGE: Duration = Duration::from_secs(3600);
/// What a page may read of an answer, besides the body.
const EXPOSED: [&str; 3] = ["grpc-status", "grpc-message", "grpc-status-details-bin"];

/// Translates between browsers and services.
#[derive(Debug)]
pub(crate) struct Web {
    cors: CorsLayer,
}

impl Web {
    pub(crate) fn new(names: &Names) -> Self {
        let names = names.clone();
        let cors = CorsLayer::new()
            .allow_origin(AllowOrigin::predicate(move |origin, _| {
                names.has_known(origin)
            }))
            .allow_methods([Method::POST])
            .allow_headers(AllowHeaders::mirror_request())
            .expose_headers(EXPOSED.map(HeaderName::from_static))
            .max_age(MAX_AGE);
        Self { cors }
    }

    /// Answers a browser; `calls` answers what it asks for, in gRPC.
    pub(crate) async fn answer<F>(
        &self,
        names: &Names,
        request: Request<Body>,
        call: impl FnOnce(Request<Body>) -> F,
    ) -> Response<Body>
    where
        F: Future<Output = Response<Body>>,
    {
        let (parts, body) = request.into_parts();
        let is_preflight = is_preflight(&parts.method, &parts.headers);
        if is_preflight && names.check(&parts).is_err() {
            let mut refused = Response::new(Body::empty());
            *refused.status_mut() = StatusCode::FORBIDDEN;
            return refused;
        }
        let mut call = Some(call);
        let calls = service_fn(|request| {
            let call = call.take().expect("one request is one call");
            async { Ok::<_, Infallible>(call(request).await) }
        });
        let browser = self.cors.layer(GrpcWebLayer::new().layer(calls));
        let Ok(response) = browser.oneshot(Request::from_parts(parts, body)).await;
        response
    }
}

/// Whether a request is for a browser's kind of gRPC. gRPC itself is spoken over HTTP/2 only.
pub(crate) fn is_web<B>(request: &Request<B>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE);
    request.version() != Version::HTTP_2
        || content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc-web"))
        || is_preflight(request.method(), request.headers())
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
