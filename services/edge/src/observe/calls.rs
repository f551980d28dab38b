//! Sees every call: counts it, times it, and gives it a span.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use starling_proto::DESCRIPTORS;
use tonic::Code;
use tracing::Span;
use tracing::field::Empty;

use super::methods::{Method, Methods, name_of};
use super::traces;
use crate::pages::code_of;

/// Sees the calls of a server.
#[derive(Debug, Clone)]
pub(crate) struct Observer(Arc<Methods>);

pin_project! {
    /// A call until its headers are answered.
    #[derive(Debug)]
    pub(crate) struct Handling<F> {
        #[pin]
        answer: F,
        call: Option<Call>,
    }
}

pin_project! {
    /// The body of an answer, which ends with the code of the call.
    #[derive(Debug)]
    pub(crate) struct Watched<B> {
        #[pin]
        body: B,
        call: Option<Call>,
    }
}

/// A call under way. Dropped before it has a code, it was given up.
#[derive(Debug)]
struct Call {
    method: Arc<Method>,
    since: Instant,
    code: Code,
    span: Span,
    /// Its code is that of HTTP, and nothing at the end says another one.
    is_page: bool,
}

impl Observer {
    /// Knows the methods of all our protos, of health and of reflection. Make it after [`start`](super::start).
    pub(crate) fn new() -> Self {
        Self(Arc::new(Methods::of(&[
            DESCRIPTORS,
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ])))
    }

    /// Has a call answered, and sees it through: what answers it does so in its span.
    pub(crate) fn see<Q, F>(
        &self,
        request: Request<Q>,
        answer: impl FnOnce(Request<Q>) -> F,
    ) -> Handling<F> {
        let method = self.0.at(request.uri().path());
        Self::watch(
            Call::begin(Arc::clone(method), request.headers()),
            request,
            answer,
        )
    }

    /// Has a page shown, and sees it through. A reader who goes away early is no failure.
    pub(crate) fn see_page<F>(
        &self,
        request: Request<()>,
        answer: impl FnOnce(Request<()>) -> F,
    ) -> Handling<F> {
        let mut call = Call::begin(Arc::clone(&self.0.pages), request.headers());
        call.is_page = true;
        Self::watch(call, request, answer)
    }

    fn watch<Q, F>(
        call: Call,
        request: Request<Q>,
        answer: impl FnOnce(Request<Q>) -> F,
    ) -> Handling<F> {
        let answer = call.span.in_scope(|| answer(request));
        Handling {
            answer,
            call: Some(call),
        }
    }
}

impl<F, A> Future for Handling<F>
where
    F: Future<Output = Response<A>>,
{
    type Output = Response<Watched<A>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let answer = {
            let _entered = this.call.as_ref().map(|call| call.span.enter());
            ready!(this.answer.poll(context))
        };
        let mut call = this.call.take();
        if let Some(call) = call.as_mut().filter(|call| call.is_page) {
            call.code = code_of(answer.status());
        }
        // An answer without a body has its code here.
        if let Some(code) = code(answer.headers()) {
            end(&mut call, code);
        }
        Poll::Ready(answer.map(|body| Watched { body, call }))
    }
}

impl<B: Body> Body for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let frame = {
            let _entered = this.call.as_ref().map(|call| call.span.enter());
            ready!(this.body.poll_frame(context))
        };
        match &frame {
            Some(Ok(frame)) => {
                if let Some(trailers) = frame.trailers_ref() {
                    end(this.call, code(trailers).unwrap_or(Code::Unknown));
                }
            }
            None if this.call.as_ref().is_some_and(|call| call.is_page) => drop(this.call.take()),
            // What a client makes of an answer that breaks off or has no code.
            Some(Err(_)) | None => end(this.call, Code::Unknown),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Call {
    fn begin(method: Arc<Method>, headers: &HeaderMap) -> Self {
        method.begin();
        // `otel.` fields are those that an exported span is called and sorted by.
        let span = tracing::info_span!(
            "call",
            method = method.name,
            code = Empty,
            take = Empty,
            otel.name = method.name,
            otel.kind = "server",
        );
        traces::continue_from(headers, &span);
        Self {
            method,
            since: Instant::now(),
            code: Code::Cancelled,
            span,
            is_page: false,
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let after = self.since.elapsed();
        self.method.end(self.code, after);
        let code = name_of(self.code);
        self.span.record("code", code);
        self.span
            .in_scope(|| tracing::debug!(code, seconds = after.as_secs_f64(), "handled"));
    }
}

/// Ends a call that has not ended yet.
fn end(call: &mut Option<Call>, code: Code) {
    if let Some(mut call) = call.take() {
        call.code = code;
    }
}

fn code(headers: &HeaderMap) -> Option<Code> {
    let code = headers.get("grpc-status")?;
    Some(Code::from_bytes(code.as_bytes()))
}
