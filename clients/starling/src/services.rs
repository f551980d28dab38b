//! The services that a command speaks to: both in this process, or a server's. Either way over gRPC.

use std::fs;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use starling_edge::LocalToken;
use starling_proto::client::{
    ContentClient, OverviewClient, ReviewClient, SessionClient, ShareClient,
};
use starling_proto::transport::{self, Credentials, Token};
use starling_session::{Limits, Lock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::addresses::{Addresses, BaseUrl};
use crate::args::Global;
use crate::failure::{Failure, Kind};
use crate::server::{OpenFailure, SESSIONS, SOCKET, Server, TOKEN};

/// A connection to both services.
pub(crate) struct Connection {
    connection: transport::Connection,
    addresses: Option<Addresses>,
    own: Option<OwnServer>,
}

/// The server in this process.
struct OwnServer {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Failure>>,
}

/// Connects to the server that was asked for, or to the one that has the data folder; else starts both services here.
///
/// # Errors
/// A failure where nobody answers, or the services cannot start.
pub(crate) async fn connect(global: &Global) -> Result<Connection, Failure> {
    if let Some(url) = &global.server {
        let credentials = credentials(global)?;
        let connection = transport::connect(url, &credentials)
            .await
            .map_err(|error| Failure::new(Kind::Server, format!("{url}: {error}")))?;
        let addresses = BaseUrl::new(url).ok().map(Addresses::known_by);
        return Ok(Connection {
            connection,
            addresses,
            own: None,
        });
    }
    let (server, connection) = match find(global).await? {
        Found::Server(connection) => {
            return Ok(Connection {
                connection,
                addresses: Addresses::read(&sessions_dir(global)?),
                own: None,
            });
        }
        Found::Nobody(server, connection) => (server, connection),
    };
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(server.serve_here(async {
        // A dropped sender stops the server too.
        let _ = stopped.await;
    }));
    Ok(Connection {
        connection,
        addresses: None,
        own: Some(OwnServer { stop, task }),
    })
}

/// Who has the sessions of the data folder.
enum Found {
    /// A server, which is asked: what it has open, nobody else opens.
    Server(transport::Connection),
    /// Nobody, or commands like this one.
    Nobody(Box<Server>, transport::Connection),
}

async fn find(global: &Global) -> Result<Found, Failure> {
    let data_dir = data_dir(global)?;
    let held = match Server::open(&data_dir, Lock::Shared, Limits::default(), None) {
        Ok((server, connection)) => return Ok(Found::Nobody(Box::new(server), connection)),
        Err(OpenFailure::Served(held)) => held,
        Err(OpenFailure::Other(failure)) => return Err(failure),
    };
    let url = format!("unix:{}", data_dir.join(SESSIONS).join(SOCKET).display());
    let connected = transport::connect(&url, &Credentials::default()).await;
    connected.map(Found::Server).map_err(|error| {
        let problem = format!("{held}; its socket does not answer: {error}");
        Failure::new(Kind::Server, problem)
    })
}

/// What lets us in with a server, and whom we trust to be it: what was given, or the token of a server on this machine.
pub(crate) fn credentials(global: &Global) -> Result<Credentials, Failure> {
    let token = match &global.token {
        Some(token) => Token::new(token.trim())
            .map(Some)
            .map_err(|error| Failure::input(error.to_string()))?,
        // Where there is none, the server says that it wants one.
        None => LocalToken::read(&data_dir(global)?.join(SESSIONS).join(TOKEN)).ok(),
    };
    let certificate_authority = global.ca.as_deref().map(|file| {
        fs::read_to_string(file)
            .map_err(|error| Failure::input(format!("cannot read {}: {error}", file.display())))
    });
    Ok(Credentials {
        token,
        certificate_authority: certificate_authority.transpose()?,
    })
}

/// The folder of the session service.
pub(crate) fn sessions_dir(global: &Global) -> Result<PathBuf, Failure> {
    Ok(data_dir(global)?.join(SESSIONS))
}

/// The folder of the person's own packs.
pub(crate) fn packs_dir(global: &Global) -> Result<PathBuf, Failure> {
    Ok(data_dir(global)?.join("packs"))
}

/// The folder for all that Starling keeps, by the XDG rules.
pub(crate) fn data_dir(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(folder) = &global.data_dir {
        return Ok(folder.clone());
    }
    let base = etcetera::choose_base_strategy().map_err(|_| {
        Failure::new(
            Kind::Other,
            "there is no home folder to keep takes in; name one with --data-dir DIR",
        )
    })?;
    Ok(base.data_dir().join("starling"))
}

impl Connection {
    /// A client of the content service.
    pub(crate) fn content(&self) -> ContentClient {
        ContentClient::new(self.connection.clone())
    }

    /// A client of the session service.
    pub(crate) fn sessions(&self) -> SessionClient {
        SessionClient::new(self.connection.clone())
    }

    /// Where browsers reach the server; none where nobody has said.
    pub(crate) fn addresses(&self) -> Option<&Addresses> {
        self.addresses.as_ref()
    }

    /// Whether the services are in this process, which nobody else reaches.
    pub(crate) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// A client for reviews and comments.
    pub(crate) fn reviews(&self) -> ReviewClient {
        ReviewClient::new(self.connection.clone())
    }

    /// A client for what changes.
    pub(crate) fn overviews(&self) -> OverviewClient {
        OverviewClient::new(self.connection.clone())
    }

    /// A client for share links.
    pub(crate) fn shares(&self) -> ShareClient {
        ShareClient::new(self.connection.clone())
    }

    /// Stops the server of this process, if there is one, when it has stored all that it took.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        let Some(own) = self.own else { return Ok(()) };
        drop(self.connection);
        // An error means that the server has stopped by itself; the task says why.
        let _ = own.stop.send(());
        own.task.await.expect("the server does not panic")
    }
}
