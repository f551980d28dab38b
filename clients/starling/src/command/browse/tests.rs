//! The browser as its keys, answers and changes move it, and as it looks.

use expect_test::{Expect, expect};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde_json::{Value, json};
use starling_practice::Collection;
use starling_proto::convert::SearchHit;

use super::browser::{Answer, Ask, Browser, Mode, key};
use super::draw::draw;
use super::keys::Wish;
use super::palette::Palette;
use crate::args::BrowseArguments;
use crate::item::Item;
use crate::page::{self, Around};

fn question(id: &str, title: &str, level: &str) -> Value {
    json!({
        "pack": "p", "id": id, "title": title, "level": level, "format": "f", "principles": [],
        "text": "Who came, and why?", "evaluated": [], "follow_ups": [], "red_flags": [], "source": "",
    })
}

fn story(id: &str, title: &str, level: &str) -> Item {
    let mut story = question(id, title, level);
    story["category"] = "service".into();
    story["answer"] =
        json!([{"section": "result", "text": "Water. It was a long way to the school."}]);
    Item::Story(serde_json::from_value(story).unwrap())
}

fn guidance(id: &str, title: &str) -> Item {
    let guidance = json!({
        "pack": "p", "id": id, "title": title, "level": null, "topic": "t", "text": "Say it.", "points": ["Twice."],
        "source": "",
    });
    Item::Guidance(serde_json::from_value(guidance).unwrap())
}

fn items() -> Vec<Item> {
    let bare = question("bare", "A question that nobody has answered so far", "L7");
    vec![
        Item::Question(serde_json::from_value(bare).unwrap()),
        story("flood", "A flooded branch", "L6"),
        story("card", "A lost card", "L7"),
        guidance("first-minute", "The first minute"),
    ]
}

/// A hit on a word of a snippet.
fn hit(collection: Collection, id: &str, snippet: &str, word: &str) -> SearchHit {
    let start = snippet.find(word).unwrap();
    SearchHit {
        collection,
        item: serde_json::from_value(json!({"pack": "p", "id": id})).unwrap(),
        title: String::new(),
        level: None,
        snippet: snippet.to_owned(),
        highlights: std::iter::once(start..start + word.len()).collect(),
        score: 1.0,
    }
}

/// A browser that has been told all it asked for.
fn browser() -> Browser {
    let mut browser = Browser::new(BrowseArguments {
        words: Vec::new(),
        kind: None,
        level: None,
        plain: false,
    });
    browser.take(Answer::Items(items()));
    tell_page(&mut browser);
    browser
}

#[track_caller]
fn tell_page(browser: &mut Browser) {
    let Some(Ask::Page(item)) = browser.ask() else {
        panic!("a page is asked for: {:?}", browser.ask());
    };
    let page = page::of(&item, &Around::default());
    browser.take(Answer::Page(key(&item), page));
    assert!(browser.ask().is_none(), "{:?}", browser.ask());
}

fn press(browser: &mut Browser, keys: &str) -> Option<Wish> {
    let mut wish = None;
    for key in keys.split(' ') {
        let code = match key {
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "back-tab" => KeyCode::BackTab,
            "down" => KeyCode::Down,
            "end" => KeyCode::End,
            "backspace" => KeyCode::Backspace,
            char => KeyCode::Char(char.parse().unwrap()),
        };
        wish = browser.press(KeyEvent::new(code, KeyModifiers::NONE));
    }
    wish
}

