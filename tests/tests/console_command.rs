//! `starling console`: who sees its token, and what it does where a server runs, or no browser does.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use starling_tests::{program::Starling, running::Running, server::Server, wait::wait_until};

#[test]
fn the_token_stands_in_a_file_of_the_users_own_and_in_no_command_line() {
    let starling = Starling::new();
    let opened = opener(&starling, "echo \"$@\" > opened.new; mv opened.new opened");
    let mut console = console(&starling, &["--listen", "127.0.0.1:0"]);
    let base = served(&mut console);
    console.wait_for("opens in your browser");
    let page = page(&starling);
    assert_eq!(
        fs::read_to_string(opened).unwrap(),
        format!("{}\n", page.display())
    );
    let token = token(&starling);
    assert_leads_to(&page, &base, &token);
    let command_lines = Command::new("ps").args(["-Ao", "args"]).output().unwrap();
    let command_lines = String::from_utf8_lossy(&command_lines.stdout).into_owned();
    assert!(command_lines.contains("console"), "{command_lines}");
    assert!(!command_lines.contains(&token));
    let outcome = console.stop();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(!outcome.stderr.contains(&token) && !outcome.stdout.contains(&token));
    assert!(!starling.data_dir().join("sessions/addresses.json").exists());
}

#[test]
fn where_a_server_runs_its_page_is_opened() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let shown = starling.run(["console", "--print", "--json"]).code(0);
    let json = shown.json();
    assert_eq!(json["url"], *server.url());
    assert_eq!(json["page"], *page(&starling).to_str().unwrap());
    assert_leads_to(&page(&starling), &server.url(), server.token().expose());
    let printed = starling.run(["console", "--print"]).code(0);
    assert_eq!(printed.stdout, format!("{}\n", page(&starling).display()));
    server.stop();
}

#[test]
fn the_page_of_another_server_is_opened_with_what_lets_one_in() {
    let there = Starling::new();
    let server = Server::start(&there);
    let here = Starling::new();
    let url = server.url();
    let _ = here
        .run(["console", "--print", "--server", &url])
        .code(4)
        .said(&["--token"]);
    let token = server.token().expose();
    let command = ["console", "--print", "--server", &url, "--token", token];
    let _ = here.run(command).code(0);
    assert_leads_to(&page(&here), &url, token);
    server.stop();
    // The folder is made as the sessions' own is.
    Server::start(&here).stop();
}

#[test]
fn without_a_browser_the_page_is_served_and_named() {
    let starling = Starling::new();
    for opener_says in [None, Some("exit 3")] {
        match opener_says {
            None => without_opener(&starling),
            Some(script) => drop(opener(&starling, script)),
        }
        let mut console = console(&starling, &["--listen", "127.0.0.1:0"]);
        console.wait_for("no browser could be opened");
        let path = console.wait_for("console.html");
        assert_eq!(path, page(&starling).display().to_string());
        assert_eq!(console.stop().code, Some(0));
    }
}

#[test]
fn the_usual_port_may_be_taken_by_somebody_else() {
    let starling = Starling::new();
    // Whoever has it already has it for us.
    let _taken = TcpListener::bind("127.0.0.1:7350");
    let mut console = console(&starling, &["--print"]);
    let base = served(&mut console);
    assert!(base.starts_with("http://127.0.0.1:"), "{base}");
    assert!(!base.ends_with(":7350"), "{base}");
    wait_until(|| page(&starling).exists());
    wait_until(|| page(&starling).exists());
    assert_leads_to(&page(&starling), &base, &token(&starling));
    let outcome = console.stop();
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(outcome.stdout, format!("{}\n", page(&starling).display()));
}

#[test]
fn a_page_that_others_left_is_replaced_and_never_written_through() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let sessions = starling.data_dir().join("sessions");
    let elsewhere = starling.home().join("elsewhere");
    fs::write(&elsewhere, "untouched").unwrap();
    for left in ["console.html", "console.html.new"] {
        symlink(&elsewhere, sessions.join(left)).unwrap();
    }
    let _ = starling.run(["console", "--print"]).code(0);
    assert_leads_to(&page(&starling), &server.url(), server.token().expose());
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "untouched");
    server.stop();
}

/// The page leads there with the token, and its user alone reads it.
#[track_caller]
fn assert_leads_to(page: &Path, base: &str, token: &str) {
    let html = fs::read_to_string(page).unwrap();
    let leads = format!("location.replace(\"{base}/#token={token}\")");
    assert!(html.contains(&leads), "{html}");
    let metadata = fs::symlink_metadata(page).unwrap();
    assert!(metadata.is_file());
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

fn page(starling: &Starling) -> PathBuf {
    starling.data_dir().join("sessions/console.html")
}

fn token(starling: &Starling) -> String {
    let file = starling.data_dir().join("sessions/token");
    fs::read_to_string(file).unwrap().trim_end().to_owned()
}

/// Waits until it serves, and gives the address.
#[track_caller]
fn served(console: &mut Running) -> String {
    let line = console.wait_for("serving on http");
    let words = line.split([';', ' ']);
    let url = { words }.find(|word| word.starts_with("http"));
    url.unwrap().to_owned()
}

/// Starts `starling console` with the opener of [`opener`] before all others.
#[track_caller]
fn console(starling: &Starling, more: &[&str]) -> Running {
    let mut command = starling.command([&["console"], more].concat());
    let path = env::var("PATH").unwrap();
    let bin = starling.home().join("bin");
    command.env("PATH", format!("{}:{path}", bin.display()));
    Running::start(command)
}

/// Makes a script what opens files, and gives the file that it may leave.
fn opener(starling: &Starling, script: &str) -> PathBuf {
    let bin = starling.home().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let opener = bin.join("xdg-open");
    fs::write(&opener, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    starling.home().join("opened")
}

/// Makes the opener a program that is none.
fn without_opener(starling: &Starling) {
    opener(starling, "");
    fs::write(starling.home().join("bin/xdg-open"), "#!/nonexistent\n").unwrap();
}
