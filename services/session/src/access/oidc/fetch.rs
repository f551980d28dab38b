//! Fetches an issuer's keys over HTTPS.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio_rustls::rustls::crypto::ring;
use tonic::codegen::http::Uri;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{IssuerConfig, IssuerConfigError};

const TIMEOUT: Duration = Duration::from_secs(10);
/// Of the discovery document, and of the keys.
const MAX_SIZE: u64 = 256 * 1024;
/// OpenID Connect Discovery, section 4.
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Where an issuer's keys are.
#[derive(Debug)]
pub(super) struct Address {
    agent: Agent,
    issuer: String,
    keys_url: Option<String>,
}

/// Keys that could not be fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("{0}")]
    Http(Box<ureq::Error>),
    #[error("the issuer's answer is not what it should be")]
    Malformed,
    #[error("the discovery document is of another issuer")]
    OtherIssuer,
    #[error("the discovery document has keys at a URL without https://")]
    Insecure,
}

impl Address {
    /// The address that a configuration names.
    pub(super) fn new(config: &IssuerConfig) -> Result<Self, IssuerConfigError> {
        for url in std::iter::once(&config.issuer).chain(&config.keys_url) {
            if !is_secure(url) {
                return Err(IssuerConfigError::Url(url.clone()));
            }
        }
        // Those of the system: an organisation's own authority is among them. Some may be damaged, or expired.
        let authorities: Vec<_> = rustls_native_certs::load_native_certs()
            .certs
            .iter()
            .map(|authority| Certificate::from_der(authority).to_owned())
            .collect();
        if authorities.is_empty() && config.issuer.starts_with("https://") {
            return Err(IssuerConfigError::NoAuthorities);
        }
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::from(authorities))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(TIMEOUT))
            // Where keys are does not depend on what a server says today.
            .max_redirects(0)
            .build();
        Ok(Self {
            agent: agent.new_agent(),
            issuer: config.issuer.clone(),
            keys_url: config.keys_url.clone(),
        })
    }

    /// The issuer's keys, as it sends them. Blocks, for 20 seconds at most.
    pub(super) fn fetch_keys(&self) -> Result<Vec<u8>, FetchError> {
        match &self.keys_url {
            Some(url) => self.get(url),
            None => self.get(&self.discover()?),
        }
    }

    fn discover(&self) -> Result<String, FetchError> {
        #[derive(Deserialize)]
        struct Discovery {
            issuer: String,
            jwks_uri: String,
        }
        let url = format!("{}{DISCOVERY}", self.issuer.trim_end_matches('/'));
        let document: Discovery =
            serde_json::from_slice(&self.get(&url)?).map_err(|_| FetchError::Malformed)?;
        if document.issuer != self.issuer {
            return Err(FetchError::OtherIssuer);
        }
        if !is_secure(&document.jwks_uri) {
            return Err(FetchError::Insecure);
        }
        Ok(document.jwks_uri)
    }

    fn get(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let failed = |error| FetchError::Http(Box::new(error));
        let mut answer = self.agent.get(url).call().map_err(failed)?;
        let body = answer.body_mut().with_config().limit(MAX_SIZE);
        body.read_to_vec().map_err(failed)
    }
}

/// Whether nobody between can change what an URL gives: it is encrypted, or of this machine.
fn is_secure(url: &str) -> bool {
    let Ok(url) = url.parse::<Uri>() else {
        return false;
    };
    let host = url.host().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    match url.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => is_here,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_encrypted_or_from_this_machine() {
        for url in [
            "https://issuer.example",
            "https://issuer.example:8443/realms/a",
            "http://localhost:9400",
            "http://127.0.0.1:9400/",
            "http://[::1]:9400",
        ] {
            assert!(is_secure(url), "{url}");
        }
        for url in [
            "",
            "issuer.example",
            "http://issuer.example",
            "http://localhost.issuer.example",
            "http://127.0.0.1@issuer.example",
            "ftp://localhost",
            "https://",
            "https:issuer.example",
        ] {
            assert!(!is_secure(url), "{url}");
        }
    }
}
