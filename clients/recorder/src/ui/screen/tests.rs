//! The screens as they look, in `snapshots/`; `UPDATE_EXPECT=1` writes them anew.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use expect_test::expect_file;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Color;
use serde_json::json;
use starling_practice::{Fit, Format, Question};
use starling_speech::{Level, SampleRate};

use super::check::Check;
use super::console::Input;
use super::palette::Palette;
use super::sheet::{Phase, Sheet};
use crate::device::Device;
use crate::live::View;
use crate::take::{LiveTake, Step};
use crate::ui::Event;

const RATE: u64 = 8_000;

fn two_minutes() -> Format {
    format(
        "L6 two-minute answer",
        Some(120),
        &[
            ("Situation", 25, 25),
            ("Task", 20, 20),
            ("Action", 60, 60),
            ("Result", 35, 35),
        ],
    )
}

fn story() -> Format {
    format(
        "L6 story",
        None,
        &[
            ("Situation", 30, 45),
            ("Task", 30, 30),
            ("Action", 120, 150),
            ("Result", 45, 60),
            ("Learning", 15, 30),
        ],
    )
}

/// As many sections as there can be, with long titles.
fn nine() -> Format {
    let title = "Business context and market opportunity";
    format("Nine", Some(5_400), &[(title, 600, 600); 9])
}

fn format(title: &str, headline_s: Option<u64>, sections: &[(&str, u64, u64)]) -> Format {
    let section = |(index, (title, min_s, max_s)): (usize, &(&str, u64, u64))| json!({"section": format!("section {index}"), "title": title, "min_s": min_s, "max_s": max_s});
    serde_json::from_value(json!({
        "pack": "p", "id": "f", "title": title, "level": "L6", "headline_s": headline_s, "summary": "", "source": "",
        "sections": sections.iter().enumerate().map(section).collect::<Vec<_>>(),
    }))
    .unwrap()
}

fn question() -> Question {
    serde_json::from_value(json!({
        "pack": "p", "id": "q", "title": "", "level": "L6", "format": "f", "principles": [], "evaluated": [
            "not shown to the speaker"
        ], "follow_ups": [], "red_flags": [], "source": "",
        "text": "Describe the failure of a critical system that was too big for any one team to handle. How did you \
                 lead people out of it, and what did you change so that it would not happen again?",
    }))
    .unwrap()
}

/// A sheet at a time of its take, played from keys such as `10 space, 35 o`: seconds and what was pressed. All the
/// while somebody speaks with this amplitude.
fn sheet(format: Format, keys: &str, end_s: u64, amplitude: f32) -> Sheet {
    let bands = format.bands(Fit::Printed).unwrap();
    let mut take = LiveTake::new(
        format.clone(),
        bands.clone(),
        SampleRate::new(RATE as u32).unwrap(),
    );
    let mut sheet = Sheet::new(question(), format, Fit::Printed, bands);
    let start = Instant::now();
    let mut keys = keys.split(", ").filter(|key| !key.is_empty()).peekable();
    for second in 0..=end_s {
        while let Some((at, key)) = keys.peek().and_then(|key| key.split_once(' '))
            && at.parse::<u64>().unwrap() == second
        {
            keys.next();
            let step = match sheet.press(key_input(key)) {
                Some(Event::Step(step)) => step,
                _ => continue,
            };
            let taken = take.step(step, second * RATE);
            sheet.stepped(step, taken);
        }
        let view = View {
            state: take.state(),
            clocks: take.clocks(second * RATE),
            level: Level::of(&[amplitude, 0.0]),
            digital_silence: Duration::from_secs(if amplitude == 0.0 { second } else { 0 }),
            lost_frame_count: if amplitude == 1.0 { 480 } else { 0 },
            is_rerouted: false,
        };
        sheet.observe(view, start + Duration::from_secs(second));
    }
    sheet
}

fn key_input(key: &str) -> Input {
    let code = match key {
        "space" => KeyCode::Char(' '),
        char => KeyCode::Char(char.parse().unwrap()),
    };
    Input::Key(code.into())
}

fn opening() -> Sheet {
    let format = two_minutes();
    let bands = format.bands(Fit::Printed).unwrap();
    Sheet::new(question(), format, Fit::Printed, bands)
}

fn thinking() -> Sheet {
    let mut sheet = opening();
    sheet.phase = Phase::Thinking {
        left: Duration::from_millis(22_300),
    };
    sheet
}

fn checking(amplitude: Option<f32>) -> Check {
    let mut check = Check::new(Device::null());
    let start = Instant::now();
    for second in 0..=4 {
        let level = amplitude.map(|amplitude| Level::of(&[0.0, amplitude]));
        check.hear(level, start + Duration::from_secs(second));
    }
    check
}

