//! `starling serve`, and what a Python client sees of it.

use std::ops::{Deref, DerefMut};

use serde_json::Value;

use crate::{program::Starling, python::python, running::Running};

/// Both services in a process of their own.
pub struct Server {
    running: Running,
    address: String,
}

impl Server {
    /// Serves what a Starling keeps, on a free port.
    #[track_caller]
    pub fn start(starling: &Starling) -> Self {
        Self::start_at(starling, "127.0.0.1:0")
    }

    /// Serves what a Starling keeps, at this address.
    #[track_caller]
    pub fn start_at(starling: &Starling, address: &str) -> Self {
        let mut running = starling.start(["serve", "--listen", address]);
        let line = running.wait_for("serving on http://");
        let address = line
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split(';').next());
        Self {
            address: address.expect("it says where it serves").to_owned(),
            running,
        }
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The same for `--server`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The sessions that it holds, with their takes, uploads and reports, as a Python client reads them.
    #[track_caller]
    #[must_use]
    pub fn stored(&self) -> Value {
        python("stored.py", &[&self.address], &Value::Null)
    }

    /// The one take that it holds, with its upload and reports.
    #[track_caller]
    #[must_use]
    pub fn only_take(&self) -> Value {
        let stored = self.stored();
        let takes = stored["takes"].as_array().expect("it is a list");
        assert_eq!(takes.len(), 1, "{stored:#}");
        takes[0].clone()
    }

    /// Stops it politely.
    #[track_caller]
    pub fn stop(self) {
        let outcome = self.running.stop();
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    }

    /// Kills it as a power cut does.
    #[track_caller]
    pub fn kill(self) {
        self.running.kill();
    }
}

impl Deref for Server {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Running {
        &mut self.running
    }
}
