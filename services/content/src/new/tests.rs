//! What is new can be filled in, and what was there stays.

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::*;
use crate::check;

fn slug(id: &str) -> Slug {
    Slug::new(id).unwrap()
}

fn item(id: &str) -> NewItem {
    NewItem {
        pack: None,
        id: slug(id),
        title: None,
        level: None,
        format: None,
        principles: Vec::new(),
    }
}

/// What there is to say about the packs in a folder, with paths from it.
fn told(packs: &Path) -> String {
    let mut told = String::new();
    for pack in check(packs).unwrap() {
        told += &format!(
            "{}: {:?}, unfinished {:?}\n",
            pack.folder.display(),
            pack.counts,
            pack.unfinished
        );
        for problem in pack.errors.iter().chain(&pack.hints) {
            told += &format!("{problem}\n");
        }
    }
    told.replace(&format!("{}/", packs.display()), "")
}

#[test]
fn a_new_pack_is_sound() {
    let packs = TempDir::new().unwrap();
    let folder = new_pack(
        packs.path(),
        &slug("library-jobs"),
        Some("Say \"books\"\n\\o/"),
    )
    .unwrap();
    let manifest = fs::read_to_string(folder.join("pack.toml")).unwrap();
    expect![[r#"
        title = "Say \"books\" \\o/"
        summary = "Stories and questions of my own."
        license = "LicenseRef-private"
        disclaimer = "Levels, times and expectations are community estimates. This pack is not affiliated with, endorsed by or reviewed by Amazon or any other company."
        language = "en"
    "#]].assert_eq(&manifest);
    expect![[r#"
        library-jobs: [(Formats, 15), (Principles, 16)], unfinished []
    "#]]
    .assert_eq(&told(packs.path()));
    let principle = fs::read_to_string(folder.join("principles/ownership.md")).unwrap();
    expect![[r#"
        +++
        source = "l7-scenarios#strategic-level-coverage-of-all-16-leadership-principles-ownership"
        title = "Ownership"
        +++
        The test is what you did when the problem was not clearly yours, or when the quick fix would
        have left it for someone else. At L6 you answered for everything your teams delivered, failures
        included, and stayed with it until it was solved. At L7 you left behind something that several
        organizations can run for years, even where that cost your own plans. A story in which you only
        did your job well, however hard it was, belongs to another principle.
    "#]].assert_eq(&principle);
}

#[test]
fn a_new_story_says_what_is_still_to_be_written() {
    let packs = TempDir::new().unwrap();
    let path = new_story(packs.path(), &item("lost-card")).unwrap();
    assert_eq!(path, packs.path().join("my-stories/stories/lost-card.md"));
    expect![[r#"
        +++
        title = "Lost card"
        level = "L6"
        category = "unsorted"
        format = "l6-2min"
        principles = []
        +++
        [The question that the story answers, as it is asked aloud.]

        ## Situation
        [What was going on, whom it touched and why that mattered. 51 to 61 words.]

        ## Task
        [What was yours to do, and by when. 41 to 49 words.]

        ## Action
        [What you did and why: say I, name the choice you made and what it cost. 122 to 148 words.]

        ## Result
        [What came of it, in figures. 71 to 86 words.]

        ## Evaluated
        - [What a listener should hear in it, a line each; or take this heading out.]

        ## Follow-ups
        - [What you will be asked next, a line each; or take this heading out.]
    "#]]
    .assert_eq(&fs::read_to_string(path).unwrap());
    expect![[r#"
        my-stories: [(Formats, 15), (Principles, 16)], unfinished [ItemRef { collection: Stories, id: Slug("lost-card") }]
        my-stories/stories/lost-card.md:6: no principle is named; name those that an answer shows: are-right-a-lot, bias-for-action, customer-obsession, deliver-results, dive-deep, earn-trust, frugality, have-backbone-disagree-and-commit, hire-and-develop-the-best, insist-on-the-highest-standards, invent-and-simplify, learn-and-be-curious, ownership, strive-to-be-earths-best-employer, success-and-scale-bring-broad-responsibility, think-big
        my-stories/stories/lost-card.md:8: still to be written: The question that the story answers, as it is asked aloud.
        my-stories/stories/lost-card.md:11: still to be written: What was going on, whom it touched and why that mattered. 51 to 61 words.
        my-stories/stories/lost-card.md:14: still to be written: What was yours to do, and by when. 41 to 49 words.
        my-stories/stories/lost-card.md:17: still to be written: What you did and why: say I, name the choice you made and what it cost. 122 to 148 words.
        my-stories/stories/lost-card.md:20: still to be written: What came of it, in figures. 71 to 86 words.
        my-stories/stories/lost-card.md:23: still to be written: What a listener should hear in it, a line each; or take this heading out.
        my-stories/stories/lost-card.md:26: still to be written: What you will be asked next, a line each; or take this heading out.
    "#]].assert_eq(&told(packs.path()));
}

#[test]
fn a_new_question_says_what_is_still_to_be_written() {
    let packs = TempDir::new().unwrap();
    let path = new_question(
        packs.path(),
        &NewItem {
            title: Some("The angry reader".to_owned()),
            level: Some(Level::L7),
            principles: vec![slug("ownership"), slug("frugality")],
            ..item("angry-reader")
        },
    );
    expect![[r#"
        +++
        title = "The angry reader"
        level = "L7"
        format = "l7-2min"
        principles = ["ownership", "frugality"]
        +++
        [The question as it is asked aloud, in a sentence or two.]

        ## Evaluated
        - [What a good answer shows, a line each; or take this heading out.]

        ## Follow-ups
        - [What is asked next, a line each; or take this heading out.]

        ## Red flags
        - [What speaks against the speaker, a line each; or take this heading out.]
    "#]]
    .assert_eq(&fs::read_to_string(path.unwrap()).unwrap());
    expect![[r#"
        my-stories: [(Formats, 15), (Principles, 16)], unfinished [ItemRef { collection: Questions, id: Slug("angry-reader") }]
        my-stories/questions/angry-reader.md:7: still to be written: The question as it is asked aloud, in a sentence or two.
        my-stories/questions/angry-reader.md:10: still to be written: What a good answer shows, a line each; or take this heading out.
        my-stories/questions/angry-reader.md:13: still to be written: What is asked next, a line each; or take this heading out.
        my-stories/questions/angry-reader.md:16: still to be written: What speaks against the speaker, a line each; or take this heading out.
    "#]].assert_eq(&told(packs.path()));
}

#[test]
fn a_template_that_is_filled_in_is_sound_in_every_spoken_format() {
    let shipped = files::shipped().swap_remove(0);
    let formats = pack::parse(&slug("shipped"), &shipped).unwrap().formats;
    let spoken = formats
        .values()
        .filter(|format| format.printed_s().1 <= 600.0);
    for format in spoken {
        let packs = TempDir::new().unwrap();
        let new = NewItem {
            format: Some(format.id.clone()),
            principles: vec![slug("ownership")],
            ..item("lost-card")
        };
        let path = new_story(packs.path(), &new).unwrap();
        let template = fs::read_to_string(&path).unwrap();
        fs::write(&path, template.lines().map(filled).collect::<String>()).unwrap();
        let expected = "my-stories: [(Formats, 15), (Questions, 1), (Stories, 1), (Principles, 16)], unfinished []\n";
        assert_eq!(told(packs.path()), expected, "{}", format.id);
    }
}

/// A line of a template as a person fills it in, with as many words as it asks for.
fn filled(line: &str) -> String {
    match line.strip_suffix(" words.]") {
        Some(asked) => {
            let most: usize = asked.rsplit(' ').next().unwrap().parse().unwrap();
            "word ".repeat(most - 1) + "7\n"
        }
        None if line.contains('=') => format!("{line}\n"),
        None => line.replace(['[', ']'], "") + "\n",
    }
}

#[test]
fn brackets_in_what_is_said_are_no_placeholder() {
    let packs = TempDir::new().unwrap();
    let path = new_question(packs.path(), &item("q")).unwrap();
    let text = "+++\ntitle = \"Q\"\nlevel = \"L6\"\nformat = \"l6-2min\"\nprinciples = [\"ownership\"]\n+++\n\
        [laughs] Why? [pause]\n\nAnd [why\nnot]\n\n## Evaluated\n- [a\n  b]\n- a [b]\n- [a](b)\n";
    fs::write(path, text).unwrap();
    expect![[r#"
        my-stories: [(Formats, 15), (Principles, 16)], unfinished [ItemRef { collection: Questions, id: Slug("q") }]
        my-stories/questions/q.md:13: still to be written: a b
    "#]].assert_eq(&told(packs.path()));
}

#[test]
fn what_cannot_be_made_is_refused() {
    let packs = TempDir::new().unwrap();
    let check = |made: Result<PathBuf, NewError>, expect: Expect| {
        let error = made.unwrap_err().to_string();
        expect.assert_eq(&error.replace(&packs.path().display().to_string(), "PACKS"));
    };
    let story = |change: fn(&mut NewItem)| {
        let mut item = item("lost-card");
        change(&mut item);
        new_story(packs.path(), &item)
    };
    check(
        story(|item| item.pack = Some(slug("mine"))),
        expect!["there is no pack mine in PACKS; `starling content new pack mine` begins one"],
    );
    story(|_| {}).unwrap();
    check(
        story(|_| {}),
        expect![
            "PACKS/my-stories/stories/lost-card.md is there already; choose another id, or edit that"
        ],
    );
    check(
        new_question(packs.path(), &item("lost-card")),
        expect![
            "PACKS/my-stories/stories/lost-card.md is there already; choose another id, or edit that"
        ],
    );
    check(
        new_pack(packs.path(), &slug("my-stories"), None),
        expect!["PACKS/my-stories is there already; choose another id, or edit that"],
    );
    check(
        new_pack(packs.path(), &slug("amazon-em"), None),
        expect![
            "pack amazon-em comes with Starling and cannot be written to; choose another id, such as my-stories"
        ],
    );
    check(
        story(|item| item.pack = Some(slug("amazon-em"))),
        expect![
            "pack amazon-em comes with Starling and cannot be written to; choose another id, such as my-stories"
        ],
    );
    check(
        story(|item| item.pack = Some(slug("my-storys"))),
        expect![
            "there is no pack my-storys in PACKS; did you mean my-stories? `starling content new pack my-storys` begins one"
        ],
    );
    check(
        story(|item| {
            item.id = slug("other");
            item.format = Some(slug("l6-2mim"));
        }),
        expect!["there is no format l6-2mim in pack my-stories; did you mean l6-2min?"],
    );
    check(
        story(|item| {
            item.id = slug("other");
            item.principles = vec![slug("ownershp")];
        }),
        expect!["there is no principle ownershp in pack my-stories; did you mean ownership?"],
    );
    fs::write(packs.path().join("my-stories/stories/broken.md"), "").unwrap();
    story(|item| item.id = slug("beside-a-broken-one")).unwrap();
    fs::write(packs.path().join("my-stories/formats/l6-2min.md"), "").unwrap();
    check(
        story(|item| item.id = slug("other")),
        expect![
            "PACKS/my-stories/formats/l6-2min.md:1: an item must begin with a line `+++`, then TOML, then a line `+++`"
        ],
    );
    fs::remove_dir_all(packs.path().join("my-stories/formats")).unwrap();
    check(
        story(|item| item.id = slug("other")),
        expect!["pack my-stories has no format; copy one into its formats/ first"],
    );
}
