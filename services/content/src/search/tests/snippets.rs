//! What stands around the words.

use expect_test::{Expect, expect};
use starling_proto::convert::SearchHit;

use super::{advice, hits, index, pack, query};

/// What stands around the words, which are in brackets.
#[track_caller]
fn check_snippet(text: &str, of: &str, expect: Expect) {
    let advice = advice("A title with words", text);
    let index = index(&[pack("p", &[("guidance/it.md", advice)])]);
    let hits = hits(&index, None, &query(of));
    expect.assert_eq(&hits.iter().map(in_brackets).collect::<String>());
}

fn in_brackets(hit: &SearchHit) -> String {
    let mut text = hit.snippet.clone();
    for range in hit.highlights.iter().rev() {
        text.insert(range.end, ']');
        text.insert(range.start, '[');
    }
    text
}

#[test]
fn a_snippet_is_of_one_line_and_shows_the_words() {
    check_snippet(
        "Ask why.\nAsk  again.\n\n- Ask often.",
        "ask",
        expect!["[Ask] why. [Ask] again. · [Ask] often. · So be it."],
    );
    check_snippet(
        "Größe zählt: die Größe.",
        "grosse große",
        expect!["[Größe] zählt: die [Größe]. · So be it."],
    );
    check_snippet(
        "🎉 Feiern 🎉, dann re\u{301}sume\u{301}s.",
        "feiern resumes",
        expect!["🎉 [Feiern] 🎉, dann [résumés]. · So be it."],
    );
    check_snippet(
        "Nothing of it here.",
        "title",
        expect!["A [title] with words"],
    );
    check_snippet(
        "[1] is no \u{e000}mark\u{e001}, nor is <b>this</b>.",
        "mark this",
        expect!["[1] is no mark, nor is <b>[this]</b>. · So be it."],
    );
    let long = format!("{}needle {}", "Hay. ".repeat(100), "Straw. ".repeat(100));
    check_snippet(
        &long,
        "needle",
        expect![
            "…Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. Hay. [needle] Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw. Straw…"
        ],
    );
}

#[test]
fn a_snippet_has_at_most_1000_characters_and_a_highlight() {
    let long = "ö".repeat(1_500);
    let check = |text: String, of: &str| {
        let index = index(&[pack("p", &[("guidance/it.md", advice("T", &text))])]);
        let [hit] = &hits(&index, None, &query(of))[..] else {
            panic!("{of} is there once");
        };
        let range = hit.highlights[0].clone();
        assert_eq!(hit.snippet.chars().count(), 1_000);
        hit.snippet[range].to_owned()
    };
    assert_eq!(check(format!("{long} needle {long}"), "needle"), "needle");
    assert_eq!(check(format!("needle {long}"), "needle"), "needle");
    assert_eq!(check(long.clone(), "öö"), "ö".repeat(1_000));
}
