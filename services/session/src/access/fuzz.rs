//! Anything that a caller may show to be let in, or an issuer may send, tried out.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tonic::codegen::http::header::AUTHORIZATION;
use tonic::codegen::http::{HeaderMap, HeaderValue};

use super::gate::bearer;
use super::oidc::Issuer;
use super::oidc::fuzz::issuer_with_keys;
use super::token::{AccessGrant, Kind, Link, Token};

const KEYS: &[u8] = include_bytes!("oidc/tests/joserfc-keys.json");
const JWT: &str = include_str!("oidc/tests/joserfc-token.txt");

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let runtime = Builder::new_multi_thread().worker_threads(1).build();
    runtime.expect("a thread can be had")
});

/// Reads a text as each kind of credentials.
///
/// # Panics
/// Where a secret is not written as it was read or is shown, or a forged JWT is taken.
pub(crate) fn credentials(text: &str) {
    secret::<Link>(text);
    secret::<AccessGrant>(text);
    jwt(text.trim_end());
}

/// Reads bytes as an `authorization` header.
///
/// # Panics
/// Where the credentials are not its last word.
pub(crate) fn header(bytes: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(bytes) else {
        return;
    };
    let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
    if let Ok(credentials) = bearer(&headers) {
        let credentials = credentials.expect("there is a header");
        assert!(bytes.trim_ascii_end().ends_with(credentials.as_bytes()));
    }
}

/// Reads bytes as an issuer's keys, and checks a token of another one by them.
pub(crate) fn keys(bytes: &[u8]) {
    let issuer = issuer_with_keys(bytes);
    // A file may well be the very keys.
    let _ = RUNTIME.block_on(issuer.user(JWT.trim_end()));
}

fn secret<K: Kind>(text: &str) {
    let Ok(token) = Token::<K>::parse(text) else {
        return;
    };
    let written = token.expose();
    assert_eq!(written.len(), text.len());
    let again = Token::<K>::parse(&written).expect("what was written can be read");
    assert_eq!(again.hash(), token.hash());
    assert_eq!(format!("{token:?}"), format!("{}…", K::PREFIX));
}

/// Nobody has the key: whatever is taken has to say what its owner once signed.
fn jwt(text: &str) {
    static ISSUER: LazyLock<Issuer> = LazyLock::new(|| issuer_with_keys(KEYS));
    if RUNTIME.block_on(ISSUER.user(text)).is_ok() {
        let signed = |text: &str| text.rsplit_once('.').map(|(signed, _)| signed.to_owned());
        assert_eq!(signed(text), signed(JWT));
    }
}
