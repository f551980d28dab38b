//! Who may call.

use std::fmt;
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use http::request::Parts;
use tonic::Status;

/// Decides which calls come in. It is asked before every call of every service, health and reflection included, so that
/// all rules are in one place.
pub trait Guard: Send + Sync + 'static {
    /// Lets a call in, or answers it with a status. It sees path, headers and extensions, where the
    /// [`Peer`](crate::Peer) is, and may put there who the caller is. What it gives ends the call's answer, if that is
    /// still under way: a stream lasts no longer than its caller may stay.
    fn admit(&self, call: &mut Parts) -> impl Future<Output = Result<Expulsion, Status>> + Send;

    /// Whether a call by TCP comes in only with credentials. Without them a server listens on this machine only.
    fn demands_credentials(&self) -> bool;
}

/// Ends when a caller who was let in must go, with what they are told then.
pub struct Expulsion(Pin<Box<dyn Future<Output = Status> + Send>>);

impl Expulsion {
    /// When this ends.
    pub fn when(must_go: impl Future<Output = Status> + Send + 'static) -> Self {
        Self(Box::pin(must_go))
    }

    /// For callers who may stay as long as they like.
    #[must_use]
    pub fn never() -> Self {
        Self::when(pending())
    }
}

impl Future for Expulsion {
    type Output = Status;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Status> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Expulsion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Expulsion")
    }
}

/// Lets everybody in who reaches a listener.
#[derive(Debug, Clone, Copy)]
pub struct NoGuard;

impl Guard for NoGuard {
    fn admit(&self, _: &mut Parts) -> impl Future<Output = Result<Expulsion, Status>> + Send {
        ready(Ok(Expulsion::never()))
    }

    fn demands_credentials(&self) -> bool {
        false
    }
}
