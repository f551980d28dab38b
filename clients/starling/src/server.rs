//! Both services, served: to this process alone, or to whoever may.

use std::fs;
use std::future::Future;
use std::path::Path;

use starling_content::Content;
use starling_edge::{Bind, Edge, Guard, Listener, LocalToken, Services};
use starling_proto::transport::Connection;
use starling_session::{Config, IssuerConfig, Limits, Lock, LockError, OpenError, SessionService};

use crate::addresses::{Addresses, BaseUrl, Published};
use crate::config::ServerConfig;
use crate::failure::{Failure, Kind};
use crate::output::tell;

/// The folder of what the session service keeps, the machine's token and the socket in it.
pub(crate) const SESSIONS: &str = "sessions";
/// The token that lets programs of the same user in by TCP.
pub(crate) const TOKEN: &str = "token";
/// Lets programs of the same user in without a token.
pub(crate) const SOCKET: &str = "starling.sock";
/// What the system has room for as the path of a socket.
const MAX_SOCKET_PATH_LEN: usize = 107;

/// Both services, open.
pub(crate) struct Server {
    content: Content,
    sessions: SessionService,
    own: Listener,
}

/// Services that cannot be opened.
pub(crate) enum OpenFailure {
    /// A server has the data folder.
    Served(LockError),
    Other(Failure),
}

/// Where a server listens.
pub(crate) struct Listening<G> {
    edge: Edge<G>,
    /// Such as `http://127.0.0.1:7350`.
    pub(crate) urls: Vec<String>,
    /// Where browsers reach it.
    pub(crate) addresses: Addresses,
    _published: Published,
}

impl Server {
    /// Opens both services. The connection reaches them within this process, once they are served.
    ///
    /// # Errors
    /// [`OpenFailure`] where others use the data folder, or the session service's store cannot be opened.
    pub(crate) fn open(
        data_dir: &Path,
        lock: Lock,
        limits: Limits,
        issuer: Option<IssuerConfig>,
    ) -> Result<(Self, Connection), OpenFailure> {
        let packs = data_dir.join("packs");
        // A folder that is there can be watched for the first pack.
        fs::create_dir_all(&packs).map_err(|error| {
            let problem = format!("cannot make the folder {}: {error}", packs.display());
            OpenFailure::Other(Failure::new(Kind::Other, problem))
        })?;
        let (own, connection) = starling_edge::in_process();
        let sessions = SessionService::open(Config {
            data_dir: data_dir.join(SESSIONS),
            content: connection.clone(),
            lock,
            limits,
            issuer,
        });
        let sessions = sessions.map_err(|error| match error {
            OpenError::Lock(held @ LockError::Server { .. }) => OpenFailure::Served(held),
            error => OpenFailure::Other(other(error)),
        })?;
        let content = Content::open(starling_content::Config { packs: vec![packs] });
        for problem in content.library().problems() {
            tell(format_args!("starling: content pack not used: {problem}"));
        }
        let server = Self {
            content,
            sessions,
            own,
        };
        Ok((server, connection))
    }

    /// Serves this process alone, until `shutdown`.
    pub(crate) async fn serve_here(
        self,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        let edge = Edge::new(Vec::new(), self.sessions.gate(None));
        self.serve(edge, shutdown).await
    }

    /// Listens where the configuration says, and on a socket in the data folder.
    ///
    /// # Errors
    /// A failure where an address cannot be listened on, or not without more.
    pub(crate) async fn listen(
        &self,
        data_dir: &Path,
        config: &ServerConfig,
    ) -> Result<Listening<impl Guard + use<>>, Failure> {
        let sessions = data_dir.join(SESSIONS);
        let token = LocalToken::open(&sessions.join(TOKEN)).map_err(other)?;
        let guard = self.sessions.gate(Some(token));
        let socket = sessions.join(SOCKET);
        let has_room = socket.as_os_str().len() <= MAX_SOCKET_PATH_LEN;
        if !has_room {
            tell(format_args!(
                "starling: no socket, because the path of the data folder is too long for one"
            ));
        }
        let addresses = config
            .addresses()
            .chain(has_room.then_some(Bind::Unix(socket)));
        let listeners = starling_edge::listen(addresses, &guard)
            .await
            .map_err(other)?;
        let urls: Vec<_> = listeners.iter().filter_map(Listener::url).collect();
        let addresses = Addresses {
            public: config.listen.public_url.clone(),
            // A socket's is for programs alone.
            listening: urls
                .iter()
                .filter_map(|url| BaseUrl::new(url).ok())
                .collect(),
        };
        Ok(Listening {
            urls,
            _published: addresses.publish(&sessions),
            addresses,
            edge: Edge {
                listeners,
                guard,
                names: config.names(),
                limits: config.limits(),
            },
        })
    }

    /// Serves where it listens, and this process, until `shutdown`.
    pub(crate) async fn serve_at(
        self,
        listening: Listening<impl Guard>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        // The addresses are told until nobody is served any more.
        let Listening {
            edge, _published, ..
        } = listening;
        self.serve(edge, shutdown).await
    }

    async fn serve(
        self,
        mut edge: Edge<impl Guard>,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), Failure> {
        edge.listeners.push(self.own);
        let mut services = Services::default();
        starling_content::mount(&self.content, &mut services);
        services.add_fallback(starling_console::answer);
        let shutdown = self.content.follow(shutdown);
        let served = self.sessions.serve(edge, services, shutdown).await;
        served.map_err(other)
    }

    /// Closes what is not served after all.
    pub(crate) async fn close(self) {
        self.sessions.close().await;
    }
}

impl From<OpenFailure> for Failure {
    fn from(failure: OpenFailure) -> Self {
        match failure {
            OpenFailure::Served(held) => other(held),
            OpenFailure::Other(failure) => failure,
        }
    }
}

pub(crate) fn other(error: impl std::fmt::Display) -> Failure {
    Failure::new(Kind::Other, error.to_string())
}
