//! What is found for what is typed.

mod any_input;
mod kinds;
mod snippets;

use std::borrow::Cow;

use expect_test::{Expect, expect};
use starling_practice::{Collection, Level, Slug};
use starling_proto::convert::{SearchHit, SearchQuery};

use super::documents::documents;
use super::index::{Index, MAX_TEXT};
use crate::files::{PackFile, PackFiles};
use crate::pack::{self, Contents};

const MANIFEST: &str = "title = \"T\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n";
const FORMAT: &str = "+++\ntitle = \"Plain\"\nlevel = \"L6\"\n\n[[section]]\nid = \"all\"\ntitle = \"All\"\n\
     budget_s = 60\n+++\n";

/// A pack with a format and some more files.
fn pack<T: AsRef<str>>(id: &str, files: &[(&str, T)]) -> Contents {
    let files = files.iter().map(|(path, text)| (*path, text.as_ref()));
    let files = files.chain([("pack.toml", MANIFEST), ("formats/plain.md", FORMAT)]);
    let files = PackFiles {
        name: id.to_owned(),
        folder: id.into(),
        files: files
            .map(|(path, text)| PackFile {
                path: path.to_owned(),
                content: Ok(Cow::Owned(text.into())),
            })
            .collect(),
    };
    pack::parse(&Slug::new(id).unwrap(), &files).unwrap()
}

fn advice(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ntopic = \"any\"\n+++\n{text}\n\n- So be it.\n")
}

fn of_level(level: &str, item: &str) -> String {
    item.replacen("topic", &format!("level = \"{level}\"\ntopic"), 1)
}

fn asked(title: &str, text: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nlevel = \"L6\"\nformat = \"plain\"\nprinciples = []\n+++\n{text}\n"
    )
}

fn answered(question: &str, key: &str, answer: &str) -> String {
    question.replacen("+++\n", &format!("+++\n{key}\n"), 1) + "\n## All\n" + answer + "\n"
}

fn index(packs: &[Contents]) -> Index {
    Index::new(packs.iter(), MAX_TEXT).unwrap()
}

fn query(text: &str) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        ..SearchQuery::default()
    }
}

fn hits(index: &Index, pack: Option<&str>, query: &SearchQuery) -> Vec<SearchHit> {
    let pack = pack.map(|pack| Slug::new(pack).unwrap());
    let found = index.find(pack.as_ref(), query).unwrap();
    let ranks = index.named(&found).map(|(_, rank)| rank);
    ranks.map(|rank| index.hit(&found, rank).unwrap()).collect()
}

fn names(hits: &[SearchHit]) -> String {
    let names = hits.iter().map(|hit| {
        format!(
            "{}/{}/{}",
            hit.item.pack,
            hit.collection.as_str(),
            hit.item.id
        )
    });
    names.collect::<Vec<_>>().join(" ")
}

/// For each query, what it finds in a pack of advice on one subject each.
#[track_caller]
fn check(items: &[(&str, &str)], queries: &[&str], expect: Expect) {
    let files: Vec<(String, String)> = items
        .iter()
        .map(|(id, text)| (format!("guidance/{id}.md"), advice("Advice", text)))
        .collect();
    let files: Vec<(&str, &String)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text))
        .collect();
    let index = index(&[pack("p", &files)]);
    let told = queries.iter().map(|text| {
        let hits = hits(&index, None, &query(text));
        let ids: Vec<&str> = hits.iter().map(|hit| hit.item.id.as_str()).collect();
        format!("{text}: {}\n", ids.join(" "))
    });
    expect.assert_eq(&told.collect::<String>());
}

