//! Anything that a caller may ask for a page by, tried out.

use super::paging::{next_token, page};

/// Reads a text as the token of a page.
///
/// # Panics
/// Where one that is taken is not the one that was given.
pub(crate) fn page_token(text: &str) {
    let query = "sessions";
    if let Ok(page) = page(query, 0, text)
        && !text.is_empty()
    {
        assert_eq!(next_token(query, Some(page.below)), text);
    }
}
