//! `starling serve`, the way in, and what a Python client sees of it.

use std::{
    fs,
    ops::{Deref, DerefMut},
    path::Path,
    process::Command,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use starling_proto::{
    client::SessionClient,
    error::CallError,
    transport::{self, Connection, Credentials, Token},
};

use crate::{program::Starling, python::python, running::Running};

/// Both services in a process of their own.
pub struct Server {
    running: Running,
    url: String,
    token: Token,
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
        Self::wait_for(starling, starling.command(["serve", "--listen", address]))
    }

    /// Serves what a Starling keeps, on a free port, begun by a command that ends by executing its arguments.
    #[track_caller]
    pub fn start_by(starling: &Starling, starter: &[String]) -> Self {
        Self::wait_for(
            starling,
            starling.command_by(starter, ["serve", "--listen", "127.0.0.1:0"]),
        )
    }

    /// Serves what a Starling keeps, on a free port, as a configuration file says.
    #[track_caller]
    pub fn start_configured(starling: &Starling, config: &str) -> Self {
        let file = starling.home().join("starling.toml");
        fs::write(&file, config).expect("the folder is a test's own");
        let mut command = starling.command(["serve", "--listen", "127.0.0.1:0", "--config"]);
        command.arg(file);
        Self::wait_for(starling, command)
    }

    #[track_caller]
    fn wait_for(starling: &Starling, command: Command) -> Self {
        let mut running = Running::start(command);
        let line = running.wait_for("serving on http");
        let words = line.split([';', ' ']);
        let url = { words }.find(|word| word.starts_with("http"));
        Self {
            url: url.expect("it says where it serves").to_owned(),
            token: token(&running, &starling.data_dir().join("sessions/token")),
            running,
        }
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url
            .split_once("://")
            .map_or("", |(_, address)| address)
    }

    /// The same for `--server`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// What lets the programs of its user in.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The way to it for clients that outlive it.
    #[must_use]
    pub fn entrance(&self) -> Entrance {
        Entrance {
            address: Arc::new(Mutex::new(self.address().to_owned())),
            token: self.token.clone(),
        }
    }

    /// Connects a client.
    ///
    /// # Errors
    /// [`CallError`] where it does not answer.
    pub async fn client(&self) -> Result<SessionClient, CallError> {
        self.entrance().client().await
    }

    /// The sessions that it holds, with their takes, uploads and reports, as a Python client reads them.
    #[track_caller]
    #[must_use]
    pub fn stored(&self) -> Value {
        python(
            "stored.py",
            &[self.address(), self.token.expose()],
            &Value::Null,
        )
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

/// The way to a server. It stays when the server is killed, and can be led to the next one.
#[derive(Debug, Clone)]
pub struct Entrance {
    address: Arc<Mutex<String>>,
    token: Token,
}

impl Entrance {
    /// Leads to this host and port from now on: the next server on the same data, or a network before it.
    pub fn lead_to(&self, address: &str) {
        address.clone_into(&mut self.address.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Connects a client to the server that is there now.
    ///
    /// # Errors
    /// [`CallError`] where nobody answers.
    pub async fn client(&self) -> Result<SessionClient, CallError> {
        Ok(SessionClient::new(self.connect().await?))
    }

    /// Connects to the server that is there now.
    ///
    /// # Errors
    /// [`CallError`] where nobody answers.
    pub async fn connect(&self) -> Result<Connection, CallError> {
        let credentials = Credentials {
            token: Some(self.token.clone()),
            certificate_authority: None,
        };
        let address = self
            .address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        transport::connect(&format!("http://{address}"), &credentials).await
    }
}

/// The token that a server has put into a file, where it may see a disk that nobody else does.
#[track_caller]
fn token(server: &Running, file: &Path) -> Token {
    let inside = file.strip_prefix("/").unwrap_or(file);
    let seen = Path::new("/proc")
        .join(server.id().to_string())
        .join("root");
    let token = fs::read_to_string(seen.join(inside)).or_else(|_| fs::read_to_string(file));
    let token = token.expect("a server makes a token for its user");
    Token::new(token.trim_end()).expect("a server makes sound tokens")
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
