//! No file makes a panic, or an error off its lines; `fuzz::file_of_pack` is what holds them to it.

use std::fs;
use std::path::Path;

use expect_test::expect;
use proptest::prelude::*;
use proptest::sample::Index;

use super::lines;
use crate::fuzz::file_of_pack;
use crate::pack::sample;

/// The files in `tests/corpus/`, each as `fuzz::file_of_pack` takes it.
#[test]
fn the_corpus_is_read_to_its_end() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let told = paths.iter().map(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        let errors = file_of_pack(&fs::read(path).unwrap());
        let first = &errors[..errors.len().min(3)];
        format!("{name}: {} wrong\n{}", errors.len(), lines(first))
    });
    expect![[r#"
        accents-piled-up: 0 wrong
        assessment-sound: 0 wrong
        brackets: 0 wrong
        bullets-odd: 3 wrong
        p/guidance/first-minute.md:9: only bullets stand here; begin each with `- `
        p/guidance/first-minute.md:10: only bullets stand here; begin each with `- `
        p/guidance/first-minute.md:15: only bullets stand here; begin each with `- `
        bullets-without-text: 1 wrong
        p/guidance/first-minute.md:6: a paragraph and bullets under it are missing; say why it matters, then each point
        byte-order-mark: 0 wrong
        byte-order-marks: 1 wrong
        p/principles/welcome-everyone.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        code-block-unclosed: 0 wrong
        competency-sound: 0 wrong
        contradiction-sound: 0 wrong
        crlf: 0 wrong
        dates: 1 wrong
        p/days/weekend-1.md:4: not TOML: invalid date, expected day between 01 and 28
        day-sound: 0 wrong
        deep-arrays: 1 wrong
        p/principles/welcome-everyone.md:2: not TOML: cannot recurse further; max recursion depth met
        deep-dotted-key: 1 wrong
        p/principles/welcome-everyone.md:1: not TOML: recursion limit
        deep-dotted-keys-of-inline-tables: 1 wrong
        p/principles/welcome-everyone.md:3: there is no key b here, only title, source, shown_in
        deep-header: 1 wrong
        p/principles/welcome-everyone.md:1: not TOML: recursion limit
        deep-headers: 1 wrong
        p/principles/welcome-everyone.md:1: not TOML: recursion limit
        deep-inline-tables: 1 wrong
        p/principles/welcome-everyone.md:2: not TOML: cannot recurse further; max recursion depth met
        direction-overrides: 0 wrong
        empty: 0 wrong
        empty-file: 1 wrong
        p/principles/welcome-everyone.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        escape-beyond-unicode: 1 wrong
        p/principles/welcome-everyone.md:2: not TOML: invalid value, expected unicode hexadecimal value
        escape-control: 2 wrong
        p/principles/welcome-everyone.md:2: title must be a text in quotes, on one line and not empty, not "a\u001b[31mb\u0000"
        p/principles/welcome-everyone.md:3: there is no key \u{1b}]0;x\u{7}… here, only title, source, shown_in
        escape-surrogate: 1 wrong
        p/principles/welcome-everyone.md:2: not TOML: invalid value, expected unicode hexadecimal value
        escape-surrogate-pair: 1 wrong
        p/principles/welcome-everyone.md:2: not TOML: invalid value, expected unicode hexadecimal value
        fence-in-a-text: 1 wrong
        p/principles/welcome-everyone.md:3: not TOML: invalid multi-line basic string, expected `"`
        fence-unclosed: 1 wrong
        p/principles/welcome-everyone.md:1: the TOML after this line has no end; close it with a line `+++`
        fences-only: 2 wrong
        p/principles/welcome-everyone.md:1: title is missing; it must be a text in quotes, on one line and not empty
        p/principles/welcome-everyone.md:3: the text is missing; say what an interviewer listens for
        figures-odd: 0 wrong
        format-sound: 0 wrong
        guidance-sound: 0 wrong
        heading-of-64-kib: 1 wrong
        p/stories/lost-card.md:23: there is no heading `## hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh…` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        headings-empty: 3 wrong
        p/stories/lost-card.md:23: there is no heading `##` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        p/stories/lost-card.md:24: there is no heading `##` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        p/stories/lost-card.md:25: there is no heading `#` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        headings-unknown: 200 wrong
        p/stories/lost-card.md:23: there is no heading `#` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        p/stories/lost-card.md:24: there is no heading `#` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        p/stories/lost-card.md:25: there is no heading `#` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
        invalid-utf-8: 1 wrong
        p/principles/welcome-everyone.md:6: not UTF-8; save the file in that encoding
        key-of-64-kib: 1 wrong
        p/principles/welcome-everyone.md:3: there is no key kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk… here, only title, source, shown_in
        keys-unknown: 200 wrong
        p/principles/welcome-everyone.md:3: there is no key k0 here, only title, source, shown_in
        p/principles/welcome-everyone.md:4: there is no key k1 here, only title, source, shown_in
        p/principles/welcome-everyone.md:13: there is no key k10 here, only title, source, shown_in
        line-of-64-kib: 0 wrong
        lone-cr: 1 wrong
        p/stories/lost-card.md:1: a control character U+000D is in this line; take it out
        manifest-binary: 1 wrong
        p/pack.toml:2: not UTF-8; save the file in that encoding
        manifest-much-newer: 1 wrong
        p/pack.toml:1: format_version must be a whole number from 1 to 10000, not 18446744073709551616
        manifest-newer: 1 wrong
        p/pack.toml:1: the pack is written for a newer Starling; this one reads format_version 1, so update it
        manifest-of-nothing: 4 wrong
        p/pack.toml:1: language is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: license is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: summary is missing; it must be a text in quotes, on one line and not empty
        name-above: 1 wrong
        p/../../../etc/passwd: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-absolute: 1 wrong
        /etc/passwd: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-deep: 1 wrong
        p/formats/a/b.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-in-no-folder: 1 wrong
        /.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-not-utf-8: 1 wrong
        p/stories/��.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-of-a-folder: 0 wrong
        name-too-long: 1 wrong
        p/stories/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-with-a-line-end: 1 wrong
        p/stories/a\r.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        name-with-escapes: 1 wrong
        p/stories/\u{1b}[31mred.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        nul: 1 wrong
        p/stories/lost-card.md:12: a control character U+0000 is in this line; take it out
        number-underscores: 0 wrong
        numbers-at-the-limits: 2 wrong
        p/assessments/ready.md:4: scale must be [least, most] in whole numbers, 0 <= least < most <= 10000, not [4294967295, 4294967296]
        p/assessments/ready.md:5: ready_total must be a number from 0 to 10000, not 10000.000000000001
        numbers-huge: 3 wrong
        p/formats/short-answer.md:4: headline_s must be a number of seconds above 0 and at most 86400, not 1e999999999
        p/formats/short-answer.md:9: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not 99999999999999999999999999999999999999
        p/formats/short-answer.md:14: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not [-1e-400, 0xffffffffffffffffffff]
        numbers-not-finite: 3 wrong
        p/formats/short-answer.md:4: headline_s must be a number of seconds above 0 and at most 86400, not inf
        p/formats/short-answer.md:9: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not nan
        p/formats/short-answer.md:14: budget_s must be a number or [min, max] in seconds, 0 < min <= max <= 86400, not [-inf, +nan]
        pack-sound: 0 wrong
        plan-sound: 0 wrong
        principle-sound: 0 wrong
        question-sound: 0 wrong
        rubric-sound: 0 wrong
        scenario-sound: 0 wrong
        spaces-of-unicode: 2 wrong
        p/stories/lost-card.md: the section `## Situation` is missing; the format short-answer asks for it
        p/stories/lost-card.md:10: there is no heading `## Situation` here; did you mean ## Situation?
        story-sound: 0 wrong
        tables-many: 1 wrong
        p/formats/short-answer.md:4: section must be 1 to 50 tables; write [[section]] above the keys of each
        title-of-64-kib: 0 wrong
        utf-16: 1 wrong
        p/principles/welcome-everyone.md:1: not UTF-8; save the file in that encoding
    "#]].assert_eq(&told.collect::<String>());
}

/// What may happen to a file.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index),
    Flip(Index, u8),
    Swap(Index, Index),
    Insert(Index, String),
}

