use anstream::adapter::strip_str;
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use starling_content::{Config, serve};
use starling_edge::{Edge, NoGuard};

use super::*;
use crate::item;

fn format() -> Format {
    serde_json::from_value(json!({
        "pack": "p", "id": "short", "title": "Short answer", "level": "L6", "headline_s": 20.0,
        "summary": "For a first conversation.", "source": "handbook#short",
        "sections": [
            {"section": "situation", "title": "Situation", "min_s": 10.0, "max_s": 10.0},
            {"section": "result", "title": "Result", "min_s": 8.0, "max_s": 20.0},
        ],
    }))
    .unwrap()
}

fn contradiction() -> Contradiction {
    serde_json::from_value(json!({
        "pack": "p", "id": "how-many", "title": "How many came", "about": ["scenarios/flooded-branch"],
        "claims": [
            {"source": "handbook#flood", "says": "31 of 40"},
            {"source": "letter-to-the-editor#in-the-third-paragraph-of-the-second-page", "says": "all of them"},
        ],
        "text": "Say the smaller figure.",
    }))
    .unwrap()
}

fn scenario() -> Item {
    let scenario = json!({
        "pack": "p", "id": "flooded-branch", "title": "A flooded branch", "level": "L6", "format": "short",
        "principles": ["welcome-everyone", "ownership"],
        "text": "Tell me about a day when nothing could go on as planned.",
        "evaluated": ["Thinks of the people before the books."],
        "follow_ups": ["Would you do it again? — Has thought about it.", "Who paid?"],
        "red_flags": [], "source": "handbook#flood", "outcome": "success",
        "setting": "A branch of 6 people.",
        "answer": [
            {"section": "situation", "text": "The river stood in our reading room, and forty people a day had come \
             there because it was the only warm place in the valley."},
            {"section": "result", "text": "The school gave us its hall, and we opened in 4 days.\n\n31 of the 40 came. \
             I would ask the school before the river comes, not after it."},
        ],
        "signals": ["Asks."], "figures": ["31 of 40."], "lessons": [], "differently": [],
        "alternatives": ["A bus with a heater."],
    });
    Item::Scenario(serde_json::from_value(scenario).unwrap())
}

fn around() -> Around {
    Around {
        format: Some(format()),
        contradictions: vec![contradiction()],
        disclaimer: "Written by volunteers; not affiliated with any library.".to_owned(),
    }
}

fn read(item: &Item, around: &Around, width: usize) -> String {
    strip_str(&print::styled(&of(item, around), width)).to_string()
}

