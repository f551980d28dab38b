//! Everything that can be wrong with an item of any kind gives one error, and no others that follow from it.

use expect_test::{Expect, expect};

use super::{lines, parse_files};
use crate::files::{PackFile, PackFiles};
use crate::pack::{Slug, parse, sample};

/// A file of the sample pack.
fn text(path: &str) -> &'static str {
    let mut files = sample::pack().iter();
    &files.find(|(other, _)| *other == path).unwrap().1
}

/// A file of the sample pack with a part of it replaced.
fn replaced(path: &str, part: &str, replacement: &str) -> String {
    let text = text(path);
    assert!(text.contains(part), "{path} has no {part}");
    text.replacen(part, replacement, 1)
}

/// The errors of the sample pack in which files are others, or are there besides.
fn errors(changed: &[(&str, &str)]) -> String {
    let files = sample::pack()
        .iter()
        .map(|(path, text)| (*path, text.as_str()));
    let is_kept = |path: &str| changed.iter().all(|(changed, _)| *changed != path);
    let files: Vec<(&str, &[u8])> = files
        .filter(|(path, _)| is_kept(path))
        .chain(changed.iter().copied())
        .map(|(path, text)| (path, text.as_bytes()))
        .collect();
    parse_files(&files).map_or_else(|errors| lines(&errors), |_| String::new())
}

/// What is wrong after each of the changes: a path, a part of the file, what stands there instead.
#[track_caller]
fn check(changes: &[(&str, &str, &str)], expect: Expect) {
    let told = changes.iter().map(|(path, part, replacement)| {
        let told = errors(&[(path, &replaced(path, part, replacement))]);
        if told.is_empty() {
            "sound\n".to_owned()
        } else {
            told
        }
    });
    expect.assert_eq(&told.collect::<String>());
}

#[test]
fn every_key_may_be_of_another_type_or_missing() {
    let mut keys = 0;
    for (path, text) in sample::pack() {
        for (index, line) in text.lines().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else {
                continue;
            };
            let with = |line: &str| {
                let mut lines: Vec<&str> = text.lines().collect();
                lines[index] = line;
                errors(&[(path, &lines.join("\n"))])
            };
            keys += 1;
            for wrong in ["{ a = 1 }", "2026-01-01", "true", "[[]]", "-1", "\" \""] {
                let told = with(&format!("{key} = {wrong}"));
                let expected = format!("p/{path}:{}: {key} must be ", index + 1);
                assert!(told.starts_with(&expected), "{key} = {wrong}: {told}");
                assert_eq!(told.lines().count(), 1, "{key} = {wrong}: {told}");
            }
            let told = with("");
            let is_told = told.contains(&format!(": {key} is missing; it must be "));
            assert!(
                told.is_empty() || (is_told && told.lines().count() == 1) || key == "scale",
                "{told}"
            );
        }
    }
    assert!(keys > 70, "{keys}");
}

