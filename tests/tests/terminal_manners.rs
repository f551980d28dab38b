//! How the command behaves among other programs: help, completions, colours, JSON, pipes.

use std::{fs, process::Command};

use starling_tests::{
    program::Starling,
    running::{Outcome, Running},
    terminal::Terminal,
};

#[test]
fn every_command_has_help_with_an_example() {
    let starling = Starling::new();
    let help = starling.run(["--help"]).code(0).stdout;
    assert!(help.contains("Exit codes:"), "{help}");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 9, "{help}");
    for command in commands.into_iter().filter(|command| *command != "help") {
        let help = starling.run([command, "--help"]).code(0).stdout;
        assert!(
            help.contains(&format!("Usage: starling {command}")),
            "{help}"
        );
        assert!(
            help.contains(&format!("\n  starling {command}")),
            "no example: {help}"
        );
    }
    let mut alone = starling.command([""; 0]);
    alone.env_remove("STARLING_DATA_DIR");
    let _ = Running::start(alone)
        .end()
        .code(2)
        .said(&["Commands:", "Examples:"]);
}

#[test]
fn help_fits_a_terminal() {
    let starling = Starling::new();
    check_help(&starling, &mut Vec::new());
}

/// The help of a command and of those below it.
fn check_help(starling: &Starling, command: &mut Vec<String>) {
    let mut help = starling.command(command.iter().map(String::as_str).chain(["--help"]));
    help.env("COLUMNS", "80").env_remove("STARLING_DATA_DIR");
    let help = Running::start(help).end().code(0).stdout;
    for line in help.lines() {
        assert!(line.chars().count() <= 80, "{command:?}: {line}");
    }
    let (own, global) = help
        .split_once("Options of every command:")
        .expect("every command has them");
    for option in ["--json", "--data-dir", "--server", "--token", "--ca"] {
        assert!(
            !own.contains(&format!("{option} ")) && global.contains(option),
            "{help}"
        );
    }
    let below = own.lines().skip_while(|line| *line != "Commands:").skip(1);
    let below = below.take_while(|line| !line.is_empty());
    // What is said of a command may go on, further in.
    let below = below.filter(|line| !line.starts_with("   "));
    for name in below.filter_map(|line| line.split_whitespace().next()) {
        if name != "help" {
            command.push(name.to_owned());
            check_help(starling, command);
            command.pop();
        }
    }
}

#[test]
fn completions_are_scripts_that_shells_take() {
    let starling = Starling::new();
    let script = starling.home().join("completions");
    for (shell, check) in [
        ("bash", ". \"$0\"; complete -p starling"),
        (
            "zsh",
            "autoload -U compinit; compinit -D; . \"$0\"; (( $+functions[_starling] ))",
        ),
        (
            "fish",
            "source $argv[1]; complete -C 'starling prac' | grep practice",
        ),
    ] {
        let completions = starling.run(["completions", shell]).code(0).stdout;
        assert!(completions.contains("practice"), "{completions}");
        fs::write(&script, completions).unwrap();
        let mut command = Command::new(shell);
        match command.args(["-c", check]).arg(&script).output() {
            Ok(output) => assert!(output.status.success(), "{shell}: {output:?}"),
            Err(error) => eprintln!("{shell}'s completions are not tried: {error}"),
        }
    }
}

#[test]
fn pipes_have_no_colours() {
    let starling = Starling::new();
    for arguments in [
        &["formats"][..],
        &["questions", "--level", "l7"],
        &["practice", "--demo"],
        &["takes"],
        &["--help"],
        &["practice", "--format", "none"],
    ] {
        let Outcome { stdout, stderr, .. } = starling.run(arguments);
        assert!(
            !format!("{stdout}{stderr}").contains('\x1b'),
            "{arguments:?}: {stdout}{stderr}"
        );
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    #[track_caller]
    fn check(environment: &str, has_colours: bool) {
        let starling = Starling::new();
        let terminal = Terminal::open(&starling);
        terminal.type_line(&format!(
            "{environment} starling score --segments - --format l6-2min"
        ));
        terminal.type_line(r#"[{"section": "task", "elapsed_s": 9, "speech_s": 9}]"#);
        terminal.press("C-d");
        terminal.wait_for("Fix first");
        let screen = terminal.screen_with_colours();
        assert_eq!(screen.contains("\x1b["), has_colours, "{screen}");
    }
    check("", true);
    check("NO_COLOR=1", false);
    check("TERM=dumb", false);
}

#[test]
fn a_server_on_a_terminal_says_where_it_is_and_nothing_else() {
    let starling = Starling::new();
    let terminal = Terminal::open(&starling);
    terminal.type_line("clear; starling console --print --listen 127.0.0.1:0; echo ended $?");
    terminal.wait_for("console.html");
    terminal.press("C-c");
    let screen = terminal.wait_for("ended 0");
    let lines: Vec<&str> = screen.lines().filter(|line| !line.is_empty()).collect();
    assert!(
        lines[0].starts_with("serving on http://127.0.0.1:"),
        "{screen}"
    );
    assert!(lines[1].ends_with("sessions/console.html"), "{screen}");
    assert!(lines[2].ends_with("ended 0"), "{screen}");
}

#[test]
fn lists_are_json_where_json_is_asked_for() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let check = |arguments: &[&str], length: usize| {
        let list = starling
            .run([arguments, &["--json"]].concat())
            .code(0)
            .json();
        assert_eq!(
            list.as_array().map(Vec::len),
            Some(length),
            "{arguments:?}: {list:#}"
        );
    };
    check(&["formats"], 15);
    check(&["questions"], 143);
    check(&["questions", "--level", "L7"], 93);
    check(
        &[
            "questions",
            "--level",
            "l6",
            "--principle",
            "no-such-principle",
        ],
        0,
    );
    check(&["takes"], 1);
    check(&["devices"], 0);
    check(&["repair"], 0);
    let uploaded = starling.run(["upload", "--json"]).code(0).json();
    assert_eq!(uploaded, serde_json::json!({"uploaded": 0, "failed": 0}));
}

/// As when `head` has got what it wanted: the command ends as if nothing had happened.
#[test]
fn a_broken_pipe_is_no_trouble() {
    let starling = Starling::new();
    for arguments in [
        &["questions"][..],
        &["formats", "--json"],
        &["practice", "--demo"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = starling.command(arguments).stdout(writer).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}
