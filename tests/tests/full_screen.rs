//! A take on the full screen, as a person at a terminal of 80 × 24 sees it.

use std::{fs, process::Command};

use starling_tests::{
    microphone::{SAMPLE_RATE, VirtualMicrophone},
    program::Starling,
    speech::speak,
    terminal::Terminal,
    wav::chapters,
};

const PRACTICE: &str = "starling practice --format l6-2min --question worst-production-incident";

#[test]
fn a_person_is_led_from_the_check_to_the_report() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let terminal = Terminal::open(&starling);
    terminal.type_line(PRACTICE);
    terminal.wait_for("Microphone check");
    let sentence =
        speak("I speak a sentence aloud, and then I answer the question as well as I can.");
    let voice = sentence
        .iter()
        .copied()
        .cycle()
        .take(60 * SAMPLE_RATE as usize);
    microphone.feed(voice);
    terminal.wait_for("good (");

    terminal.press("Space");
    let screen = terminal.wait_for("LEAD-IN");
    for text in [
        "L6 two-minute answer",
        "incident",
        "1 Situation",
        "2 Task",
        "3 Action",
        "4 Result",
        "Total",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    terminal.press("Space");
    terminal.wait_for("REC  Situation");
    let is_at = |section: &'static str, time: &'static str| {
        let row = format!("{section} {time}");
        move |screen: &str| {
            screen
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(&row)
        }
    };
    terminal.wait_until("two seconds of Situation", is_at("1 Situation", "0:02"));
    terminal.press("?");
    terminal.wait_for("these keys");
    terminal.press("o");
    terminal.wait_for("OFF-CLOCK");
    terminal.press("Space");
    terminal.wait_for("REC  Situation");
    terminal.press("3");
    terminal.wait_for("REC  Action");
    terminal.wait_until("one second of Action", is_at("3 Action", "0:01"));
    terminal.press("p");
    terminal.wait_for("PAUSED");
    terminal.press("q");

    let screen = terminal.wait_for("take: ");
    for text in [
        "Situation ",
        "missing",
        "Timing score 0 of 100",
        "Fix first: ",
    ] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    the_terminal_is_as_it_was(&terminal);
    let markers = chapters(&starling.only_take());
    let titles: Vec<&str> = markers.iter().map(|marker| marker.title.as_str()).collect();
    assert_eq!(
        titles,
        ["situation", "off_clock", "situation", "action", "off_clock"]
    );
}

#[test]
fn a_signal_ends_the_take_and_gives_the_terminal_back() {
    #[track_caller]
    fn check(end: impl FnOnce(&Terminal<'_>, &str)) {
        let microphone = VirtualMicrophone::start().unwrap();
        let starling = Starling::with_microphone(&microphone);
        let terminal = Terminal::open(&starling);
        terminal.type_line(&format!("sh -c 'echo $$ >pid; exec {PRACTICE}'"));
        terminal.wait_for("Microphone check");
        terminal.press("Space");
        terminal.wait_for("LEAD-IN");
        terminal.press("Space");
        terminal.wait_for("REC  Situation");
        let pid = fs::read_to_string(starling.home().join("pid")).unwrap();
        end(&terminal, pid.trim());
        terminal.wait_for("take: ");
        the_terminal_is_as_it_was(&terminal);
        assert_eq!(chapters(&starling.only_take())[0].title, "situation");
    }
    let signal = |name: &'static str| {
        move |_: &Terminal<'_>, pid: &str| {
            assert!(
                Command::new("kill")
                    .args([name, pid])
                    .status()
                    .unwrap()
                    .success()
            );
        }
    };
    check(signal("-TERM"));
    check(signal("-INT"));
    check(|terminal, _| terminal.press("C-c"));
}

#[test]
fn who_leaves_before_the_take_has_no_take() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let terminal = Terminal::open(&starling);
    terminal.type_line(PRACTICE);
    terminal.wait_for("Microphone check");
    terminal.press("q");
    terminal.wait_for("nothing was recorded");
    the_terminal_is_as_it_was(&terminal);
    terminal.type_line(&format!("{PRACTICE} --think 60"));
    terminal.wait_for("Microphone check");
    terminal.press("Space");
    terminal.wait_for("THINK");
    terminal.press("q");
    terminal.wait_for("nothing was recorded");
    the_terminal_is_as_it_was(&terminal);
    assert!(starling.takes("").is_empty());
}

#[test]
fn without_a_microphone_the_terminal_says_so() {
    let starling = Starling::new();
    let terminal = Terminal::open(&starling);
    terminal.type_line(&format!("{PRACTICE}; echo \"code $?\""));
    let screen = terminal.wait_for("code 3");
    for text in ["there is no microphone", "--demo", "--input FILE.wav"] {
        assert!(screen.contains(text), "{text}: {screen}");
    }
    the_terminal_is_as_it_was(&terminal);
}

/// The full screen would be drawn into the file.
#[test]
fn a_report_that_goes_to_a_file_is_all_that_is_in_it() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let terminal = Terminal::open(&starling);
    terminal.type_line(&format!("{PRACTICE} --json >report.json; echo \"code $?\""));
    terminal.wait_for("recording");
    terminal.press("Enter");
    terminal.wait_for("section 1: Situation");
    terminal.type_line("q");
    terminal.wait_for("code 0");
    let report = fs::read_to_string(starling.home().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["take"]["ended"], "stopped");
}

/// The shell is on the normal screen, its cursor is seen, and what is typed is seen and done.
#[track_caller]
fn the_terminal_is_as_it_was(terminal: &Terminal<'_>) {
    assert_eq!(
        terminal.format("#{alternate_on} #{cursor_flag} #{mouse_any_flag}"),
        "0 1 0"
    );
    terminal.type_line(
        "stty -a | tr ' ;' '\\n\\n' | grep -xE 'echo|icanon|isig|opost' | sort | tr '\\n' '+'",
    );
    terminal.wait_for("echo+icanon+isig+opost+");
    terminal.type_line("clear");
    terminal.wait_until("an empty screen", |screen| screen.trim().len() < 3);
}
