//! Why somebody is not let in, as a code and a reason.

use std::collections::HashMap;
use std::time::Duration;

use starling_practice::{LinkRefusal, Slug};
use starling_proto::error::{self, DOMAIN};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::role::Role;
use crate::status;
use crate::store::{Noun, StoreError};

/// Why a caller is not let in.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("this call needs credentials: send `authorization: Bearer …`")]
    CredentialsMissing,
    #[error("the credentials are not known here; get new ones")]
    CredentialsUnknown,
    #[error("the access has ended; redeem the link again")]
    AccessExpired,
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    #[error("too many links are redeemed at the moment; try again later")]
    TooManyRedemptions { retry_after: Duration },
    /// For operators to read; it names no claim's value.
    #[error("the token is refused: {0}")]
    TokenRefused(&'static str),
    #[error("the keys of the issuer are out of reach; try again later")]
    IssuerAway,
    /// Of somebody else, or of nobody: the caller cannot tell.
    #[error("there is no session `{0}`")]
    NotFound(Slug),
    #[error("a {0} may not do this")]
    RoleLacksPermission(Role),
    #[error("a link opens one session; this call needs a user")]
    OwnerNeeded,
    #[error("the system has no random numbers; try again later")]
    Randomness,
    /// A mistake of our own.
    #[error("the server made a mistake: {0}")]
    Unguarded(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal {
    /// The code that the caller sees.
    pub(super) fn code(&self) -> Code {
        Status::from(self.clone()).code()
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let (code, reason) = match &refusal {
            Refusal::CredentialsMissing => (Code::Unauthenticated, "CREDENTIALS_MISSING"),
            Refusal::CredentialsUnknown => (Code::Unauthenticated, "CREDENTIALS_UNKNOWN"),
            Refusal::AccessExpired => (Code::Unauthenticated, "ACCESS_EXPIRED"),
            Refusal::Link(link) => (Code::Unauthenticated, status::link(*link)),
            Refusal::TooManyRedemptions { retry_after } => {
                return too_many_redemptions(*retry_after, refusal.to_string());
            }
            Refusal::TokenRefused(_) => (Code::Unauthenticated, "TOKEN_REFUSED"),
            Refusal::Randomness => (Code::Unavailable, "NO_RANDOMNESS"),
            Refusal::IssuerAway => (Code::Unavailable, "ISSUER_AWAY"),
            // The very status of a session that is not there.
            Refusal::NotFound(session) => {
                return StoreError::NotFound(Noun::Session, session.to_string()).into();
            }
            Refusal::RoleLacksPermission(_) | Refusal::OwnerNeeded => {
                (Code::PermissionDenied, "ROLE_LACKS_PERMISSION")
            }
            Refusal::Unguarded(_) => (Code::Internal, "UNEXPECTED"),
            Refusal::Store(error) => return error.clone().into(),
        };
        error::status(code, reason, refusal.to_string())
    }
}

fn too_many_redemptions(retry_after: Duration, message: String) -> Status {
    let mut details = ErrorDetails::with_error_info("TOO_MANY_REDEMPTIONS", DOMAIN, HashMap::new());
    details.set_retry_info(Some(retry_after));
    Status::with_error_details(Code::ResourceExhausted, message, details)
}
