//! An issuer's keys, kept and fetched anew.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use super::fetch::FetchError;
use super::signature::ALGORITHMS;
use crate::access::refusal::Refusal;

/// Keys are fetched at most so often, whatever keys tokens name and whether or not the issuer answers.
const MIN_INTERVAL: Duration = Duration::from_secs(60);
/// After so long, keys are fetched anew: an issuer takes back a key by leaving it out.
const MAX_AGE: Duration = Duration::from_secs(3600);
const MAX_KEYS: usize = 100;

/// The keys of an issuer. Clones share them.
#[derive(Clone)]
pub(super) struct Keys {
    fetch: Arc<dyn Fn() -> Result<Vec<u8>, FetchError> + Send + Sync>,
    kept: Arc<Mutex<Kept>>,
    /// Whoever fetches has it.
    fetching: Arc<AsyncMutex<()>>,
}

#[derive(Default)]
struct Kept {
    /// None until they could be fetched once.
    keys: Option<Vec<Key>>,
    fetched: Option<Instant>,
    /// When they were last asked for, with success or without.
    last_attempt: Option<Instant>,
}

#[derive(Clone)]
struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

impl Keys {
    /// Keys that come from a function, which may block and which bounds its own time.
    pub(super) fn from(
        fetch: impl Fn() -> Result<Vec<u8>, FetchError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            fetch: Arc::new(fetch),
            kept: Arc::default(),
            fetching: Arc::default(),
        }
    }

    /// The key that a token names; without an id, the only one for its algorithm.
    ///
    /// # Errors
    /// [`Refusal::TokenRefused`] for a key that the issuer does not have, [`Refusal::IssuerAway`] where it could never
    /// be asked.
    pub(super) async fn find(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<DecodingKey, Refusal> {
        if !ALGORITHMS.contains(&algorithm) {
            return Err(Refusal::TokenRefused("its algorithm is not taken here"));
        }
        let (found, is_old) = {
            let kept = self.kept();
            (kept.find(id, algorithm), kept.is_old())
        };
        match found {
            Some(key) if !is_old => return Ok(key),
            // Who fetches already does it for this caller too.
            Some(key) if self.fetching.try_lock().is_err() => return Ok(key),
            _ => self.refresh().await,
        }
        let kept = self.kept();
        match kept.find(id, algorithm) {
            Some(key) => Ok(key),
            None if kept.keys.is_none() => Err(Refusal::IssuerAway),
            None => Err(Refusal::TokenRefused("its key is not one of the issuer's")),
        }
    }

    /// Fetches the keys, unless that was done just now. Keeps those it has where the issuer does not answer.
    async fn refresh(&self) {
        let _fetching = self.fetching.lock().await;
        if !self.kept().may_fetch() {
            return;
        }
        let fetch = Arc::clone(&self.fetch);
        let fetched = tokio::task::spawn_blocking(move || fetch()).await;
        let keys = match fetched {
            Ok(Ok(set)) => parse(&set),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(FetchError::Malformed),
        };
        match keys {
            Ok(keys) => {
                let mut kept = self.kept();
                kept.keys = Some(keys);
                kept.fetched = Some(Instant::now());
            }
            Err(error) => tracing::warn!("the keys of the issuer cannot be fetched: {error}"),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let keys = self.keys.iter().flatten();
        let mut fitting = keys
            .filter(|key| key.algorithm == algorithm && (id.is_none() || key.id.as_deref() == id));
        let key = fitting.next()?;
        let is_only = fitting.next().is_none();
        (id.is_some() || is_only).then(|| key.key.clone())
    }

    fn is_old(&self) -> bool {
        self.fetched
            .is_none_or(|fetched| fetched.elapsed() >= MAX_AGE)
    }

    /// Whether it is time to fetch; then it counts as done.
    fn may_fetch(&mut self) -> bool {
        let is_time = self
            .last_attempt
            .is_none_or(|attempt| attempt.elapsed() >= MIN_INTERVAL);
        if is_time {
            self.last_attempt = Some(Instant::now());
        }
        is_time
    }
}

/// Reads a JWK set (RFC 7517). Keys of other kinds are left out, as section 5 asks.
fn parse(set: &[u8]) -> Result<Vec<Key>, FetchError> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(set).map_err(|_| FetchError::Malformed)?;
    let keys = set.keys.into_iter().take(MAX_KEYS);
    Ok(keys
        .filter_map(|key| Key::from_jwk(serde_json::from_value(key).ok()?))
        .collect())
}

impl Key {
    fn from_jwk(jwk: Jwk) -> Option<Self> {
        let (algorithm, name) = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                (Algorithm::ES256, KeyAlgorithm::ES256)
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
            }
            _ => return None,
        };
        let common = &jwk.common;
        let is_for_it = common.key_algorithm.is_none_or(|named| named == name);
        let key_use = common.public_key_use.as_ref();
        let signs = key_use.is_none_or(|key_use| *key_use == PublicKeyUse::Signature);
        (is_for_it && signs).then_some(())?;
        Some(Self {
            key: DecodingKey::from_jwk(&jwk).ok()?,
            id: jwk.common.key_id,
            algorithm,
        })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}
