//! Each file of a pack, as people may write it.

mod any_input;
mod damaged;

use std::borrow::Cow;

use expect_test::{Expect, expect};
use starling_practice::Level;

use super::*;

const MANIFEST_TEXT: &str = r#"title = "T"
summary = "S"
license = "CC0-1.0"
language = "en"
"#;
const FORMAT: &str = r#"+++
source = "s#1"
title = "Short"
level = "L6"
headline_s = 90

[[section]]
id = "situation"
title = "Situation"
budget_s = 20.5

[[section]]
id = "what_you_did"
title = "What you did"
budget_s = [50, 70]
+++
For a first talk.
"#;
const QUESTION: &str = r#"+++
title = "A reader"
level = "L7"
format = "short"
principles = ["calm"]
+++
Tell me about a reader
who was angry.

What did you do?

## Evaluated
- Lets the other
  person finish.
- Stays.

## Red flags
- Laughs.
"#;
const PRINCIPLE: &str = "+++\ntitle = \"Calm\"\n+++\nStays calm.\n";

fn pack(changed: &[(&str, &[u8])]) -> Result<Contents, Vec<PackError>> {
    let mut files = vec![
        ("pack.toml", MANIFEST_TEXT.as_bytes()),
        ("formats/short.md", FORMAT.as_bytes()),
        ("principles/calm.md", PRINCIPLE.as_bytes()),
        ("questions/reader.md", QUESTION.as_bytes()),
    ];
    files.retain(|(path, _)| changed.iter().all(|(changed, _)| changed != path));
    files.extend(changed);
    parse_files(&files)
}

fn parse_files(files: &[(&str, &[u8])]) -> Result<Contents, Vec<PackError>> {
    let files = files.iter().map(|(path, bytes)| PackFile {
        path: (*path).to_owned(),
        content: Ok(Cow::Owned((*bytes).to_owned())),
    });
    parse(
        &Slug::new("p").unwrap(),
        &PackFiles {
            name: "p".to_owned(),
            folder: "p".into(),
            files: files.collect(),
        },
    )
}

/// What is wrong with a sound pack in which one file is another: for each text, its errors or `sound`.
#[track_caller]
fn check<T: AsRef<[u8]>>(path: &str, texts: impl IntoIterator<Item = T>, expect: Expect) {
    let told = texts
        .into_iter()
        .map(|text| match pack(&[(path, text.as_ref())]) {
            Ok(_) => "sound\n".to_owned(),
            Err(errors) => lines(&errors),
        });
    expect.assert_eq(&told.collect::<String>());
}

/// The same for the format, with one part of it replaced.
#[track_caller]
fn check_format(part: &str, replacements: &[&str], expect: Expect) {
    check(
        "formats/short.md",
        replaced(FORMAT, part, replacements),
        expect,
    );
}

/// The same for the question.
#[track_caller]
fn check_question(part: &str, replacements: &[&str], expect: Expect) {
    check(
        "questions/reader.md",
        replaced(QUESTION, part, replacements),
        expect,
    );
}

fn replaced(text: &str, part: &str, replacements: &[&str]) -> Vec<String> {
    assert!(text.contains(part));
    replacements
        .iter()
        .map(|replacement| text.replacen(part, replacement, 1))
        .collect()
}

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

