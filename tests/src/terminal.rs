//! A terminal with a person before it: tmux, which nobody here wrote, draws what the program sends.

use std::{
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{program::Starling, running::PATIENCE};

const LOOK: Duration = Duration::from_millis(50);

/// A terminal of 80 × 24 with a shell in it; dropped, it is closed.
pub struct Terminal<'a> {
    starling: &'a Starling,
    socket: String,
}

impl<'a> Terminal<'a> {
    /// Opens a terminal in which `starling` is the program.
    #[track_caller]
    pub fn open(starling: &'a Starling) -> Self {
        // Each has a server of its own: one that is ending takes no new terminal.
        static OPENED: AtomicUsize = AtomicUsize::new(0);
        let socket = format!("tmux{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let socket = starling.home().join(socket).display().to_string();
        let terminal = Self { starling, socket };
        let folder = crate::program::binary()
            .parent()
            .expect("a program is in a folder");
        let mut command = terminal.command();
        command.args([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "80",
            "-y",
            "24",
            "sh",
        ]);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", folder.display()));
        assert!(command.status().expect("tmux runs").success());
        terminal.wait_until("a prompt", |screen| !screen.trim().is_empty());
        terminal
    }

    /// Types a line, then enter.
    #[track_caller]
    pub fn type_line(&self, line: &str) {
        self.tmux(&["send-keys", "-l", line]);
        self.press("Enter");
    }

    /// Presses a key, such as `Space` or `q`.
    #[track_caller]
    pub fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    /// What is on the screen now.
    #[must_use]
    #[track_caller]
    pub fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// The same with the sequences for colours, bold and the like.
    #[must_use]
    #[track_caller]
    pub fn screen_with_colours(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-e"])
    }

    /// What tmux knows of the terminal, such as `#{alternate_on}`.
    #[must_use]
    #[track_caller]
    pub fn format(&self, format: &str) -> String {
        self.tmux(&["display-message", "-p", format])
            .trim_end()
            .to_owned()
    }

    /// Waits until a text is on the screen, and gives all of it.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Waits until the screen is as it should be, and gives it.
    #[track_caller]
    #[expect(
        clippy::disallowed_methods,
        reason = "a terminal does not tell when it has been drawn"
    )]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if is_so(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "waited for {what}:\n{screen}");
            thread::sleep(LOOK);
        }
    }

    #[track_caller]
    fn tmux(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().expect("tmux runs");
        let trouble = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {arguments:?}: {trouble}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.env_clear().envs(self.starling.environment());
        command.args(["-S", &self.socket]);
        command.current_dir(self.starling.home());
        command
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // It fails only if the shell has ended already.
        let _ = self.command().arg("kill-server").status();
    }
}
