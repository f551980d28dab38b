//! Who may call.

use std::future::{Future, ready};

use http::request::Parts;
use tonic::Status;

/// Decides which calls come in. It is asked before every call of every service, health and reflection included, so that
/// all rules are in one place.
pub trait Guard: Send + Sync + 'static {
    /// Lets a call in, or answers it with a status. It sees path, headers and extensions, where the
    /// [`Peer`](crate::Peer) is, and may put there who the caller is.
    fn admit(&self, call: &mut Parts) -> impl Future<Output = Result<(), Status>> + Send;

    /// Whether a call by TCP comes in only with credentials. Without them a server listens on this machine only.
    fn demands_credentials(&self) -> bool;
}

/// Lets everybody in who reaches a listener.
#[derive(Debug, Clone, Copy)]
pub struct NoGuard;

impl Guard for NoGuard {
    fn admit(&self, _: &mut Parts) -> impl Future<Output = Result<(), Status>> + Send {
        ready(Ok(()))
    }

    fn demands_credentials(&self) -> bool {
        false
    }
}
