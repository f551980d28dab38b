//! Origins of web pages.

use std::fmt;
use std::str::FromStr;

use http::uri::Authority;
use serde::{Deserialize, Serialize};

/// Scheme, host and port (RFC 6454), compared as browsers do: without regard to case, and the port of the scheme may be
/// written or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    is_secure: bool,
    /// In lower case.
    host: String,
    port: u16,
}

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no origin; write it like https://starling.example.org")]
pub struct OriginError(String);

impl Origin {
    /// Of the page that is reached by a name, with or without TLS; none for a name that is none.
    pub(crate) fn of(is_secure: bool, authority: &Authority) -> Option<Self> {
        let host = authority.host();
        if host.is_empty() {
            return None;
        }
        let port = match authority.as_str().strip_prefix(host)? {
            "" => default_port(is_secure),
            port => number(port.strip_prefix(':')?)?,
        };
        Some(Self {
            is_secure,
            host: host.to_ascii_lowercase(),
            port,
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        Self::of(is_secure, &authority.parse().ok()?)
    }

    /// Whether what is said between it and a browser is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Its name or address, as HTTP writes it: in lower case, IPv6 in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The same at another host.
    #[must_use]
    pub fn at(&self, host: &str) -> Self {
        Self {
            host: host.to_ascii_lowercase(),
            ..self.clone()
        }
    }
}

fn default_port(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

/// Digits alone: Rust's numbers may have a sign.
fn number(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Origin {
    /// As browsers write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default_port(self.is_secure) {
            Ok(())
        } else {
            write!(f, ":{}", self.port)
        }
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        Self::parse(text).ok_or_else(|| OriginError(text.to_owned()))
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, OriginError> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_the_same_written_or_not() {
        for (text, written) in [
            ("https://a.example", "https://a.example"),
            ("HTTPS://A.Example:443", "https://a.example"),
            ("http://a.example:80", "http://a.example"),
            ("https://a.example:80", "https://a.example:80"),
            ("http://a.example:443", "http://a.example:443"),
            ("http://[::1]:7350", "http://[::1]:7350"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            let origin: Origin = text.parse().unwrap();
            assert_eq!(origin.to_string(), written);
            assert_eq!(written.parse(), Ok(origin));
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "null",
            "a.example",
            "ftp://a.example",
            "https://",
            "https://:443",
            "https://a.example/",
            "https://a.example:",
            "https://a.example:+443",
            "https://a.example:65536",
            "https://a.example:443:443",
            "https://user@a.example",
            "https://a b",
            "https://::1",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(OriginError(text.to_owned())));
        }
    }
}