fn ids(browser: &Browser) -> String {
    let rows = browser.rows.iter().enumerate();
    let ids = rows.map(|(index, row)| match index == browser.chosen {
        true => format!("[{}]", row.item.head().id),
        false => row.item.head().id.to_string(),
    });
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn kinds_and_levels_narrow_the_list() {
    let mut browser = browser();
    let mut check = |keys: &str, expected: &str| {
        assert_eq!(press(&mut browser, keys), None);
        assert_eq!(ids(&browser), expected, "after {keys}");
    };
    check("?", "[bare] flood card first-minute");
    check("x", "[bare] flood card first-minute");
    check("j down", "bare flood [card] first-minute");
    check("l", "[flood] first-minute");
    check("l", "[bare] card first-minute");
    check("tab", "[bare]");
    check("tab", "[card]");
    check("tab", "[first-minute]");
    check("tab", "[bare] card first-minute");
    check("back-tab l", "[first-minute]");
    check("back-tab end", "flood [card]");
    check("k k k", "[flood] card");
}

#[test]
fn a_filter_is_asked_for_as_it_is_typed() {
    let mut browser = browser();
    let asked = |browser: &Browser| match browser.ask() {
        Some(Ask::Search(query)) => query.text,
        other => panic!("{other:?}"),
    };
    press(&mut browser, "/ q");
    assert_eq!(asked(&browser), "q");
    press(&mut browser, "? backspace p");
    assert_eq!(asked(&browser), "qp");
    browser.take(Answer::Found(vec![
        hit(Collection::Guidance, "first-minute", "Say it", "Say"),
        hit(
            Collection::Questions,
            "flood",
            "A flooded branch",
            "flooded",
        ),
        hit(Collection::Stories, "flood", "A flooded branch", "flooded"),
    ]));
    assert_eq!(ids(&browser), "[first-minute] flood");
    tell_page(&mut browser);
    press(&mut browser, "down enter");
    assert_eq!(browser.mode, Mode::Choose);
    assert_eq!(ids(&browser), "first-minute [flood]");
    tell_page(&mut browser);
    press(&mut browser, "/ esc");
    assert_eq!(ids(&browser), "[bare] flood card first-minute");
}

#[test]
fn what_is_chosen_stays_so_when_packs_change() {
    let mut browser = browser();
    press(&mut browser, "down down");
    tell_page(&mut browser);
    browser.packs_have_changed();
    assert!(matches!(browser.ask(), Some(Ask::Items)));
    let mut items = items();
    items.insert(1, story("new", "New", "L6"));
    browser.take(Answer::Items(items));
    assert_eq!(ids(&browser), "bare new flood [card] first-minute");
    tell_page(&mut browser);
}

#[test]
fn what_fails_is_told_and_not_asked_again_before_a_key() {
    let mut browser = browser();
    press(&mut browser, "down");
    browser.fail("the server is gone".to_owned());
    assert_eq!(browser.message, "the server is gone");
    assert!(browser.ask().is_none());
    press(&mut browser, "x");
    assert_eq!(browser.message, "");
    tell_page(&mut browser);
}

#[test]
fn only_what_is_asked_can_be_practised() {
    let mut browser = browser();
    let practise = |id: &str| Some(Wish::Practise(format!("p/{id}")));
    assert_eq!(press(&mut browser, "enter"), practise("bare"));
    assert_eq!(press(&mut browser, "down p"), practise("flood"));
    assert_eq!(press(&mut browser, "end enter"), None);
    assert!(browser.message.contains("can be practised"));
    for keys in ["q", "esc"] {
        assert_eq!(press(&mut browser, keys), Some(Wish::Leave));
    }
    press(&mut browser, "/");
    assert_eq!(press(&mut browser, "q"), None);
    let interrupt = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(browser.press(interrupt), Some(Wish::Leave));
}

#[test]
fn the_screen_has_the_list_and_the_page() {
    check(
        &mut browser(),
        80,
        expect![[r#"
        / filter                                              all kinds · all levels · 4
        ────────────────────────────────────────────────────────────────────────────────
        questions  1                    │ A question that nobody has answered so far
        L7 A question that nobody has a…│ question · L7
        stories  2                      │
        L6 A flooded branch             │ Who came, and why?
        L7 A lost card                  │
        guidance  1                     │ id      bare
           The first minute             │ pack    p
                                        │ format  f
                                        │
                                        │
                                        │
        / filter   enter practise   ? keys   q leave   tab kind   l level
    "#]],
    );
}

#[test]
fn the_screen_marks_what_was_found() {
    let mut browser = browser();
    press(&mut browser, "/ s c h o o l");
    let snippet = "It was a long way to the school, longer than anybody had thought";
    let hits = vec![hit(Collection::Stories, "flood", snippet, "school")];
    browser.take(Answer::Found(hits));
    tell_page(&mut browser);
    check(
        &mut browser,
        80,
        expect![[r#"
        / school                                              all kinds · all levels · 1
        ────────────────────────────────────────────────────────────────────────────────
        L6 A flooded branch             │ A flooded branch  story · L6
           story  …way to the *school*, lo│
                                        │ Who came, and why?
                                        │
                                        │ Answer  9 words, 4 to 5 s
                                        │
                                        │ result  9 words, 4 to 5 s
                                        │ Water. It was a long way to the *school*.
                                        │
                                        │ id        flood
                                        │ ↓ 3 more
        enter to the list   esc no filter   tab kind   ↑ ↓ choose
    "#]],
    );
}

#[test]
fn a_narrow_screen_has_the_page_below_the_list() {
    check(
        &mut browser(),
        40,
        expect![[r#"
        / filter      all kinds · all levels · 4
        questions  1
        L7 A question that nobody has answered …
        stories  2
        L6 A flooded branch
        ────────────────────────────────────────
         A question that nobody has answered so
         far  question · L7

         Who came, and why?

         id      bare
         ↓ 2 more
        / filter   enter practise   ? keys
    "#]],
    );
}

#[test]
fn no_screen_is_too_small() {
    let mut browser = browser();
    press(&mut browser, "/ w a t e r");
    browser.take(Answer::Found(vec![hit(
        Collection::Stories,
        "card",
        "Water",
        "Water",
    )]));
    tell_page(&mut browser);
    for keys in ["x", "enter ?"] {
        press(&mut browser, keys);
        for (width, height) in (1..90).flat_map(|width| (1..12).map(move |height| (width, height)))
        {
            let _ = screen(&mut browser, width, height);
        }
    }
}

#[track_caller]
fn check(browser: &mut Browser, width: u16, expected: Expect) {
    expected.assert_eq(&screen(browser, width, 14));
}

/// The screen, what was found between `*`.
fn screen(browser: &mut Browser, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let palette = Palette { coloured: true };
    terminal
        .draw(|frame| draw(browser, frame, palette))
        .unwrap();
    let found = palette.found(ratatui::style::Style::new()).fg;
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for row in buffer.area.rows() {
        let mut line = String::new();
        let mut was_found = false;
        for cell in row.columns().map(|place| &buffer[place.as_position()]) {
            let is_found = Some(cell.fg) == found;
            line += if is_found == was_found { "" } else { "*" };
            was_found = is_found;
            line += cell.symbol();
        }
        text = text + line.trim_end() + "\n";
    }
    text
}