impl Damage {
    fn strike(&self, text: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        match self {
            Self::Cut(at) => text.truncate(at.index(text.len())),
            Self::Flip(at, bits) => {
                let at = at.index(text.len());
                text[at] ^= bits;
            }
            Self::Swap(a, b) => {
                let mut lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
                let (a, b) = (a.index(lines.len()), b.index(lines.len()));
                lines.swap(a, b);
                *text = lines.concat();
            }
            Self::Insert(at, piece) => {
                let at = at.index(text.len());
                text.splice(at..at, piece.bytes());
            }
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let piece = r#"(\+\+\+\n|\n|\r\n|title = |= |\[\[section\]\]\n|"|\[|\]|\{|-?[0-9.]{1,9}|## Evaluated\n|- |# |\PC{1,4})"#;
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), 1_u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        any::<(Index, Index)>().prop_map(|(a, b)| Damage::Swap(a, b)),
        (any::<Index>(), piece).prop_map(|(at, piece)| Damage::Insert(at, piece)),
    ]
}

proptest! {
    #[test]
    fn a_damaged_file_of_any_kind_is_read_to_its_end(
        (path, text) in prop::sample::select(sample::pack()),
        damages in prop::collection::vec(damage(), 1..5),
    ) {
        let mut text = text.into_bytes();
        for damage in damages {
            damage.strike(&mut text);
        }
        file_of_pack(&[path.as_bytes(), b"\n", &text].concat());
    }

    #[test]
    fn pieces_of_files_in_any_order_are_read_to_their_end(
        (path, _) in prop::sample::select(sample::pack()),
        pieces in prop::collection::vec(
            r#"(\+\+\+\n|\n|\r\n|title = |source|budget_s = |\[\[section\]\]\n|id = |"[a-zé]{0,3}"|"|=|\[|\]|-?[0-9.]{1,9}|## Evaluated|- |# |[a-z ]{1,9}|é|\PC{0,4})"#,
            0..40,
        ),
        is_fenced: bool,
    ) {
        let text = format!("{path}\n{}{}", if is_fenced { "+++\n" } else { "" }, pieces.concat());
        file_of_pack(text.as_bytes());
    }
}
