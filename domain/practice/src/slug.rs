//! The two kinds of name that people type: items of a pack, and sections of a format.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a pack or of one of its items, such as `amazon-em` or `l6-2min`.
///
/// 1 to 64 characters: lower-case ASCII letters, digits and single hyphens between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Which item of which pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId {
    /// The pack's id.
    pub pack: Slug,
    /// The item's id within its collection.
    pub id: Slug,
}

/// The id of a section of a format, such as `situation` or `high_level_design`.
///
/// Made from what a person wrote: `High-level design` and `high_level_design` are the same section.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SectionId(String);

/// A text that cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id: use {rule}, at most 64 characters")]
pub struct SlugError {
    text: String,
    rule: &'static str,
}

const MAX_LENGTH: usize = 64;

impl Slug {
    /// Takes a text as it stands.
    ///
    /// # Errors
    /// [`SlugError`] for anything but words of lower-case letters and digits joined by hyphens.
    pub fn new(text: &str) -> Result<Self, SlugError> {
        if is_words(text, '-') {
            return Ok(Self(text.to_owned()));
        }
        Err(SlugError {
            text: shortened(text),
            rule: "lower-case letters, digits and hyphens",
        })
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SectionId {
    /// Takes a section's name as people write it: case, spaces and hyphens make no difference.
    ///
    /// # Errors
    /// [`SlugError`] where no letter or digit remains, or the text is too long.
    pub fn new(text: &str) -> Result<Self, SlugError> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let id = words.join("_");
        if is_words(&id, '_') {
            return Ok(Self(id));
        }
        Err(SlugError {
            text: shortened(text),
            rule: "letters, digits and spaces",
        })
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_words(text: &str, separator: char) -> bool {
    text.len() <= MAX_LENGTH
        && text.split(separator).all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_LENGTH).collect()
}

macro_rules! text_traits {
    ($id:ident) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $id {
            type Error = SlugError;
            fn try_from(text: String) -> Result<Self, SlugError> {
                Self::new(&text)
            }
        }
        impl From<$id> for String {
            fn from(id: $id) -> Self {
                id.0
            }
        }
    };
}
text_traits!(Slug);
text_traits!(SectionId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_taken_as_it_stands() {
        assert_eq!(Slug::new("l6-2min").unwrap().as_str(), "l6-2min");
        for bad in ["", "L6", "a--b", "-a", "a b", "ä", &"x".repeat(65)] {
            assert!(Slug::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_section_is_recognised_however_it_is_written() {
        for text in [
            "High-level design",
            "high_level_design",
            " HIGH level  Design ",
        ] {
            assert_eq!(SectionId::new(text).unwrap().as_str(), "high_level_design");
        }
        assert!(SectionId::new(" - ").is_err());
    }
}
