use expect_test::{Expect, expect};

use super::*;

fn slug(id: &str) -> Slug {
    Slug::new(id).unwrap()
}

fn principle(pack: &str, id: &str, title: &str) -> Principle {
    Principle {
        pack: slug(pack),
        id: slug(id),
        title: title.to_owned(),
        text: String::new(),
        shown_in: Vec::new(),
        source: String::new(),
    }
}

fn story(id: &str, level: Level, principles: &[&str]) -> Question {
    Question {
        pack: slug("mine"),
        id: slug(id),
        title: String::new(),
        level,
        format: slug("f"),
        principles: principles.iter().map(|id| slug(id)).collect(),
        text: String::new(),
        evaluated: Vec::new(),
        follow_ups: Vec::new(),
        red_flags: Vec::new(),
        source: String::new(),
    }
}

fn check(stories: &[Question], level: Option<Level>, own: bool, width: usize, expect: Expect) {
    // Two packs have the first principle; it is one.
    let principles = vec![
        principle("amazon-em", "ownership", "Ownership"),
        principle("amazon-em", "dive-deep", "Dive Deep"),
        principle(
            "amazon-em",
            "think-big",
            "Success and Scale Bring Broad Responsibility",
        ),
        principle("mine", "ownership", "Ownership"),
    ];
    let practised = ItemId {
        pack: slug("mine"),
        id: slug("late-launch"),
    };
    let rows = rows(principles, stories, &BTreeMap::from([(practised, 2)]));
    let text = table::text(&rows, level, own, width);
    expect.assert_eq(&anstream::adapter::strip_str(&text).to_string());
}

#[test]
fn gaps_come_first_and_what_to_do_about_them_last() {
    let stories = [
        story("late-launch", Level::L6, &["ownership", "dive-deep"]),
        story("new-platform", Level::L7, &["ownership"]),
        story("outage", Level::L6, &["ownership", "not-a-principle"]),
    ];
    check(
        &stories,
        None,
        true,
        80,
        expect![[r#"
        Principle                          L6   L7  Stories
        Success and Scale Bring Broad       –    –  none yet
        Responsibility
        Dive Deep                           1    –  late-launch (L6, 2 takes)
        Ownership                           2    1  late-launch (L6, 2 takes),
                                                    new-platform (L7), outage (L6)

        Next: a story that shows Success and Scale Bring Broad Responsibility.
          starling questions --principle think-big
          starling content new story ID --principle think-big
    "#]],
    );
    check(
        &stories[..1],
        Some(Level::L6),
        true,
        60,
        expect![[r#"
        Principle                        L6  Stories
        Success and Scale Bring Broad     –  none yet
        Responsibility
        Dive Deep                         1  late-launch (2 takes)
        Ownership                         1  late-launch (2 takes)

        Next: a story that shows Success and Scale Bring Broad Responsibility.
          starling questions --principle think-big --level l6
          starling content new story ID --principle think-big --level l6
    "#]],
    );
    check(
        &stories,
        None,
        false,
        60,
        expect![[r#"
        Principle                        L6   L7  Stories
        Success and Scale Bring Broad     –    –  none yet
        Responsibility
        Dive Deep                         1    –  late-launch (L6, 2 takes)
        Ownership                         2    1  late-launch (L6, 2 takes),
                                                  new-platform (L7),
                                                  outage (L6)
    "#]],
    );
}

#[test]
fn where_nothing_is_there_is_how_to_begin() {
    check(
        &[],
        None,
        true,
        80,
        expect![[r#"
        You have no stories of your own yet. Begin one:
          starling content new story ID --edit
        It counts here when every text in brackets is written.
    "#]],
    );
    check(
        &[],
        Some(Level::L7),
        true,
        80,
        expect![[r#"
        You have no stories of your own at L7 yet. Begin one:
          starling content new story ID --edit --level l7
        It counts here when every text in brackets is written.
    "#]],
    );
    check(
        &[],
        None,
        false,
        80,
        expect![[r#"
        there are no stories in what was asked for
    "#]],
    );
}
