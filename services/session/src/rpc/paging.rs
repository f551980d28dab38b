//! Lists in pages (AIP-158), newest first.

use std::future::Future;

use prost::Message;
use starling_proto::page;
use tonic::Status;

use crate::store::{Listed, Page, StoreError};

/// The most bytes of a page: less than clients take of an answer.
pub(super) const MAX_SIZE: usize = 3 * 1024 * 1024;

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

/// What is on a page, with fewer items where all that it may have are more than a client takes of an answer.
pub(super) async fn fitting<T, W, P>(
    mut page: Page,
    list: impl Fn(Page) -> P,
) -> Result<Listed<W>, StoreError>
where
    W: Message + From<T>,
    P: Future<Output = Result<Listed<T>, StoreError>>,
{
    loop {
        let Listed { items, last } = list(page).await?;
        let items: Vec<W> = items.into_iter().map(W::from).collect();
        let size: usize = items.iter().map(Message::encoded_len).sum();
        if size <= MAX_SIZE || items.len() <= 1 {
            return Ok(Listed { items, last });
        }
        // As many as fit if all are alike, and fewer each time.
        page.size = (items.len() * MAX_SIZE / size).max(1);
    }
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

    #[tokio::test]
    async fn what_is_too_large_for_one_page_goes_on_several() {
        // Newest first; the third alone is more than a page takes.
        let sizes = [900_000, 2_500_000, 4_000_000, 10, 20, 3_000_000, 30];
        let list = |page: Page| async move {
            let after = usize::try_from(i64::MAX - page.below).unwrap();
            let rows = sizes.iter().skip(after).take(page.size);
            let end = after + rows.len();
            let below = i64::MAX - i64::try_from(end).unwrap();
            Ok::<_, StoreError>(Listed {
                items: rows.map(|size| vec![0_u8; *size]).collect(),
                last: (end < sizes.len()).then_some(below),
            })
        };
        for size in 1..=8 {
            let (mut pages, mut below) = (Vec::new(), Some(i64::MAX));
            while let Some(after) = below {
                let page = Page { below: after, size };
                let listed: Listed<Vec<u8>> = fitting(page, list).await.unwrap();
                let size: usize = listed.items.iter().map(Vec::len).sum();
                assert!(listed.items.len() == 1 || size <= MAX_SIZE, "{size}");
                pages.push(listed.items);
                below = listed.last;
            }
            let walked: Vec<_> = pages.iter().flatten().map(Vec::len).collect();
            assert_eq!(walked, sizes);
            assert!(pages.iter().all(|page| page.len() <= size));
        }
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
