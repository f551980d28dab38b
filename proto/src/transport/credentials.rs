//! What a client shows a server, and what a server must show it.

use http::HeaderValue;

/// Who a client is, and whom it trusts.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The secret that says who the client is.
    pub token: Option<Token>,
    /// The certificates, in PEM, that vouch for the server; none for those that the machine trusts.
    pub certificate_authority: Option<String>,
}

/// A secret that lets its bearer in. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// A text that is no token.
#[derive(Debug, thiserror::Error)]
#[error("a token consists of printable ASCII characters, without spaces; copy it again, whole")]
pub struct TokenError;

impl Token {
    /// Takes a text as a token.
    ///
    /// # Errors
    /// [`TokenError`] where no header can carry it.
    pub fn new(text: impl Into<String>) -> Result<Self, TokenError> {
        let text = text.into();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError);
        }
        Ok(Self(text))
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value of the `authorization` header, which HTTP/2 never puts into its table of headers.
    pub(super) fn authorization(&self) -> HeaderValue {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.0))
            .expect("a token is printable ASCII");
        value.set_sensitive(true);
        value
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown() {
        let token = Token::new("secret").unwrap();
        assert!(!format!("{token:?} {:?}", token.authorization()).contains("secret"));
    }

    #[test]
    fn a_token_fits_a_header() {
        for text in ["", "a b", "a\n", "ä", "\0"] {
            assert!(Token::new(text).is_err(), "{text:?}");
        }
    }
}