#[test]
fn every_table_may_be_something_else_or_missing() {
    let tables: [(&str, &[&str]); 7] = [
        ("formats/short-answer.md", &["section"]),
        ("principles/welcome-everyone.md", &["shown_in"]),
        ("competencies/service.md", &["l6", "l7", "aspect"]),
        ("assessments/ready.md", &["group"]),
        ("days/weekend-1.md", &["block", "deliverables"]),
        ("rubrics/desk.md", &["dimension"]),
        ("contradictions/how-long.md", &["claim"]),
    ];
    let told = tables.iter().flat_map(|(path, names)| {
        ["", "= []", "= [1]"].map(|value| {
            let (head, tables) = text(path).split_once("\n[").unwrap();
            let (_, body) = tables.split_once("+++").unwrap();
            let is_there = |_: &&&str| !value.is_empty();
            let keys = names
                .iter()
                .filter(is_there)
                .map(|name| format!("{name} {value}\n"));
            errors(&[(
                path,
                &format!("{head}\n{}+++{body}", keys.collect::<String>()),
            )])
        })
    });
    expect![[r#"
        p/formats/short-answer.md:1: section is missing; write [[section]] above the keys of each
        p/formats/short-answer.md:6: section must be 1 to 50 tables; write [[section]] above the keys of each
        p/formats/short-answer.md:6: section must be 1 to 50 tables; write [[section]] above the keys of each
        p/principles/welcome-everyone.md:4: shown_in must be 0 to 50 tables; write [[shown_in]] above the keys of each
        p/competencies/service.md:1: aspect is missing; write [[aspect]] above the keys of each
        p/competencies/service.md:1: l6 is missing; write [l6] above its keys
        p/competencies/service.md:1: l7 is missing; write [l7] above its keys
        p/competencies/service.md:5: l6 must be a table; write [l6] above its keys
        p/competencies/service.md:6: l7 must be a table; write [l7] above its keys
        p/competencies/service.md:7: aspect must be 1 to 50 tables; write [[aspect]] above the keys of each
        p/competencies/service.md:5: l6 must be a table; write [l6] above its keys
        p/competencies/service.md:6: l7 must be a table; write [l7] above its keys
        p/competencies/service.md:7: aspect must be 1 to 50 tables; write [[aspect]] above the keys of each
        p/assessments/ready.md:1: group is missing; write [[group]] above the keys of each
        p/assessments/ready.md:10: group must be 1 to 50 tables; write [[group]] above the keys of each
        p/assessments/ready.md:10: group must be 1 to 50 tables; write [[group]] above the keys of each
        p/days/weekend-1.md:1: block is missing; write [[block]] above the keys of each
        p/days/weekend-1.md:1: deliverables is missing; write [deliverables] above its keys
        p/days/weekend-1.md:6: block must be 1 to 50 tables; write [[block]] above the keys of each
        p/days/weekend-1.md:7: deliverables must be a table; write [deliverables] above its keys
        p/days/weekend-1.md:6: block must be 1 to 50 tables; write [[block]] above the keys of each
        p/days/weekend-1.md:7: deliverables must be a table; write [deliverables] above its keys
        p/rubrics/desk.md:1: dimension is missing; write [[dimension]] above the keys of each
        p/rubrics/desk.md:5: dimension must be 1 to 50 tables; write [[dimension]] above the keys of each
        p/rubrics/desk.md:5: dimension must be 1 to 50 tables; write [[dimension]] above the keys of each
        p/contradictions/how-long.md:1: claim is missing; write [[claim]] above the keys of each
        p/contradictions/how-long.md:5: claim must be 1 to 50 tables; write [[claim]] above the keys of each
        p/contradictions/how-long.md:5: claim must be 1 to 50 tables; write [[claim]] above the keys of each
    "#]].assert_eq(&told.collect::<String>());
    let day = "days/weekend-1.md";
    let exercise = "[[block.exercise]]\n";
    let many = "[[block.exercise]]\ntitle = \"T\"\nsteps = [\"S\"]\n".repeat(50) + exercise;
    check(
        &[
            (day, exercise, "[block.exercise]\n"),
            (day, exercise, &many),
            (day, "[deliverables]", "[[deliverables]]"),
        ],
        expect![[r#"
            p/days/weekend-1.md:11: exercise must be 1 to 50 tables; write [[exercise]] above the keys of each
            p/days/weekend-1.md:11: exercise must be 1 to 50 tables; write [[exercise]] above the keys of each
            p/days/weekend-1.md:19: deliverables must be a table; write [deliverables] above its keys
        "#]],
    );
}

#[test]
fn every_text_may_be_missing() {
    let told = sample::pack().iter().map(|(path, text)| {
        let end = text.rfind("+++").map_or(text.len(), |fence| fence + 4);
        errors(&[(path, &text[..end])])
    });
    expect![[r#"
        p/principles/welcome-everyone.md:8: the text is missing; say what an interviewer listens for
        p/questions/difficult-reader.md:8: the question is missing; write it here as it is asked aloud
        p/stories/lost-card.md: the section `## Result` is missing; the format short-answer asks for it
        p/stories/lost-card.md: the section `## Situation` is missing; the format short-answer asks for it
        p/stories/lost-card.md:8: the question is missing; write it here as it is asked aloud
        p/scenarios/flooded-branch.md: the section `## Result` is missing; the format short-answer asks for it
        p/scenarios/flooded-branch.md: the section `## Situation` is missing; the format short-answer asks for it
        p/scenarios/flooded-branch.md:8: the question is missing; write it here as it is asked aloud
        p/guidance/first-minute.md:6: a paragraph and bullets under it are missing; say why it matters, then each point
        p/competencies/service.md:20: the text is missing; say what really changes between the levels
        p/assessments/ready.md:14: the text is missing; say how to use it and what the outcome means
        p/plans/weekend.md:6: the text is missing; say what the plan is for
        p/days/weekend-1.md:22: the text is missing; say what the day is for
        p/rubrics/desk.md:11: the text is missing; say how to rate with it
        p/contradictions/how-long.md:13: the text is missing; say what to make of it
    "#]].assert_eq(&told.collect::<String>());
}

#[test]
fn an_answer_has_the_sections_of_its_format() {
    let story = "stories/lost-card.md";
    check(
        &[
            (story, "## Situation", "## Situaton"),
            (story, "## Situation", "##Situation"),
            (story, "## Result\n", ""),
            (story, "## Evaluated", "## Setting"),
            ("formats/short-answer.md", "\"result\"", "\"Result\""),
            ("formats/short-answer.md", "\"Result\"", "\"Evaluated\""),
            ("formats/short-answer.md", "\"Result\"", "\"Situation\""),
        ],
        expect![[r#"
            p/stories/lost-card.md: the section `## Situation` is missing; the format short-answer asks for it
            p/stories/lost-card.md:10: there is no heading `## Situaton` here; did you mean ## Situation?
            p/stories/lost-card.md: the section `## Situation` is missing; the format short-answer asks for it
            p/stories/lost-card.md:10: there is no heading `##Situation` here; did you mean ## Situation?
            p/stories/lost-card.md: the section `## Result` is missing; the format short-answer asks for it
            p/stories/lost-card.md:18: there is no heading `## Setting` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
            p/formats/short-answer.md:12: id must be in snake_case and in quotes, such as "high_level_design", not "Result"
            p/formats/short-answer.md:11: the title Evaluated is that of another section or heading; give this section its own
            p/formats/short-answer.md:11: the title Situation is that of another section or heading; give this section its own
        "#]],
    );
}

#[test]
fn whatever_is_named_is_there() {
    let day = "days/weekend-1.md";
    check(
        &[
            (
                "questions/difficult-reader.md",
                "\"short-answer\"",
                "\"short-answers\"",
            ),
            ("stories/lost-card.md", "\"short-answer\"", "\"long\""),
            (
                "scenarios/flooded-branch.md",
                "[\"welcome-everyone\"]",
                "[\"welcome-all\", \"calm\"]",
            ),
            (
                "principles/welcome-everyone.md",
                "\"flooded-branch\"",
                "\"lost-card\"",
            ),
            ("plans/weekend.md", "\"first-minute\"", "\"last-minute\""),
            (day, "plan = \"weekend\"", "plan = \"weekends\""),
            (day, "\"short-answer\"", "\"shortanswer\""),
            (day, "\"ready\"", "\"steady\""),
            (day, "\"lost-card\"", "\"lost-cart\", \"flooded-branch\""),
            (
                "contradictions/how-long.md",
                "\"formats/short-answer\"",
                "\"guidance/short-answer\"",
            ),
            (
                "contradictions/how-long.md",
                "\"formats/short-answer\"",
                "\"days/weekend-1\"",
            ),
        ],
        expect![[r#"
            p/questions/difficult-reader.md:5: there is no format short-answers in this pack; did you mean short-answer?
            p/stories/lost-card.md:5: there is no format long in this pack
            p/scenarios/flooded-branch.md:5: there is no principle calm in this pack
            p/scenarios/flooded-branch.md:5: there is no principle welcome-all in this pack
            p/principles/welcome-everyone.md:5: there is no scenario lost-card in this pack
            p/plans/weekend.md:4: there is no guidance last-minute in this pack; did you mean first-minute?
            p/days/weekend-1.md:3: there is no plan weekends in this pack; did you mean weekend?
            p/days/weekend-1.md:14: there is no format shortanswer in this pack; did you mean short-answer?
            p/days/weekend-1.md:15: there is no assessment steady in this pack; did you mean ready?
            p/days/weekend-1.md:16: there is no question lost-cart in this pack; did you mean lost-card?
            p/contradictions/how-long.md:3: there is no guidance short-answer in this pack
            p/contradictions/how-long.md:3: about must be a list of 1 to 50 different items, such as ["formats/l6-2min"], not ["days/weekend-1"]
        "#]],
    );
}

#[test]
fn what_cannot_be_read_may_be_named_all_the_same() {
    let broken = "no item";
    let told = sample::pack()
        .iter()
        .map(|(path, _)| errors(&[(path, broken)]));
    expect![[r#"
        p/pack.toml:1: not TOML: key with no value, expected `=`
        p/formats/short-answer.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/principles/welcome-everyone.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/questions/difficult-reader.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/stories/lost-card.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/scenarios/flooded-branch.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/guidance/first-minute.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/competencies/service.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/assessments/ready.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/plans/weekend.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/days/weekend-1.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/rubrics/desk.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/contradictions/how-long.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
    "#]].assert_eq(&told.collect::<String>());

    // A folder that is a link, has too many entries or may not be read.
    let told = sample::pack().iter().skip(1).map(|(path, _)| {
        let (folder, _) = path.split_once('/').unwrap();
        let mut files: Vec<PackFile> = sample::pack()
            .iter()
            .filter(|(path, _)| !path.starts_with(folder))
            .map(|(path, text)| PackFile {
                path: (*path).to_owned(),
                content: Ok(text.as_bytes().into()),
            })
            .collect();
        files.push(PackFile {
            path: folder.to_owned(),
            content: Err("cannot be read".to_owned()),
        });
        let files = PackFiles {
            name: "p".to_owned(),
            folder: "p".into(),
            files,
        };
        lines(&parse(&Slug::new("p").unwrap(), &files).unwrap_err())
    });
    expect![[r#"
        p/formats: cannot be read
        p/principles: cannot be read
        p/questions: cannot be read
        p/stories: cannot be read
        p/scenarios: cannot be read
        p/guidance: cannot be read
        p/competencies: cannot be read
        p/assessments: cannot be read
        p/plans: cannot be read
        p/days: cannot be read
        p/rubrics: cannot be read
        p/contradictions: cannot be read
    "#]]
    .assert_eq(&told.collect::<String>());
}

#[test]
fn days_count_from_1_each_once() {
    let day = |number: u32| replaced("days/weekend-1.md", "day = 1", &format!("day = {number}"));
    // What is wrong where the plan has these days besides its first.
    let check = |numbers: &[u32], expect: Expect| {
        let days = numbers.iter().enumerate();
        let days: Vec<(String, String)> = days
            .map(|(index, number)| (format!("days/d{index:02}.md"), day(*number)))
            .collect();
        let days = days
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        expect.assert_eq(&errors(&days.collect::<Vec<_>>()));
    };
    check(&[2, 3], expect![[""]]);
    check(
        &[3, 4, 5],
        expect![[r#"
        p/days/d00.md: is day 3 of weekend, but its next day is 2; number the days from 1, each once
    "#]],
    );
    check(
        &[2, 2, 3],
        expect![[r#"
        p/days/d01.md: is day 2 of weekend, but its next day is 3; number the days from 1, each once
    "#]],
    );
    check(
        &[1],
        expect![[r#"
            p/days/d00.md: is day 1 of weekend, but its next day is 2; number the days from 1, each once
        "#]],
    );
    check(&(2..=31).collect::<Vec<_>>(), expect![[""]]);
    check(
        &(2..=40).collect::<Vec<_>>(),
        expect![[r#"
        p/days/d30.md: weekend has more than 31 days; make two plans
    "#]],
    );
    // The gap that an unreadable day leaves is not told.
    let third = day(3);
    expect![[r#"
        p/days/d2.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
    "#]]
    .assert_eq(&errors(&[
        ("days/d2.md", "no item"),
        ("days/d3.md", &third),
    ]));
}

#[test]
fn an_id_is_of_one_question_story_or_scenario() {
    let story = text("stories/lost-card.md");
    let scenario = text("scenarios/flooded-branch.md");
    let question = replaced("questions/difficult-reader.md", "handbook#", "letter#");
    let told = [
        errors(&[("questions/lost-card.md", &question)]),
        errors(&[("scenarios/lost-card.md", scenario)]),
        errors(&[("stories/difficult-reader.md", story)]),
        errors(&[("questions/flooded-branch.md", "no item")]),
    ];
    expect![[r#"
        p/questions/lost-card.md: another question, story or scenario has the same id; give one of them another file name
        p/scenarios/lost-card.md: another question, story or scenario has the same id; give one of them another file name
        p/stories/difficult-reader.md: another question, story or scenario has the same id; give one of them another file name
        p/questions/flooded-branch.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
    "#]].assert_eq(&told.concat());
}

#[test]
fn what_an_item_promises_can_be_kept() {
    let assessment = "assessments/ready.md";
    let claims = "[[claim]]\nsource = \"letter#invitation\"\nsays = \"two minutes\"\n";
    let rubric = "rubrics/desk.md";
    check(
        &[
            (assessment, "ready_total = 4", "ready_total = 5"),
            (assessment, "ready_total = 4", "ready_total = 6"),
            (assessment, "ready_each = 2.5", "ready_each = 5.1"),
            (assessment, "ready_mean = 3", "ready_mean = 10000"),
            (assessment, "scale = [1, 5]\n", ""),
            (assessment, "scale = [1, 5]", "scale = [5, 1]"),
            (assessment, "[\"I greet people before they ask.\"]", "[]"),
            ("contradictions/how-long.md", claims, ""),
            (
                "contradictions/how-long.md",
                "says = \"two minutes\"",
                "says = 2",
            ),
            (rubric, "\"No person in it\", ", ""),
            (
                rubric,
                "\"No person in it\", ",
                "\"Nobody\", \"No person in it\", ",
            ),
        ],
        expect![[r#"
            sound
            p/assessments/ready.md:5: ready_total cannot be reached; the most is 5
            p/assessments/ready.md:6: ready_each cannot be reached; the most is 5
            p/assessments/ready.md:7: ready_mean cannot be reached; the most is 5
            p/assessments/ready.md:4: ready_total cannot be reached; the most is 1
            p/assessments/ready.md:5: ready_each cannot be reached; the most is 1
            p/assessments/ready.md:6: ready_mean cannot be reached; the most is 1
            p/assessments/ready.md:4: scale must be [least, most] in whole numbers, 0 <= least < most <= 10000, not [5, 1]
            p/assessments/ready.md:12: statements must be a list of 1 to 50 texts in quotes, each on one line and not empty, not []
            p/contradictions/how-long.md:5: a contradiction needs two claims or more; write each under [[claim]]
            p/contradictions/how-long.md:11: says must be a text in quotes, on one line and not empty, not 2
            p/rubrics/desk.md:9: points must be 5 texts, for 1 to 5 points
            p/rubrics/desk.md:9: points must be 5 texts, for 1 to 5 points
        "#]],
    );
}

#[test]
fn a_pack_for_a_newer_program_is_told_as_that_alone() {
    let newer = |version: &str| {
        let manifest = format!("format_version = {version}\nnew_key = 1\n");
        errors(&[
            ("pack.toml", &manifest),
            ("questions/difficult-reader.md", "in another way"),
        ])
    };
    expect![[r#"
        p/pack.toml:1: the pack is written for a newer Starling; this one reads format_version 1, so update it
    "#]].assert_eq(&newer("2"));
    expect![[r#"
        p/pack.toml:1: format_version must be a whole number from 1 to 10000, not "1"
        p/pack.toml:1: language is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: license is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: summary is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:1: title is missing; it must be a text in quotes, on one line and not empty
        p/pack.toml:2: there is no key new_key here, only format_version, title, summary, license, language, disclaimer
        p/questions/difficult-reader.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
    "#]].assert_eq(&newer("\"1\""));
}

#[test]
fn what_is_told_is_bounded_and_printable() {
    let many = "+++\n".to_owned()
        + &(0..2_000)
            .map(|key| format!("k{key} = 1\n"))
            .collect::<String>()
        + "+++\n";
    assert_eq!(errors(&[("guidance/a.md", &many)]).lines().count(), 200);
    let long = "x".repeat(5_000);
    let told = errors(&[
        ("guidance/a\u{1b}[31m\n.md", "no item"),
        (
            "plans/weekend.md",
            &replaced("plans/weekend.md", "title", "\"\\u001b[31m\\n\" = 1\ntitle"),
        ),
        (
            "rubrics/desk.md",
            &replaced("rubrics/desk.md", "title", &format!("{long} = 1\ntitle")),
        ),
        (
            "stories/lost-card.md",
            &replaced("stories/lost-card.md", "## Evaluated", &format!("# {long}")),
        ),
    ]);
    expect![[r#"
        p/guidance/a\u{1b}[31m\n.md: an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens
        p/guidance/a\u{1b}[31m\n.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`
        p/plans/weekend.md:2: there is no key \u{1b}[31m… here, only title, source, level, guidance
        p/rubrics/desk.md:2: there is no key xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… here, only title, source, level, dimension
        p/stories/lost-card.md:18: there is no heading `# xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` here, only `## Evaluated`, `## Follow-ups`, `## Red flags`, `## Situation`, `## Result`
    "#]].assert_eq(&told);
}
