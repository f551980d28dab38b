//! Lists in pages (AIP-158), newest first.

use starling_proto::page;
use tonic::Status;

use crate::store::Page;

/// Reads which page of a query is wanted.
///
/// # Errors
/// INVALID_ARGUMENT for a negative size, or a token that is not of this query.
pub(super) fn page(query: &str, size: i32, token: &str) -> Result<Page, Status> {
    let size = page::size(size)?;
    let below = match token {
        "" => i64::MAX,
        token => last_of_token(query, token).ok_or_else(page::invalid_token)?,
    };
    Ok(Page { below, size })
}

/// The token for the page after the item of this number; empty where nothing follows.
///
/// It carries the number and a hash of it with the query: it fits no other query and keeps no state.
pub(super) fn next_token(query: &str, last: Option<i64>) -> String {
    last.map_or_else(String::new, |last| token(query, last))
}

fn token(query: &str, last: i64) -> String {
    let hash = blake3::hash(format!("{query}\n{last}").as_bytes());
    format!("{last:016x}{}", &hash.to_hex()[..16])
}

fn last_of_token(query: &str, text: &str) -> Option<i64> {
    let last = i64::from_str_radix(text.get(..16)?, 16).ok()?;
    (token(query, last) == text).then_some(last)
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::*;

    #[test]
    fn a_token_leads_on_from_its_item() {
        let token = next_token("sessions", Some(42));
        let page = page("sessions", 0, &token).unwrap();
        assert_eq!((page.below, page.size), (42, 50));
        assert_eq!(next_token("sessions", None), "");
    }

    #[test]
    fn a_foreign_or_damaged_token_is_refused() {
        let token = next_token("sessions", Some(42));
        let refused = [
            ("takes", token.clone()),
            ("sessions", token[1..].to_owned()),
            ("sessions", token.replace("2a", "2b")),
            ("sessions", format!("{token}0")),
            ("sessions", "ä".repeat(16)),
        ];
        for (query, token) in refused {
            let refused = page(query, 0, &token).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument, "{query} {token}");
        }
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        for (asked, given) in [(0, 50), (1, 1), (200, 200), (201, 200), (i32::MAX, 200)] {
            assert_eq!(page("sessions", asked, "").unwrap().size, given);
        }
        let refused = page("sessions", -1, "").unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
}
