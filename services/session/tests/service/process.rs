//! The service as a process of its own, which can be killed.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// A running `starling-session`; killed when it is dropped.
pub(crate) struct Process {
    pub(crate) url: String,
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
}

impl Process {
    /// Starts the binary on a directory.
    pub(crate) async fn start(data_dir: &Path, content_url: &str) -> Self {
        Self::start_with(&[], data_dir, content_url).await
    }

    /// Starts it through other commands, which end by executing their arguments.
    pub(crate) async fn start_with(prefix: &[&str], data_dir: &Path, content_url: &str) -> Self {
        // There is no socket where others could go.
        fs::set_permissions(data_dir, Permissions::from_mode(0o700)).unwrap();
        let mut words = prefix.to_vec();
        words.push(env!("CARGO_BIN_EXE_starling-session"));
        let mut child = Command::new(words[0])
            .args(&words[1..])
            .args(["--listen", "127.0.0.1:0", "--content-url", content_url])
            .arg("--data-dir")
            .arg(data_dir)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut lines = String::new();
        let url = loop {
            let line = log.next_line().await.unwrap();
            let line = line.unwrap_or_else(|| panic!("it does not listen:\n{lines}"));
            // The socket lets its user in without a token.
            if let Some((_, url)) = line.split_once("listening on unix:") {
                // It may be in a mount namespace of its own.
                let process = child.id().unwrap();
                break format!("unix:/proc/{process}/root{url}");
            }
            lines += &line;
        };
        Self { url, child, log }
    }

    /// The id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Ends it as a power cut would, but for the disk.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop.
    pub(crate) async fn terminate(&self) {
        let id = self.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(told.unwrap().success());
    }

    /// Waits until it has ended; how, and what it has logged.
    pub(crate) async fn end(mut self) -> (ExitStatus, String) {
        let mut lines = String::new();
        while let Some(line) = self.log.next_line().await.unwrap() {
            lines += &line;
            lines.push('\n');
        }
        (self.child.wait().await.unwrap(), lines)
    }
}