#[test]
fn every_word_must_be_there_or_else_any() {
    check(
        &[
            ("both", "A director in conflict with a peer."),
            ("first", "A director who listens."),
            ("second", "A conflict on the team."),
        ],
        &[
            "director",
            "director conflict",
            "conflict budget",
            "budget",
            "",
            " ?! ",
        ],
        expect![[r#"
            director: first both
            director conflict: both
            conflict budget: second both
            budget: 
            : 
             ?! : 
        "#]],
    );
}

#[test]
fn the_last_word_may_be_unfinished() {
    check(
        &[
            ("communication", "Communication with everyone."),
            ("community", "The community comes first."),
            ("other", "A director is listening."),
        ],
        &[
            "c",
            "co",
            "commu",
            "communica",
            "communicat",
            "communicati",
            "communication",
            "communit",
            "commu ",
            "commu everyone",
            "everyone commu",
        ],
        expect![[r#"
            c: 
            co: community communication
            commu: communication community
            communica: communication community
            communicat: communication community
            communicati: communication community
            communication: communication community
            communit: communication community
            commu : 
            commu everyone: communication
            everyone commu: communication
        "#]],
    );
}

#[test]
fn a_word_stands_for_its_forms_with_accents_or_without() {
    check(
        &[
            ("cafe", "A meeting at the Café Zürich."),
            ("cafes", "Two meetings in cafes."),
            ("decomposed", "A re\u{301}sume\u{301} of ten pages."),
            ("decisions", "Deciding late is a decision too."),
        ],
        &[
            "cafe ",
            "CAFÉ ",
            "cafe\u{301} ",
            "zurich",
            "ZÜRI",
            "meetings ",
            "resume ",
            "résumé",
            "decide ",
            "decisions ",
            "pages",
            "ten-page",
        ],
        expect![[r#"
            cafe : cafes cafe
            CAFÉ : cafes cafe
            café : cafes cafe
            zurich: cafe
            ZÜRI: cafe
            meetings : cafes cafe
            resume : decomposed
            résumé: decomposed
            decide : decisions
            decisions : decisions
            pages: decomposed
            ten-page: decomposed
        "#]],
    );
}

/// The items of two packs: of each kind one, and some that only differ in where a word is.
fn two_packs() -> [Contents; 2] {
    let question = asked("A question", "How do you say no?");
    let files = [
        ("guidance/body.md", advice("One", "Be frugal.")),
        (
            "guidance/l6.md",
            of_level("L6", &advice("Two", "Be frugal.")),
        ),
        (
            "guidance/l7.md",
            of_level("L7", &advice("Three", "Be frugal.")),
        ),
        (
            "guidance/title.md",
            advice("A frugal start", "Spend little."),
        ),
        (
            "questions/asked.md",
            asked("Money", "When were you frugal?"),
        ),
        (
            "stories/brief.md",
            answered(
                &asked("Refusing", "How do you say no to a director?"),
                "category = \"any\"",
                "I was frugal with words.",
            ),
        ),
        (
            "scenarios/long.md",
            answered(
                &asked("Refusing at length", "How do you say no to a customer?"),
                "outcome = \"success\"",
                "A frugal answer.",
            ),
        ),
        ("questions/no.md", question),
    ];
    [pack("a", &files), pack("b", &files[..4])]
}

#[track_caller]
fn check_filter(
    pack: Option<&str>,
    collections: &[Collection],
    level: Option<Level>,
    text: &str,
    expect: Expect,
) {
    let query = SearchQuery {
        collections: collections.to_vec(),
        level,
        ..query(text)
    };
    let hits = hits(&index(&two_packs()), pack, &query);
    expect.assert_eq(&names(&hits));
}

#[test]
fn the_title_counts_most_then_the_question_and_equals_stand_in_order() {
    check_filter(
        None,
        &[],
        None,
        "frugal",
        expect![
            "a/guidance/title b/guidance/title a/questions/asked a/guidance/body a/guidance/l6 a/guidance/l7 b/guidance/body b/guidance/l6 b/guidance/l7 a/stories/brief a/scenarios/long"
        ],
    );
}

#[test]
fn a_search_may_be_of_one_pack_of_some_collections_and_for_a_level() {
    use Collection::{Guidance, Plans, Questions, Scenarios, Stories};
    check_filter(
        Some("b"),
        &[],
        None,
        "frugal",
        expect!["b/guidance/title b/guidance/body b/guidance/l6 b/guidance/l7"],
    );
    check_filter(
        Some("b"),
        &[],
        Some(Level::L7),
        "frugal",
        expect!["b/guidance/title b/guidance/body b/guidance/l7"],
    );
    check_filter(
        Some("a"),
        &[Stories, Scenarios, Stories],
        None,
        "frugal",
        expect!["a/stories/brief a/scenarios/long"],
    );
    check_filter(None, &[Plans], None, "frugal", expect![[""]]);
    check_filter(
        None,
        &[Guidance],
        Some(Level::L6),
        "frugal",
        expect![
            "a/guidance/title b/guidance/title a/guidance/body a/guidance/l6 b/guidance/body b/guidance/l6"
        ],
    );
    // Every word is in a story, but the filter leaves only items with one of them.
    check_filter(
        None,
        &[Guidance],
        Some(Level::L6),
        "frugal director",
        expect![
            "a/guidance/title b/guidance/title a/guidance/body a/guidance/l6 b/guidance/body b/guidance/l6"
        ],
    );
    check_filter(
        None,
        &[Questions],
        None,
        "frugal",
        expect!["a/questions/asked"],
    );
}

#[test]
fn a_question_is_found_once() {
    use Collection::{Guidance, Questions, Scenarios, Stories};
    let say_no = |collections, expect| check_filter(None, collections, None, "say no", expect);
    say_no(
        &[],
        expect!["a/questions/no a/stories/brief a/scenarios/long"],
    );
    say_no(
        &[Questions],
        expect!["a/questions/no a/questions/brief a/questions/long"],
    );
    say_no(
        &[Questions, Guidance],
        expect!["a/questions/no a/questions/brief a/questions/long"],
    );
    say_no(
        &[Questions, Stories],
        expect!["a/questions/no a/questions/long a/stories/brief"],
    );
    say_no(
        &[Questions, Stories, Scenarios],
        expect!["a/questions/no a/stories/brief a/scenarios/long"],
    );
    say_no(&[Scenarios], expect!["a/scenarios/long"]);
}

#[test]
fn the_first_1000_characters_and_32_words_count() {
    let index = index(&[pack(
        "p",
        &[("guidance/it.md", advice("T", "Here is the needle."))],
    )]);
    let check = |before: &str, times: usize, is_found: bool| {
        let query = query(&(before.repeat(times) + " needle"));
        assert_eq!(
            hits(&index, None, &query).len(),
            usize::from(is_found),
            "{times}"
        );
    };
    check("é ", 31, true);
    check("é ", 32, false);
    check("é", 993, true);
    check("é", 1_000, false);
}

#[test]
fn an_index_has_a_bounded_size() {
    let index = Index::new(two_packs().iter(), 100).unwrap();
    let found = |text| names(&hits(&index, None, &query(text)));
    assert_eq!(found("frugal"), "a/questions/asked a/guidance/body");
    assert_eq!(found("plain"), "a/formats/plain");
}

/// Ranking all of them would take too long.
#[test]
fn a_word_that_is_everywhere_says_little() {
    let number_of_items = 2_100;
    let mut files: Vec<(String, String)> = (0..number_of_items)
        .map(|number| (format!("guidance/{number:04}.md"), advice("T", "The team.")))
        .collect();
    files[1_000].1 = advice("A team", "Nothing.");
    files[2_000].1 = of_level("L7", &advice("T", "A team and a needle."));
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text))
        .collect();
    let index = index(&[pack("p", &files)]);
    let found = |text, level| {
        let query = SearchQuery {
            level,
            ..query(text)
        };
        let found = index.find(None, &query).unwrap();
        let names = index
            .named(&found)
            .map(|((_, item), _)| item.id.to_string());
        names.collect::<Vec<_>>()
    };

    let everywhere = found("team", None);
    assert_eq!(everywhere[..3], ["1000", "0000", "0001"]);
    assert_eq!(everywhere.len(), number_of_items);
    assert_eq!(found("team needle", None), ["2000"]);
    // No item has all of the words, and one has the only rare one.
    assert_eq!(found("team needle haystack", None), ["2000"]);
    // The filter leaves no item with a rare one.
    let of_l6 = found("team needle haystack", Some(Level::L6));
    assert_eq!(of_l6.len(), number_of_items - 1);
}
