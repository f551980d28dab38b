//! The words that a search found, wherever they stand.

use std::collections::HashSet;
use std::ops::Range;

use starling_proto::convert::SearchHit;

/// Words as they were found, in small letters.
#[derive(Debug, Default)]
pub(super) struct Found(HashSet<String>);

impl Found {
    /// The words in the highlights of hits.
    pub(super) fn of(hits: &[SearchHit]) -> Self {
        let texts = hits.iter().flat_map(|hit| {
            let ranges = hit.highlights.iter();
            ranges.filter_map(|range| hit.snippet.get(range.clone()))
        });
        Self(
            texts
                .flat_map(|text| words(text).map(|word| text[word].to_lowercase()))
                .collect(),
        )
    }

    /// Where they stand in a text.
    pub(super) fn within<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        words(text).filter(|word| {
            !self.0.is_empty() && self.0.contains(&text[word.clone()].to_lowercase())
        })
    }
}

/// The words of a text: letters and digits without anything between.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let length = text[start..].find(|char: char| !char.is_alphanumeric());
        at = length.map_or(text.len(), |length| start + length);
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_words_are_found_again_as_whole_words() {
        let check = |found: &[&str], text: &str, expected: &str| {
            let found = Found(found.iter().map(|word| (*word).to_owned()).collect());
            let mut marked = text.to_owned();
            let places: Vec<_> = found.within(text).collect();
            for place in places.into_iter().rev() {
                marked.insert(place.end, ']');
                marked.insert(place.start, '[');
            }
            assert_eq!(marked, expected);
        };
        check(&[], "Trust is earned", "Trust is earned");
        check(
            &["trust"],
            "Trust, entrust; TRUST",
            "[Trust], entrust; [TRUST]",
        );
        check(&["é", "2"], "É 2 22 e", "[É] [2] 22 e");
    }
}