#[test]
fn a_sound_pack_is_read_as_it_is_written() {
    let slug = |text| Slug::new(text).unwrap();
    let contents = pack(&[]).unwrap();
    let question = Question {
        pack: slug("p"),
        id: slug("reader"),
        title: "A reader".to_owned(),
        level: Level::L7,
        format: slug("short"),
        principles: vec![slug("calm")],
        text: "Tell me about a reader who was angry.\n\nWhat did you do?".to_owned(),
        evaluated: vec![
            "Lets the other person finish.".to_owned(),
            "Stays.".to_owned(),
        ],
        follow_ups: Vec::new(),
        red_flags: vec!["Laughs.".to_owned()],
        source: String::new(),
    };
    assert!(contents.questions.values().eq([&question]));
    let formats: Vec<_> = contents.formats.values().collect();
    expect![[r#"[{"pack":"p","id":"short","title":"Short","level":"L6","headline_s":90.0,"summary":"For a first talk.","source":"s#1","sections":[{"section":"situation","title":"Situation","min_s":20.5,"max_s":20.5},{"section":"what_you_did","title":"What you did","min_s":50.0,"max_s":70.0}]}]"#]].assert_eq(&serde_json::to_string(&formats).unwrap());
}

#[test]
fn the_examples_of_the_readme_are_sound() {
    let files: Vec<(&str, &[u8])> = sample::pack()
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let contents = parse_files(&files).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    let counts = Collection::ALL.map(|collection| contents.count(collection));
    assert_eq!(counts, [1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(contents.plans.values().next().unwrap().days.len(), 1);
    assert_eq!(lines(&contents.hints), "");
}

#[test]
fn budgets_are_seconds() {
    check_format(
        "20.5",
        &[
            "\"abc\"",
            "0",
            "-1",
            "nan",
            "1e99",
            "0x10",
            "99999999999999999999999",
            "0.0004",
            "0.0006",
        ],
        expect![[r#"
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not "abc"
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 0
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not -1
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not nan
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 1e99
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 0x10
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 99999999999999999999999
            p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 0.0004
            sound
        "#]],
    );
    check_format(
        "[50, 70]",
        &[
            "[70, 50]",
            "[50]",
            "[\n  50,\n  true\n]",
            "{ min = 50, max = 70 }",
            "[50, 70.5]",
        ],
        expect![[r#"
            p/formats/short.md:15: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not [70, 50]
            p/formats/short.md:15: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not [50]
            p/formats/short.md:15: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not […
            p/formats/short.md:15: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not { min = 50, max = 70 }
            sound
        "#]],
    );
    check_format(
        "headline_s = 90",
        &["headline_s = 0", "headline_s = 1.5", ""],
        expect![[r#"
            p/formats/short.md:5: headline_s must be a number of seconds above 0 and at most 86400, not 0
            sound
            sound
        "#]],
    );
}

#[test]
fn keys_are_those_of_the_readme() {
    check_format(
        "title = \"Short\"",
        &["titel = \"Short\"", "title = \"a\"\ntitle = \"b\""],
        expect![[r#"
            p/formats/short.md:1: title is missing; it must be a text in quotes, on one line and not empty
            p/formats/short.md:3: there is no key titel here, only title, source, level, headline_s, section
            p/formats/short.md:4: not TOML: duplicate key
        "#]],
    );
    check_format(
        "\"Short\"",
        &["\" \"", "5", "\"a\\u001b[31m\"", "\"a", &"[".repeat(8_000)],
        expect![[r#"
            p/formats/short.md:3: title must be a text in quotes, on one line and not empty, not " "
            p/formats/short.md:3: title must be a text in quotes, on one line and not empty, not 5
            p/formats/short.md:3: title must be a text in quotes, on one line and not empty, not "a\u001b[31m"
            p/formats/short.md:3: not TOML: invalid basic string, expected `"`
            p/formats/short.md:3: not TOML: cannot recurse further; max recursion depth met
        "#]],
    );
    check_format(
        "budget_s = 20.5",
        &["budget = 20.5"],
        expect![[r#"
        p/formats/short.md:7: budget_s is missing; it must be a number or [min, max] in seconds, 0 < min <= max <= 86400
        p/formats/short.md:10: there is no key budget here, only id, title, budget_s
    "#]],
    );
    check_format(
        "\"L6\"",
        &["\"L8\"", "6"],
        expect![[r#"
        p/formats/short.md:4: level must be "L6" or "L7", not "L8"
        p/formats/short.md:4: level must be "L6" or "L7", not 6
    "#]],
    );
    check(
        "pack.toml",
        ["title = \"T\"\nlizense = \"none\"\n", "title"],
        expect![[r#"
            p/pack.toml:1: language is missing; it must be a text in quotes, on one line and not empty
            p/pack.toml:1: license is missing; it must be a text in quotes, on one line and not empty
            p/pack.toml:1: summary is missing; it must be a text in quotes, on one line and not empty
            p/pack.toml:2: there is no key lizense here, only format_version, title, summary, license, language, disclaimer
            p/pack.toml:1: not TOML: key with no value, expected `=`
        "#]],
    );
}

#[test]
fn sections_have_ids_of_their_own() {
    check_format(
        "\"what_you_did\"",
        &["\"situation\"", "\"What you did\"", "\"off_clock\""],
        expect![[r#"
            p/formats/short.md:12: section `situation` is there twice; give each section its own id
            p/formats/short.md:13: id must be in snake_case and in quotes, such as "high_level_design", not "What you did"
            p/formats/short.md:12: `off_clock` cannot be a section: it names the time that counts for nothing
        "#]],
    );
    let section = "[[section]]\nid = \"s#\"\ntitle = \"S#\"\nbudget_s = 1\n";
    let sections = |count: u8| {
        (0..count)
            .map(|number| section.replace('#', &number.to_string()))
            .collect::<String>()
    };
    let texts = [
        "",
        "section = []",
        "section = [1]",
        &sections(9),
        &sections(10),
    ];
    let texts =
        texts.map(|sections| format!("+++\ntitle = \"T\"\nlevel = \"L6\"\n{sections}\n+++\n"));
    check(
        "formats/short.md",
        texts,
        expect![[r#"
            p/formats/short.md:1: section is missing; write [[section]] above the keys of each
            p/formats/short.md:4: section must be 1 to 50 tables; write [[section]] above the keys of each
            p/formats/short.md:4: section must be 1 to 50 tables; write [[section]] above the keys of each
            sound
            p/formats/short.md:1: a format needs 1 to 9 sections, this has 10
        "#]],
    );
}

#[test]
fn the_front_matter_is_fenced() {
    check(
        "principles/calm.md",
        [
            "title = \"Calm\"\n",
            "",
            "+++",
            "+++\ntitle = \"Calm\"\n",
            "+++\ntitle = \"Calm\"\n+++",
            "+++\r\ntitle = \"Calm\"\r\n+++\r\nStays calm.\r\n",
            "\u{feff}+++\ntitle = \"Calm\"\n+++\nStays calm.\n",
        ],
        expect![[r#"
            p/principles/calm.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
            p/principles/calm.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
            p/principles/calm.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
            p/principles/calm.md:1: the TOML after this line has no end; close it with a line `+++`
            p/principles/calm.md:3: the text is missing; say what an interviewer listens for
            sound
            sound
        "#]],
    );
}

#[test]
fn a_question_names_items_of_its_pack() {
    check_question(
        "\"short\"",
        &["\"shrot\""],
        expect![[r#"
        p/questions/reader.md:4: there is no format shrot in this pack; did you mean short?
    "#]],
    );
    check_question(
        "[\"calm\"]",
        &[
            "[\"earn-trust\"]",
            "[\"calm\", \"calm\"]",
            "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]",
            "\"calm\"",
            "[]",
        ],
        expect![[r#"
            p/questions/reader.md:5: there is no principle earn-trust in this pack
            p/questions/reader.md:5: principles must be a list of at most 5 different ids, such as ["earn-trust"], not ["calm", "calm"]
            p/questions/reader.md:5: principles must be a list of at most 5 different ids, such as ["earn-trust"], not ["a", "b", "c", "d", "e", "f"]
            p/questions/reader.md:5: principles must be a list of at most 5 different ids, such as ["earn-trust"], not "calm"
            sound
        "#]],
    );
}

#[test]
fn a_question_has_three_headings() {
    check_question(
        "## Red flags",
        &["## Red flag", "### Red flags", "## Evaluated"],
        expect![[r#"
            p/questions/reader.md:17: there is no heading `## Red flag` here; did you mean ## Red flags?
            p/questions/reader.md:17: there is no heading `### Red flags` here; did you mean ## Red flags?
            p/questions/reader.md:17: `## Evaluated` is there twice; make one of both
        "#]],
    );
    check_question(
        "- Laughs.\n",
        &["", "-\n", "Laughs.\n", "- Laughs.\n\nOften.\n"],
        expect![[r#"
            p/questions/reader.md:17: there is no bullet under `## Red flags`; write one or leave the heading out
            p/questions/reader.md:18: only bullets stand here; begin each with `- `
            p/questions/reader.md:18: only bullets stand here; begin each with `- `
            p/questions/reader.md:20: only bullets stand here; begin each with `- `
        "#]],
    );
    check_question(
        "Tell me about a reader\nwho was angry.\n\nWhat did you do?\n",
        &[""],
        expect![[r#"
            p/questions/reader.md:7: the question is missing; write it here as it is asked aloud
        "#]],
    );
}

#[test]
fn files_have_names_and_are_text() {
    check(
        "questions/Reader.md",
        [QUESTION],
        expect![[r#"
        p/questions/Reader.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
    "#]],
    );
    check(
        "questions/reader.txt",
        [QUESTION],
        expect![[r#"
        p/questions/reader.txt: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
    "#]],
    );
    check(
        "principles/calm.md",
        [b"+++\ntitle = \"\xff\"\n+++\nStays calm.\n"],
        expect![[r#"
            p/principles/calm.md:2: not UTF-8; save the file in that encoding
        "#]],
    );
    check(
        "principles/calm.md",
        ["+++\ntitle = \"Calm\"\n+++\nStays\u{1b}[31m calm.\n"],
        expect![[r#"
            p/principles/calm.md:4: a control character U+001B is in this line; take it out
        "#]],
    );
}

#[test]
fn a_source_is_of_one_item() {
    let principle = PRINCIPLE.replace("title", "source = \"s#1\"\ntitle");
    check(
        "principles/calm.md",
        [principle],
        expect![[r#"
        p/principles/calm.md:2: source is that of formats/short.md too; no two items share one
    "#]],
    );
}

#[test]
fn every_error_of_a_pack_is_told() {
    let format = FORMAT
        .replace("L6", "L5")
        .replace("20.5", "\"no\"")
        .replace("what_you_did", "What");
    let question = QUESTION
        .replace("\"short\"", "\"long\"")
        .replace("## Red", "## red");
    let errors = pack(&[
        ("formats/short.md", format.as_bytes()),
        ("questions/reader.md", question.as_bytes()),
        ("pack.toml", b""),
    ])
    .unwrap_err();
    expect![[r#"
        p/formats/short.md:4: level must be "L6" or "L7", not "L5"
        p/formats/short.md:10: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not "no"
        p/formats/short.md:13: id must be in snake_case and in quotes, such as "high_level_design", not "What"
        p/pack.toml:1: language is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: license is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: summary is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: title is missing; it must be a text in quotes, on one line and not empty
        p/questions/reader.md:4: there is no format long in this pack
        p/questions/reader.md:17: there is no heading `## red flags` here; did you mean ## Red flags?
    "#]]
    .assert_eq(&lines(&errors));
}
