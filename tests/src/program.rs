//! The real `starling`, in processes and folders of its own.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::microphone::VirtualMicrophone;

/// How long a program may take for a step before a test gives it up; far more than it needs.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Lines that a program said and nobody has heard yet.
const UNHEARD: usize = 4_096;

/// One person's Starling: a data folder and a home that nobody else has, and no microphone unless one is given.
pub struct Starling {
    home: TempDir,
    microphone: Vec<(&'static str, String)>,
}

/// A program that runs.
pub struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    said: Receiver<String>,
    printed: Receiver<String>,
    heard: String,
}

/// What a program that has ended left.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Starling {
    /// A Starling on a machine without a microphone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            home: TempDir::with_prefix("starling").expect("there is room for a folder"),
            microphone: vec![("PULSE_SERVER", "unix:/nonexistent".to_owned())],
        }
    }

    /// The same with a microphone.
    #[must_use]
    pub fn with_microphone(microphone: &VirtualMicrophone) -> Self {
        Self {
            microphone: microphone.env().into(),
            ..Self::new()
        }
    }

    /// A folder for the files of a test, which holds [`Starling::data_dir`] too.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where it keeps takes and sessions.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.home().join("data")
    }

    /// The files among its takes that end like this, in the order of their names.
    #[must_use]
    pub fn takes(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(folder) = self.data_dir().join("takes").read_dir() else {
            return Vec::new();
        };
        let paths = folder.map(|entry| entry.expect("a folder of one's own is readable").path());
        let mut takes: Vec<_> = paths
            .filter(|path| path.to_string_lossy().ends_with(ending))
            .collect();
        takes.sort();
        takes
    }

    /// The one take there is.
    #[must_use]
    #[track_caller]
    pub fn only_take(&self) -> PathBuf {
        let takes = self.takes(".wav");
        let [take] = takes.as_slice() else {
            panic!("one take was expected: {takes:?}");
        };
        take.clone()
    }

    /// The command, with nothing of the environment of the test in it.
    #[must_use]
    pub fn command<Argument: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).env_clear().envs(self.environment());
        command.current_dir(self.home());
        command
    }

    /// The environment of [`Starling::command`].
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let own = [
            ("HOME", self.home().display().to_string()),
            ("STARLING_DATA_DIR", self.data_dir().display().to_string()),
            ("PATH", env::var("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
        ];
        own.into_iter().chain(self.microphone.clone()).collect()
    }

    /// Runs a command to its end, with an empty standard input.
    #[track_caller]
    pub fn run<Argument: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Outcome {
        self.start(arguments).end()
    }

    /// Starts a command that is talked with.
    #[track_caller]
    pub fn start<Argument: AsRef<std::ffi::OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Running {
        Running::start(self.command(arguments))
    }
}

impl Default for Starling {
    fn default() -> Self {
        Self::new()
    }
}

impl Running {
    /// Starts a program that is talked with.
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut stdout = child.stdout.take().expect("it is piped");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let (print, printed) = sync_channel(1);
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What cannot be read is missing in what was printed, and the test says so.
            let _ = stdout.read_to_end(&mut bytes);
            print.send(String::from_utf8_lossy(&bytes).into_owned())
        });
        let (say, said) = sync_channel(UNHEARD);
        thread::spawn(move || {
            for line in stderr.split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            said,
            printed,
            heard: String::new(),
        }
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Types a line.
    #[track_caller]
    pub fn type_line(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("it is only closed at the end");
        if let Err(error) = writeln!(stdin, "{line}") {
            panic!("cannot type {line:?}: {error}\n{}", self.heard);
        }
    }

    /// Waits for the next line on standard error that contains a text, and gives it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.next_line(deadline) {
                Ok(line) if line.contains(text) => return line,
                Ok(_) => {}
                Err(end) => panic!("waited for {text:?}: {end}\n{}", self.heard),
            }
        }
    }

    /// Closes its standard input and waits until it ends.
    #[track_caller]
    pub fn end(mut self) -> Outcome {
        drop(self.stdin.take());
        self.wait()
    }

    /// Asks it politely to stop, and waits until it does.
    #[track_caller]
    pub fn stop(mut self) -> Outcome {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it is our own process");
        self.wait()
    }

    /// Kills it as a power cut does.
    #[track_caller]
    pub fn kill(mut self) -> Outcome {
        self.child.kill().expect("it is our own process");
        self.wait()
    }

    /// Waits until it ends by itself, with its standard input open.
    #[track_caller]
    pub fn wait(&mut self) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        let end = loop {
            if let Err(end) = self.next_line(deadline) {
                break end;
            }
        };
        let left = deadline.saturating_duration_since(Instant::now());
        let Ok(stdout) = self.printed.recv_timeout(left) else {
            panic!("it does not end ({end})\n{}", self.heard);
        };
        Outcome {
            code: self.child.wait().expect("it is our own process").code(),
            stdout,
            stderr: std::mem::take(&mut self.heard),
        }
    }

    fn next_line(&mut self, deadline: Instant) -> Result<String, RecvTimeoutError> {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = self.said.recv_timeout(left)?;
        self.heard.push_str(&line);
        self.heard.push('\n');
        Ok(line)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Outcome {
    /// The same, if it ended with this exit code.
    #[track_caller]
    #[must_use]
    pub fn code(self, expected: i32) -> Self {
        assert_eq!(self.code, Some(expected), "{self:#?}");
        self
    }

    /// The JSON on standard output, where there is nothing else: one line.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{self:#?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The same, if standard error has all of these texts.
    #[track_caller]
    #[must_use]
    pub fn said(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "no {text:?} in {self:#?}");
        }
        self
    }
}

/// The program as it stands in the sources, built at the first call.
///
/// Cargo tells a test where the programs of its own package are, but not those of another one.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    let test = env::current_exe().expect("a running test has a file");
    // TARGET/debug/deps/TEST
    let [_, folder, target] = [1, 2, 3].map(|up| test.ancestors().nth(up).expect("cargo runs us"));
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("release") => "release",
        _ => "dev",
    };
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "starling",
            "--profile",
            profile,
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs this test, so it runs");
    assert!(built.success(), "`cargo build --package starling` fails");
    folder.join("starling")
}
