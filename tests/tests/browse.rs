//! The material, read in the terminal: pages, lists, and the full screen to browse them all.

use std::{fs, process::Command};

use serde_json::json;
use starling_tests::{
    agree::agree, microphone::VirtualMicrophone, program::Starling, terminal::Terminal,
};

#[test]
fn a_story_is_found_and_read() {
    let starling = Starling::new();
    let terminal = Terminal::open(&starling);
    terminal.type_line("starling browse");
    let screen = terminal.wait_for("formats  15");
    assert!(screen.contains("all kinds · all levels"), "{screen}");
    terminal.press("/");
    for key in ["abandoned", "Space", "cart"] {
        terminal.press(key);
    }
    terminal.wait_for("L6 Cart abandonment");
    terminal.press("Down");
    let screen = terminal.wait_for("Answer  L6 ");
    for text in ["/ abandoned cart", "story", "words, "] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    let coloured = terminal.screen_with_colours();
    assert!(coloured.contains("\x1b[0;1;4m"), "{coloured}");
    terminal.press("Enter");
    terminal.press("?");
    terminal.wait_for("these keys");
    terminal.press("q");
    terminal.press("Space");
    terminal.wait_for("Task  20 s");
    terminal.press("q");
    the_terminal_is_as_it_was(&terminal);
}

#[test]
fn a_question_is_practised_from_the_list_and_back() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let terminal = Terminal::open(&starling);
    terminal.type_line("starling browse --kind scenario --level l7");
    terminal.wait_for("scenarios  20");
    terminal.press("Enter");
    terminal.wait_for("Microphone check");
    terminal.press("Space");
    terminal.wait_for("LEAD-IN");
    terminal.press("Space");
    terminal.wait_for("REC  ");
    terminal.press("q");
    let screen = terminal.wait_for("enter goes back");
    assert!(screen.contains("take: "), "{screen}");
    terminal.press("Enter");
    terminal.wait_for("scenarios  20");
    terminal.press("q");
    the_terminal_is_as_it_was(&terminal);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    let first = starling.run(["scenario", "list", "--level=l7", "--json"]);
    agree(
        "the take",
        &json!([{"question": first.code(0).json()[0]["id"], "uploaded": true}]),
        &takes,
    );
}

#[test]
fn new_material_appears_by_itself() {
    let starling = Starling::new();
    let terminal = Terminal::open(&starling);
    terminal.type_line("starling browse chandelier");
    terminal.wait_for("nothing found");
    let _ = starling
        .run(["content", "new", "question", "chandelier-falls"])
        .code(0);
    let question = starling
        .data_dir()
        .join("packs/my-stories/questions/chandelier-falls.md");
    let written = fs::read_to_string(&question).unwrap();
    let front_matter = written.rsplit_once("+++\n").unwrap().0;
    let text = "+++\nWho hung the chandelier?\n";
    fs::write(&question, format!("{front_matter}{text}")).unwrap();
    terminal.wait_for("Who hung the chandelier?");
    terminal.press("q");
    the_terminal_is_as_it_was(&terminal);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let starling = Starling::new();
        let terminal = Terminal::open(&starling);
        terminal.type_line("sh -c 'echo $$ >pid; exec starling browse'");
        terminal.wait_for("formats  15");
        let pid = fs::read_to_string(starling.home().join("pid")).unwrap();
        let killed = Command::new("kill").args([signal, pid.trim()]).status();
        assert!(killed.unwrap().success());
        the_terminal_is_as_it_was(&terminal);
    }
}

#[test]
fn without_a_terminal_there_is_the_list() {
    let starling = Starling::new();
    let _ = starling
        .run(["browse"])
        .code(1)
        .said(&["no terminal", "--plain"]);
    let list = starling.run(["browse", "--plain", "--kind=rubric"]).code(0);
    assert_eq!(
        list.stdout,
        "rubrics/l6  L6  Rubric for L6 answers\nrubrics/l7  L7  Rubric for L7 answers\n"
    );
    let found = starling.run([
        "browse",
        "--json",
        "--level=l6",
        "--kind=story",
        "abandoned",
    ]);
    let hit = json!({"kind": "story", "level": "L6"});
    agree("a hit", &json!([hit]), &found.code(0).json());
}

/// Whatever the list names can be shown.
#[test]
fn every_kind_has_a_page() {
    let starling = Starling::new();
    let list = starling.run(["browse", "--plain"]).code(0).stdout;
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for item in list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
    {
        let (kind, _) = item.split_once('/').unwrap();
        if kinds.last().is_none_or(|(last, _)| *last != kind) {
            kinds.push((kind, item));
        }
    }
    assert_eq!(kinds.len(), 11, "{kinds:?}");
    for (_, item) in kinds {
        let (_, id) = item.split_once('/').unwrap();
        let page = starling.run(["show", item]).code(0).stdout;
        for text in [id, "community estimates"] {
            assert!(page.contains(text), "{page}");
        }
        assert!(
            page.lines().all(|line| line.chars().count() <= 80),
            "{page}"
        );
        assert!(!page.contains('\x1b'), "{page}");
        let shown = starling.run(["show", item, "--json"]).code(0).json();
        agree(item, &json!({"pack": "amazon-em", "id": id}), &shown);
    }
}

#[test]
fn an_item_that_is_not_there_has_near_ones() {
    let starling = Starling::new();
    let check = |arguments: &[&str], code, said: &[&str]| {
        let _ = starling.run(arguments).code(code).said(said);
    };
    check(
        &["story", "show", "l6-cart-abandonement"],
        4,
        &[
            "no story `l6-cart-abandonement`",
            "mean l6-cart-abandonment",
        ],
    );
    check(
        &["scenario", "show", "elsewhere/crisis-recovery"],
        4,
        &["no scenario"],
    );
    check(&["scenario", "show", "amazon-em/crisis-recovery"], 0, &[]);
    check(&["question", "show", "crisis-recovery"], 0, &[]);
    check(&["show", "amazon-em/rubrics/l8"], 4, &["no rubric `l8`"]);
    check(&["show", "rubrics"], 2, &["such as rubrics/l7"]);
    check(&["show", "rubric/l7"], 2, &["such as rubrics/l7"]);
}

#[test]
fn lists_are_narrowed() {
    let starling = Starling::new();
    let check = |arguments: &[&str], length: usize| {
        let list = starling.run([arguments, &["--json"]].concat()).code(0);
        let list = list.json();
        assert_eq!(list.as_array().map(Vec::len), Some(length), "{arguments:?}");
    };
    check(&["story", "list"], 100);
    check(&["story", "list", "--category", "dive-deep"], 5);
    check(&["story", "list", "--level=l7", "--category=dive-deep"], 0);
    check(&["scenario", "list"], 20);
    check(&["scenario", "list", "--outcome", "failure"], 3);
    let text = starling
        .run(["scenario", "list", "--outcome=failure"])
        .code(0)
        .stdout;
    assert!(
        text.contains("failed-technology-bet  L7, failure"),
        "{text}"
    );
}

/// The shell is on the normal screen, its cursor is seen, and what is typed is seen and done.
#[track_caller]
fn the_terminal_is_as_it_was(terminal: &Terminal<'_>) {
    terminal.wait_until("the shell", |_| terminal.format("#{alternate_on}") == "0");
    terminal.type_line("clear; stty -a | tr ' ;' '\\n\\n' | grep -xE 'echo|icanon|isig|opost' | sort | tr '\\n' '+'");
    terminal.wait_for("echo+icanon+isig+opost+");
    assert_eq!(terminal.format("#{alternate_on} #{cursor_flag}"), "0 1");
}