#[test]
fn a_scenario_is_read_from_the_question_to_the_sources() {
    check(
        &scenario(),
        &around(),
        expect![[r#"
        A flooded branch  scenario · L6

        Tell me about a day when nothing could go on as
        planned.

        Setting
        A branch of 6 people.

        Answer  Short answer · 55 words, 22 to 28 s
        At 125 to 150 words a minute every section keeps
        to its time.

        Situation  10 s · 25 words, 10 to 13 s
        The river stood in our reading room, and forty
        people a day had come there because it was the
        only warm place in the valley.

        Result  8–20 s · 30 words, 12 to 15 s
        The school gave us its hall, and we opened in 4
        days.

        31 of the 40 came. I would ask the school before
        the river comes, not after it.

        What a listener should hear
        - Thinks of the people before the books.

        Follow-ups
        - Would you do it again? — Has thought about it.
        - Who paid?

        Signals of the level
        - Asks.

        Figures to remember
        - 31 of 40.

        What else could have been done
        - A bus with a heater.

        Sources disagree: How many came  community
        estimates
        - 31 of 40 (handbook#flood)
        - all of them (letter-to-the-editor#in-the-third-
          paragraph-of-the-second-page)
        Say the smaller figure.

        id          flooded-branch
        pack        p
        format      short, Short answer
        principles  welcome-everyone, ownership
        outcome     success
        source      handbook#flood

        Written by volunteers; not affiliated with any
        library.
    "#]],
    );
}

#[test]
fn a_format_is_its_sections_and_their_sum() {
    let around = Around::default();
    check(
        &Item::Format(format()),
        &around,
        expect![[r#"
        Short answer  format · L6

        For a first conversation.

        Situation  10 s
        Result     8–20 s

        in all 18 s to 30 s, 10 s over its headline of 20
        s (--fit headline scales it)

        id      short
        pack    p
        source  handbook#short
    "#]],
    );
}

#[test]
fn a_contradiction_has_a_page_of_its_own() {
    let item = Item::Contradiction(contradiction());
    check(
        &item,
        &Around::default(),
        expect![[r#"
        How many came  contradiction

        Sources disagree  community estimates
        - 31 of 40 (handbook#flood)
        - all of them (letter-to-the-editor#in-the-third-
          paragraph-of-the-second-page)
        Say the smaller figure.

        id     how-many
        pack   p
        about  scenarios/flooded-branch
    "#]],
    );
}

#[test]
fn an_answer_that_cannot_be_said_in_time_says_so() {
    let Item::Scenario(mut scenario) = scenario() else {
        unreachable!("it is one")
    };
    scenario.answer.truncate(1);
    scenario.answer[0].text = "Water.".to_owned();
    let page = read(&Item::Scenario(scenario), &around(), 100);
    let pace = "No pace suits every section. Words: Situation 1 instead of 18 to 27.";
    assert!(page.contains(pace), "{page}");
}

#[track_caller]
fn check(item: &Item, around: &Around, expected: Expect) {
    expected.assert_eq(&read(item, around, 50));
}

/// A pack is written by somebody else, and may come from a server.
#[test]
fn what_would_steer_the_terminal_is_left_out() {
    let mut format = format();
    format.summary = "red \x1b[31m and\u{9b}2J a bell\x07 and\r\na tab\t.".to_owned();
    for line in of(&Item::Format(format), &Around::default()).lines(40) {
        for run in line {
            assert!(!run.text.contains(char::is_control), "{run:?}");
        }
    }
}

#[test]
fn a_page_fits_every_width_and_loses_nothing() {
    let ink = |page: &str| page.split_whitespace().collect::<String>();
    let all = ink(&read(&scenario(), &around(), 1_000));
    for width in 0..120 {
        let page = read(&scenario(), &around(), width);
        assert_eq!(ink(&page), all, "{width}");
        for line in page.lines() {
            let is_wide = line.chars().count() > width.max(NARROWEST);
            assert!(!is_wide, "{width}: {line}");
            assert_eq!(line.trim_end(), line);
        }
    }
}

/// The widest indent, and the least that is left beside it.
const NARROWEST: usize = 22;

/// Of every item that comes with Starling, every text is on its page.
#[tokio::test]
async fn a_page_shows_everything() {
    let (listener, connection) = starling_edge::in_process();
    let service = serve(
        Edge::new(vec![listener], NoGuard),
        Config { packs: Vec::new() },
        std::future::pending(),
    );
    let service = tokio::spawn(service);
    let mut content = ContentClient::new(connection);
    let items = item::all(&mut content).await.unwrap();
    assert!(items.len() > 300, "{} items", items.len());
    for item in items {
        let around = Around::of(&mut content, &item).await.unwrap();
        let page = read(&item, &around, 1_000_000);
        for text in texts(&serde_json::to_value(&item).unwrap()) {
            for paragraph in text.split("\n\n") {
                let paragraph = paragraph.replace('\n', " ");
                assert!(page.contains(&paragraph), "{paragraph}: {page}");
            }
        }
    }
    service.abort();
}

/// All texts in a value, but for ids that stand for a title.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::Object(fields) => {
            let shown = fields
                .iter()
                .filter(|(key, _)| !["section", "id"].contains(&key.as_str()));
            shown.flat_map(|(_, value)| texts(value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
