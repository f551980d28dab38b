//! An issuer with any keys.

use super::{Issuer, IssuerConfig, Keys};

/// The issuer of the tests' tokens, which sends this as its keys.
pub(in crate::access) fn issuer_with_keys(keys: &[u8]) -> Issuer {
    let config = IssuerConfig {
        issuer: "https://issuer.example".to_owned(),
        audience: "starling".to_owned(),
        keys_url: None,
        admin: None,
    };
    let keys = keys.to_vec();
    Issuer::with_keys(config, Keys::from(move || Ok(keys.clone())))
}
