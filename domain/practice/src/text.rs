//! Texts of bounded length.

use serde::{Deserialize, Serialize};

/// A text of `MIN` to `MAX` characters (Unicode scalar values), exactly as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A text that is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be {min} to {max} characters")]
pub struct TextError {
    min: usize,
    max: usize,
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Takes a text as it stands.
    ///
    /// # Errors
    /// [`TextError`] where it is shorter or longer than it may be.
    pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        if (MIN..=MAX).contains(&text.chars().count()) {
            Ok(Self(text))
        } else {
            Err(TextError { min: MIN, max: MAX })
        }
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no character.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::new(text)
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> Self {
        text.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        for text in ["a", "🦀🦀🦀", "\0", "<b>"] {
            assert_eq!(Text::<1, 3>::new(text).unwrap().as_str(), text);
        }
        for text in ["", "abcd", "🦀🦀🦀🦀"] {
            let error = Text::<1, 3>::new(text).unwrap_err();
            assert_eq!(error.to_string(), "must be 1 to 3 characters");
        }
    }
}