/// Everything that there is to see.
fn screens() -> Vec<(&'static str, Screen)> {
    let told = "4 space, 29 space, 49 space, 112 space";
    let take = |name, sheet| (name, Screen::Take(Box::new(sheet)));
    let check = |name, check| (name, Screen::Check(check));
    vec![
        check("check-opening", Check::new(Device::null())),
        check("check-dead", checking(None)),
        check("check-muted", checking(Some(0.0))),
        check("check-too-quiet", checking(Some(0.01))),
        check("check-clipping", checking(Some(1.0))),
        check("check-good", checking(Some(0.2))),
        take("opening", opening()),
        take("thinking", thinking()),
        take("lead-in", sheet(two_minutes(), "", 2, 0.01)),
        take("to-go", sheet(two_minutes(), "4 space", 16, 0.1)),
        take("on-time", sheet(two_minutes(), told, 145, 0.2)),
        take("long", sheet(two_minutes(), "4 space, 10 space", 36, 0.01)),
        take("far-over", sheet(story(), "4 space, 40 4, 60 2", 120, 0.3)),
        take(
            "off-clock",
            sheet(two_minutes(), "4 space, 28 space, 40 o", 60, 0.01),
        ),
        take("paused", sheet(story(), "4 space, 40 space, 50 p", 70, 0.2)),
        take("lost-frames", sheet(story(), "4 space, 40 space", 50, 1.0)),
        take("silent", sheet(two_minutes(), "4 space", 16, 0.0)),
        take(
            "nothing-to-go-on-to",
            sheet(two_minutes(), "4 4, 9 space", 9, 0.2),
        ),
        take("keys", sheet(two_minutes(), "4 space, 9 ?", 9, 0.2)),
        take(
            "nine-sections",
            sheet(nine(), "4 space, 604 space", 905, 0.2),
        ),
    ]
}

enum Screen {
    Check(Check),
    Take(Box<Sheet>),
}

impl Screen {
    fn draw(&self, width: u16, height: u16, palette: Palette) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let draw = |frame: &mut ratatui::Frame| match self {
            Self::Check(check) => check.draw(frame, palette),
            Self::Take(sheet) => sheet.draw(frame, palette),
        };
        terminal.draw(draw).unwrap().buffer.clone()
    }
}

fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area.rows() {
        let line: String = row
            .columns()
            .map(|cell| buffer[(cell.x, cell.y)].symbol())
            .collect();
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

#[test]
fn every_screen_looks_as_it_should() {
    for (name, screen) in screens() {
        let mut pictures = String::new();
        for (width, height) in [(80, 24), (120, 40), (40, 10)] {
            let picture = text_of(&screen.draw(width, height, Palette { coloured: true }));
            writeln!(
                pictures,
                "{:=^width$}\n{picture}",
                format!(" {width} x {height} "),
                width = usize::from(width)
            )
            .unwrap();
        }
        expect_file![format!("snapshots/{name}.txt")].assert_eq(&pictures);
    }
}

#[test]
fn every_size_is_drawn() {
    for (_, screen) in screens() {
        for width in [0, 1, 7, 40, 59, 60, 300] {
            for height in [0, 1, 2, 3, 5, 8, 12, 14, 15, 17, 24, 100] {
                screen.draw(width, height, Palette { coloured: true });
            }
        }
    }
}

#[test]
fn without_colours_there_are_none_and_the_words_are_the_same() {
    for (name, screen) in screens() {
        let [coloured, plain] =
            [true, false].map(|coloured| screen.draw(80, 24, Palette { coloured }));
        assert_eq!(text_of(&coloured), text_of(&plain), "{name}");
        let cells = plain.content.iter();
        assert!(
            cells
                .clone()
                .all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)),
            "{name}"
        );
    }
}

#[test]
fn the_list_of_keys_goes_with_the_next_key() {
    let keys = KeyEvent::from(KeyCode::Char('?'));
    let mut sheet = sheet(two_minutes(), "", 1, 0.2);
    let is_shown = |sheet: &Sheet| {
        let picture =
            Screen::Take(Box::new(sheet.clone())).draw(80, 24, Palette { coloured: true });
        text_of(&picture).contains("these keys")
    };
    assert!(!is_shown(&sheet));
    for (key, meaning, shown) in [
        (keys, Some(Event::Help), true),
        (keys, Some(Event::Help), false),
        (keys, Some(Event::Help), true),
        (KeyCode::Esc.into(), None, false),
        (keys, Some(Event::Help), true),
        (
            KeyCode::Char(' ').into(),
            Some(Event::Step(Step::Next)),
            false,
        ),
    ] {
        assert_eq!(sheet.press(Input::Key(key)), meaning);
        assert_eq!(is_shown(&sheet), shown, "{key:?}");
    }
}
