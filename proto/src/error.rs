//! Errors on the wire: a canonical code, a sentence for people, a reason for programs (AIP-193).

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// The domain of every `google.rpc.ErrorInfo` that Starling sends.
pub const DOMAIN: &str = "starling";
const NEXT_OFFSET: &str = "next_offset_bytes";

/// A status with an `ErrorInfo`.
#[must_use]
pub fn status(code: Code, reason: &str, message: impl Into<String>) -> Status {
    with_info(code, reason, message.into(), HashMap::new())
}

/// A status of an upload that says where sending goes on.
#[must_use]
pub fn status_with_offset(
    code: Code,
    reason: &str,
    message: impl Into<String>,
    next_offset: u64,
) -> Status {
    let metadata = HashMap::from([(NEXT_OFFSET.to_owned(), next_offset.to_string())]);
    with_info(code, reason, message.into(), metadata)
}

fn with_info(
    code: Code,
    reason: &str,
    message: String,
    metadata: HashMap<String, String>,
) -> Status {
    Status::with_error_details(
        code,
        message,
        ErrorDetails::with_error_info(reason, DOMAIN, metadata),
    )
}

/// A call that did not do what it was asked to.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// The canonical code: whether to try again, wait or give up.
    pub code: Code,
    /// The reason, for programs; empty where the server gave none.
    pub reason: String,
    /// What happened, for people.
    pub message: String,
    /// Where an upload goes on.
    pub next_offset: Option<u64>,
}

impl CallError {
    /// Whether the server is away, stopping or out of reach for now: the same call may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self.code,
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::ResourceExhausted
        )
    }

    /// Whether the server does not have what was asked for, or does not show it to this caller.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code == Code::NotFound
    }

    /// Whether another device has taken the upload over.
    #[must_use]
    pub fn is_superseded(&self) -> bool {
        self.code == Code::Aborted && self.reason == "WRITER_SUPERSEDED"
    }

    /// A message that breaks the contract.
    pub(crate) fn broken_contract(what: &impl ToString) -> Self {
        Self {
            code: Code::Internal,
            reason: String::new(),
            message: format!("the server sent something unexpected: {}", what.to_string()),
            next_offset: None,
        }
    }
}

impl From<Status> for CallError {
    fn from(status: Status) -> Self {
        let info = status.get_details_error_info();
        let next_offset = info
            .as_ref()
            .and_then(|info| info.metadata.get(NEXT_OFFSET)?.parse().ok());
        Self {
            code: code_of(&status),
            reason: info.map(|info| info.reason).unwrap_or_default(),
            message: message_of(&status),
            next_offset,
        }
    }
}

impl From<tonic::transport::Error> for CallError {
    fn from(error: tonic::transport::Error) -> Self {
        Self {
            code: Code::Unavailable,
            reason: String::new(),
            message: format!("the server cannot be reached: {}", innermost(&error)),
            next_offset: None,
        }
    }
}

/// What a server said; UNAVAILABLE where it said nothing because the connection broke or was closed under the call, which
/// tonic calls UNKNOWN or INTERNAL.
fn code_of(status: &Status) -> Code {
    match (status.code(), std::error::Error::source(status)) {
        (Code::Unknown | Code::Internal, Some(_)) => Code::Unavailable,
        (code, _) => code,
    }
}

/// What a server said; for a failure below it, the innermost cause, because "transport error" helps nobody.
fn message_of(status: &Status) -> String {
    match std::error::Error::source(status) {
        Some(source) => format!("the connection to the server broke: {}", innermost(source)),
        None if status.message().is_empty() => format!("the server says: {}", status.code()),
        None => status.message().to_owned(),
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
