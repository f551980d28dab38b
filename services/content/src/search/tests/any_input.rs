//! Whatever is typed, and whatever stands in a pack.

use proptest::prelude::*;
use starling_practice::Collection;
use starling_proto::convert::SearchQuery;

use super::{advice, hits, index, pack, query, two_packs};

/// Words of the two packs, and what else may be typed.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,3}",
        "\\PC{0,8}",
        any::<String>(),
        prop::sample::select(vec![
            "frugal", "say no", "\"", "'", "*", "^", "(", ")", ":", "-", "+", "{title}", "AND",
            "OR", "NOT", "NEAR(", "\0", "\u{1}", "\u{2}", "\u{301}", "title:", ";--", " ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_is_looked_for(text in typed()) {
        let index = index(&two_packs());
        for hit in hits(&index, None, &query(&text)) {
            prop_assert!(hit.snippet.chars().count() <= 1_000);
            prop_assert!(!hit.snippet.contains(char::is_control));
            let mut last = 0;
            for range in &hit.highlights {
                prop_assert!(last <= range.start && hit.snippet[range.clone()].contains(char::is_alphanumeric));
                last = range.end;
            }
        }
    }

    #[test]
    fn every_word_of_a_text_finds_it(
        words in prop::collection::vec("[a-zA-Zäëéñ0-9]{2,9}|[Α-ΡΣ-Ωα-ω]{2,9}|[А-Яа-яё]{2,9}", 1..20),
        nth: prop::sample::Index,
    ) {
        let index = index(&[pack("p", &[("guidance/it.md", advice("T", &words.join(" ")))])]);
        for text in [nth.get(&words).clone(), nth.get(&words).to_uppercase()] {
            // Without the pack's format: a word may be the beginning of one in there.
            let query = SearchQuery { collections: vec![Collection::Guidance], ..query(&text) };
            let hits = hits(&index, None, &query);
            prop_assert!(hits.len() == 1 && !hits[0].highlights.is_empty(), "{}", text);
        }
    }
}
