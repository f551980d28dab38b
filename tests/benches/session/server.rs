//! The two servers, each a process: ours, and the anchor.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use starling_proto::transport::{self, Connection, Credentials, Token};
use tempfile::TempDir;

use crate::{Outcome, anchor};

/// A server that is killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    url: String,
    credentials: Credentials,
    data_dir: TempDir,
}

impl Server {
    /// `starling serve`, after something was made of its data folder.
    pub(crate) fn ours(prepare: impl FnOnce(&Path) -> Outcome<()>) -> Outcome<Self> {
        let data_dir = TempDir::with_prefix_in("starling", target())?;
        prepare(data_dir.path())?;
        let mut command = Command::new(starling_tests::program::binary());
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("STARLING_DATA_DIR", data_dir.path())
            // What is logged by default is logged here too.
            .env_remove("RUST_LOG");
        let mut server = Self::start(command, data_dir)?;
        let token = fs::read_to_string(server.data_dir.path().join("sessions/token"))?;
        server.credentials.token = Some(Token::new(token.trim())?);
        Ok(server)
    }

    /// Bare tonic.
    pub(crate) fn anchor() -> Outcome<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.arg(anchor::ROLE);
        Self::start(command, TempDir::new_in(target())?)
    }

    fn start(mut command: Command, data_dir: TempDir) -> Outcome<Self> {
        let is_ours = command.get_args().next().is_some_and(|arg| arg == "serve");
        let mut process = command
            .stdin(Stdio::null())
            .stdout(if is_ours {
                Stdio::null()
            } else {
                Stdio::piped()
            })
            .stderr(if is_ours {
                Stdio::piped()
            } else {
                Stdio::inherit()
            })
            .spawn()?;
        let said: Box<dyn std::io::Read + Send> =
            match (process.stdout.take(), process.stderr.take()) {
                (Some(out), _) => Box::new(out),
                (None, Some(err)) => Box::new(err),
                (None, None) => unreachable!("one of the two is a pipe"),
            };
        let mut lines = BufReader::new(said).lines();
        let url = loop {
            let line = lines.next().ok_or("the server ended before it served")??;
            if let Some(rest) = line.split("serving on ").nth(1) {
                let url = rest.split([';', ' ', ',']).next().unwrap_or_default();
                break url.to_owned();
            }
        };
        // Whatever it says later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            process,
            url,
            credentials: Credentials::default(),
            data_dir,
        })
    }

    /// A connection of its own.
    pub(crate) async fn connect(&self) -> Outcome<Connection> {
        Ok(transport::connect(&self.url, &self.credentials).await?)
    }

    /// Seconds that it has kept a processor busy.
    pub(crate) fn cpu_seconds(&self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let fields: Vec<_> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks: f64 = [11, 12]
            .iter()
            .filter_map(|&at| fields.get(at)?.parse::<f64>().ok())
            .sum();
        Ok(ticks / 100.0)
    }

    /// Bytes of memory that it holds now.
    pub(crate) fn resident_size(&self) -> Outcome<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .ok_or("no VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes * 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// On the disk where the sources are: a folder for temporary files may be in memory.
pub(crate) fn target() -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    target.canonicalize().unwrap_or(target)
}
