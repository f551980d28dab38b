//! The way of a call to its service and back.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use starling_proto::error::status;
use tokio::time::{Instant, Sleep, sleep_until, timeout, timeout_at};
use tonic::body::Body;
use tonic::codegen::Service as _;
use tonic::service::Routes;
use tonic::{Code, Status};

use crate::deadline::{Deadlines, passed};
use crate::guard::{Expulsion, Guard};
use crate::idle::UnderWay;
use crate::names::Names;
use crate::pages::{Page, Pages, refused};
use crate::statuses::mend;

/// What every call meets.
pub(crate) struct Calls<G> {
    pub(crate) guard: G,
    pub(crate) names: Names,
    pub(crate) header_size: usize,
    pub(crate) deadlines: Deadlines,
    pub(crate) routes: Routes,
    pub(crate) pages: Pages,
}

impl<G: Guard> Calls<G> {
    /// Answers a call.
    pub(crate) async fn answer(
        &self,
        request: Request<Body>,
        under_way: UnderWay,
    ) -> Response<Answer> {
        let deadline = self.deadlines.of(&request);
        let answered = match deadline {
            Some(deadline) => timeout_at(deadline, self.admit(request))
                .await
                .unwrap_or_else(|_| Err(passed())),
            None => self.admit(request).await,
        };
        let (mut response, expulsion) =
            answered.unwrap_or_else(|refusal| (refusal.into_http(), Expulsion::never()));
        mend(response.headers_mut());
        response.map(|body| Answer {
            body: Some(body),
            expulsion,
            deadline,
            sleep: None,
            _under_way: under_way,
        })
    }

    /// Answers a request for a page. The answer begins in time; how long it may last, the page knows.
    pub(crate) async fn show(
        &self,
        page: &Page,
        request: Request<()>,
        under_way: UnderWay,
    ) -> Response<Answer> {
        let (parts, ()) = request.into_parts();
        let shown = match self.check(&parts) {
            Ok(()) => timeout(
                self.deadlines.default(),
                page(Request::from_parts(parts, ())),
            )
            .await
            .map_err(|_| passed()),
            Err(refusal) => Err(refusal),
        };
        let response = shown.unwrap_or_else(|refusal| refused(&refusal));
        response.map(|body| Answer {
            body: Some(body),
            expulsion: Expulsion::never(),
            deadline: None,
            sleep: None,
            _under_way: under_way,
        })
    }

    /// What every request is asked for, whatever it is for.
    fn check(&self, request: &Parts) -> Result<(), Status> {
        if size(&request.headers) > self.header_size {
            return Err(status(
                Code::ResourceExhausted,
                "HEADERS_TOO_LARGE",
                format!("a request may have {} bytes of headers", self.header_size),
            ));
        }
        self.names.check(request)
    }

    async fn admit(&self, request: Request<Body>) -> Result<(Response<Body>, Expulsion), Status> {
        let (mut parts, body) = request.into_parts();
        self.check(&parts)?;
        let expulsion = self.guard.admit(&mut parts).await?;
        let answer = self.routes.clone().call(Request::from_parts(parts, body));
        let Ok(response) = answer.await;
        Ok((response, expulsion))
    }
}

/// The size of a list of headers as HTTP/2 counts it (RFC 9113, 10.5.1).
fn size(headers: &HeaderMap) -> usize {
    let sizes = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 32);
    sizes.sum()
}

/// The body of an answer: what the service says, with the status put right, and cut off at the call's deadline or when its
/// caller must go.
pub(crate) struct Answer {
    /// None once it is cut off.
    body: Option<Body>,
    expulsion: Expulsion,
    deadline: Option<Instant>,
    /// Made when the service first lets us wait.
    sleep: Option<Pin<Box<Sleep>>>,
    _under_way: UnderWay,
}

impl Answer {
    /// Ends the answer with a status of our own.
    fn cut_off(&mut self, status: &Status) -> Result<Frame<Bytes>, Status> {
        self.body = None;
        let mut trailers = HeaderMap::new();
        status.add_header(&mut trailers)?;
        Ok(Frame::trailers(trailers))
    }

    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        let Some(deadline) = self.deadline else {
            return false;
        };
        let sleep = &mut self.sleep;
        let sleep = sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        sleep.as_mut().poll(context).is_ready()
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Self {
            body: Some(body),
            expulsion,
            ..
        } = &mut *self
        else {
            return Poll::Ready(None);
        };
        // First: nothing that is ready goes to somebody who must go.
        if let Poll::Ready(status) = Pin::new(expulsion).poll(context) {
            return Poll::Ready(Some(self.cut_off(&status)));
        }
        let polled = Pin::new(body).poll_frame(context);
        if polled.is_pending() && self.is_over(context) {
            return Poll::Ready(Some(self.cut_off(&passed())));
        }
        let mut frame = ready!(polled);
        if let Some(Ok(frame)) = &mut frame {
            frame.trailers_mut().map(mend);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::new, HttpBody::size_hint)
    }
}
