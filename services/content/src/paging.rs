//! Lists in pages (AIP-158).

use std::fmt;

use starling_practice::Slug;
use starling_proto::page;
use tonic::Status;

/// A part of a list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// Asks for the part after it; empty on the last one.
    pub(crate) next_token: String,
}

/// Takes the page after `token` from items, each with its pack and its name there; `query` says which items they are.
///
/// A token is a hash of the query and of the last item of its page: it fits no other query, says nothing,
/// keeps no state, and goes on at the right place after a restart with other packs.
///
/// # Errors
/// INVALID_ARGUMENT for a negative size, or a token that is not of this query.
pub(crate) fn page<'a, N: Copy + fmt::Display, T>(
    query: &[u8],
    size: i32,
    token: &str,
    mut items: impl Iterator<Item = ((&'a Slug, N), T)>,
) -> Result<Page<T>, Status> {
    let size = page::size(size)?;
    let is_last_of_page = |key| token_after(query, key) == token;
    if !token.is_empty() && !items.any(|(key, _)| is_last_of_page(key)) {
        return Err(page::invalid_token());
    }
    let page: Vec<_> = items.by_ref().take(size).collect();
    let next_token = match (page.last(), items.next()) {
        (Some((last, _)), Some(_)) => token_after(query, *last),
        _ => String::new(),
    };
    Ok(Page {
        items: page.into_iter().map(|(_, item)| item).collect(),
        next_token,
    })
}

fn token_after(query: &[u8], (pack, name): (&Slug, impl fmt::Display)) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(query);
    hasher.update(format!("\n{pack}/{name}").as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use tonic::Code;

    use super::*;

    const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn slugs<T: AsRef<str>>(names: &[T]) -> Vec<Slug> {
        let slugs = names.iter().map(|name| Slug::new(name.as_ref()).unwrap());
        slugs.collect()
    }

    fn page_of(query: &str, size: i32, token: &str) -> Result<Page<&'static str>, Status> {
        let ids = slugs(&NAMES);
        let items = ids.iter().zip(NAMES).map(|(id, name)| ((id, id), name));
        page(query.as_bytes(), size, token, items)
    }

    #[test]
    fn a_walk_gives_every_item_once_and_ends() {
        for size in 1..=6 {
            let mut seen = Vec::new();
            let mut token = String::new();
            loop {
                let page = page_of("all", size, &token).unwrap();
                assert!(!page.items.is_empty());
                seen.extend(page.items);
                token = page.next_token;
                if token.is_empty() {
                    break;
                }
            }
            assert_eq!(seen, NAMES, "pages of {size}");
        }
    }

    #[test]
    fn the_page_size_may_change_between_pages() {
        let first = page_of("all", 2, "").unwrap();
        assert_eq!(
            page_of("all", 50, &first.next_token).unwrap().items,
            ["c", "d", "e"]
        );
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        let names: Vec<String> = (0..300).map(|number| format!("{number:03}")).collect();
        let ids = slugs(&names);
        let check = |size, count| {
            let items = ids.iter().map(|id| ((id, id), ()));
            let page = page(b"all", size, "", items);
            assert_eq!(page.unwrap().items.len(), count);
        };
        check(0, 50);
        check(1, 1);
        check(201, 200);
        check(i32::MAX, 200);
        assert_eq!(
            page_of("all", -1, "").unwrap_err().code(),
            Code::InvalidArgument
        );
    }

    #[test]
    fn a_foreign_or_damaged_token_is_refused() {
        let token = page_of("all", 2, "").unwrap().next_token;
        let cut = &token[1..];
        for (query, token) in [
            ("some", token.as_str()),
            ("all", cut),
            ("all", "b"),
            ("all", "\0"),
        ] {
            let refused = page_of(query, 2, token).unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument);
            assert!(
                refused.message().contains("page_token"),
                "{}",
                refused.message()
            );
        }
    }
}
