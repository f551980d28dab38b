//! Users of an organisation: whoever has a JWT of its OpenID Connect issuer. We check tokens and give none.

mod fetch;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzz;
mod keys;
mod signature;

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Validation, decode, decode_header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use starling_edge::Expulsion;
use tokio::time::sleep;

use super::clock::{Clock, RECHECK};
use super::principal::{Principal, UserId};
use super::refusal::Refusal;

use fetch::Address;
use keys::Keys;

/// How far clocks may stand apart, in seconds.
const LEEWAY: u64 = 30;

/// Which issuer is trusted, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// The issuer's URL, exactly as its tokens have it in `iss`.
    pub issuer: String,
    /// What its tokens for us have in `aud`.
    pub audience: String,
    /// Where its keys are; none to ask its discovery document.
    pub keys_url: Option<String>,
    /// What makes a user an administrator; none to have no administrators.
    pub admin: Option<AdminClaim>,
}

/// A claim that administrators have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminClaim {
    /// Its name, or a JSON pointer to it (RFC 6901) such as `/realm_access/roles`.
    pub claim: String,
    /// What it must be, or have in its list.
    pub value: String,
}

/// An issuer that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuerConfigError {
    /// What it says could be changed on the way.
    #[error("`{0}` is no URL for an issuer's keys: it must begin with https://")]
    Url(String),
    /// The machine trusts no certificate authority.
    #[error("this machine has no certificates of authorities; install its ca-certificates")]
    NoAuthorities,
}

/// Checks the tokens of an issuer. Clones share its keys.
#[derive(Debug, Clone)]
pub(crate) struct Issuer {
    config: Arc<IssuerConfig>,
    keys: Keys,
    clock: Clock,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    #[serde(flatten)]
    others: Value,
}

impl Issuer {
    /// An issuer, whose keys are fetched when they are first needed.
    ///
    /// # Errors
    /// [`IssuerConfigError`] for an issuer that nobody should trust.
    pub(crate) fn new(config: IssuerConfig) -> Result<Self, IssuerConfigError> {
        let address = Address::new(&config)?;
        Ok(Self::with_keys(
            config,
            Keys::from(move || address.fetch_keys()),
        ))
    }

    fn with_keys(config: IssuerConfig, keys: Keys) -> Self {
        signature::install();
        Self {
            config: Arc::new(config),
            keys,
            clock: Clock::system(),
        }
    }

    /// Whom a token stands for, and until when.
    ///
    /// # Errors
    /// [`Refusal::TokenRefused`], or [`Refusal::IssuerAway`] as long as the issuer's keys could never be fetched.
    pub(crate) async fn user(&self, token: &str) -> Result<(Principal, Expulsion), Refusal> {
        let header = decode_header(token).map_err(|_| Refusal::TokenRefused("it is no JWT"))?;
        if header.crit.is_some() {
            return Err(Refusal::TokenRefused("it has extensions not known here"));
        }
        // The key decides on the algorithm; the token's word for it has to agree.
        let key = self.keys.find(header.kid.as_deref(), header.alg).await?;
        let token = decode::<Claims>(token, &key, &self.validation(header.alg))
            .map_err(|error| Refusal::TokenRefused(reason(error.kind())))?;
        let Claims { iss, sub, others } = token.claims;
        let id = UserId::new(&iss, &sub).ok_or(Refusal::TokenRefused("its subject is none"))?;
        let admin = self.config.admin.as_ref();
        let user = Principal::User {
            id,
            is_admin: admin.is_some_and(|admin| admin.is_in(&others)),
        };
        Ok((user, self.expulsion(&others)))
    }

    /// Ends when a token with these claims would be refused.
    fn expulsion(&self, claims: &Value) -> Expulsion {
        let expiry = claims.get("exp").and_then(Value::as_f64);
        let refused = expiry.and_then(|expiry| {
            let since = Duration::try_from_secs_f64(expiry.round()).ok()?;
            // In the last second of the leeway it is still taken.
            let leeway = Duration::from_secs(LEEWAY + 1);
            UNIX_EPOCH.checked_add(since)?.checked_add(leeway)
        });
        // Later than any clock goes.
        let Some(refused) = refused else {
            return Expulsion::never();
        };
        let clock = self.clock.clone();
        Expulsion::when(async move {
            loop {
                let rest = clock.until(refused);
                if rest.is_zero() {
                    return Refusal::TokenRefused(reason(&ErrorKind::ExpiredSignature)).into();
                }
                sleep(rest.min(RECHECK)).await;
            }
        })
    }

    fn validation(&self, algorithm: jsonwebtoken::Algorithm) -> Validation {
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_audience(&[&self.config.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation
    }
}

impl AdminClaim {
    fn is_in(&self, claims: &Value) -> bool {
        let claim = if self.claim.starts_with('/') {
            claims.pointer(&self.claim)
        } else {
            claims.get(&self.claim)
        };
        match claim {
            Some(Value::String(value)) => *value == self.value,
            Some(Value::Array(values)) => values.iter().any(|value| *value == self.value),
            _ => false,
        }
    }
}

/// Says which check failed; nothing of what the token says.
fn reason(error: &ErrorKind) -> &'static str {
    match error {
        ErrorKind::InvalidSignature => "its signature is wrong",
        ErrorKind::MissingRequiredClaim(_) => "it lacks one of the claims exp, iss, aud and sub",
        ErrorKind::ExpiredSignature => "it has expired",
        ErrorKind::ImmatureSignature => "it is not valid yet",
        ErrorKind::InvalidIssuer => "it is of another issuer",
        ErrorKind::InvalidAudience => "it is for another audience",
        ErrorKind::InvalidAlgorithm => "its algorithm is not taken here",
        _ => "it is damaged",
    }
}

#[cfg(test)]
mod tests;
