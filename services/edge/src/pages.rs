//! Plain HTTP beside gRPC: pages, and what they show and play.
//!
//! Whoever reaches us by a name of ours may read pages: no guard stands before them. What is not public asks for its own
//! secret, in its path.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use tonic::body::Body;
use tonic::{Code, Status};

type Answering = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// What answers requests for pages.
#[derive(Clone, Default)]
pub(crate) struct Pages {
    by_prefix: Vec<(&'static str, Page)>,
}

/// Answers the requests whose paths begin alike.
pub(crate) type Page = Arc<dyn Fn(Request<()>) -> Answering + Send + Sync>;

impl Pages {
    /// Adds what answers every path that begins so.
    pub(crate) fn add<F, A>(&mut self, prefix: &'static str, answer: F)
    where
        F: Fn(Request<()>) -> A + Send + Sync + 'static,
        A: Future<Output = Response<Body>> + Send + 'static,
    {
        let page: Page = Arc::new(move |request| Box::pin(answer(request)));
        self.by_prefix.push((prefix, page));
        // The longest first, so that the first that fits is the right one.
        let length = |(prefix, _): &(&str, Page)| std::cmp::Reverse(prefix.len());
        self.by_prefix.sort_by_key(length);
    }

    /// What answers a request; none for gRPC's, and where there is no page of that path.
    pub(crate) fn of<B>(&self, request: &Request<B>) -> Option<&Page> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if !is_read || is_grpc(request) {
            return None;
        }
        let path = request.uri().path();
        let mut pages = self.by_prefix.iter();
        let found = pages.find(|(prefix, _)| path.starts_with(prefix));
        found.map(|(_, page)| page)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixes = self.by_prefix.iter().map(|(prefix, _)| prefix);
        f.debug_list().entries(prefixes).finish()
    }
}

fn is_grpc<B>(request: &Request<B>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE);
    content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}

/// A refusal as people read it.
pub(crate) fn refused(refusal: &Status) -> Response<Body> {
    let status = match refusal.code() {
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::ResourceExhausted => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let text = format!("{}\n", refusal.message());
    let mut response = Response::new(Body::new(http_body_util::Full::from(text)));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

/// The code of gRPC that says the same as a status of HTTP, for metrics and spans.
pub(crate) fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::RANGE_NOT_SATISFIABLE => Code::OutOfRange,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Code::ResourceExhausted,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        StatusCode::GATEWAY_TIMEOUT => Code::DeadlineExceeded,
        status if status.is_client_error() => Code::InvalidArgument,
        status if status.is_server_error() => Code::Internal,
        _ => Code::Ok,
    }
}
