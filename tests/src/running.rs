//! Programs that run, and what they leave.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// How long a program may take for a step before a test gives it up; far more than it needs.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Lines that a program said and nobody has heard yet.
const UNHEARD: usize = 4_096;

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
