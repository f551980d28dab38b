//! The services that a command speaks to: both in this process, or a server's. Either way over gRPC.

use std::fs;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use starling_content::Content;
use starling_edge::{Bind, Edge, Listener, NoGuard, Services};
use starling_proto::client::{ContentClient, SessionClient};
use starling_proto::transport::{self, Credentials};
use starling_session::{Config, SessionService};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::args::Global;
use crate::failure::{Failure, Kind};
use crate::output::tell;

/// A connection to both services.
pub(crate) struct Connection {
    connection: transport::Connection,
    own: Option<OwnServer>,
}

/// The server in this process.
struct OwnServer {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Failure>>,
}

/// Connects to the server that was asked for, or starts both services here.
///
/// # Errors
/// A failure where nobody answers, or the services cannot start.
pub(crate) async fn connect(global: &Global) -> Result<Connection, Failure> {
    if let Some(url) = &global.server {
        let connection = transport::connect(url, &Credentials::default())
            .await
            .map_err(|error| Failure::new(Kind::Server, format!("{url}: {error}")))?;
        return Ok(Connection {
            connection,
            own: None,
        });
    }
    let (listener, connection) = starling_edge::in_process();
    let (stop, stopped) = oneshot::channel();
    let content = connection.clone();
    let server = serve(global, vec![listener], content, async {
        // A dropped sender stops the server too.
        let _ = stopped.await;
    })?;
    let task = tokio::spawn(server);
    Ok(Connection {
        connection,
        own: Some(OwnServer { stop, task }),
    })
}

/// Listens on an address of this machine; opens both services; the future serves them there until `shutdown`. Also gives
/// the address.
///
/// # Errors
/// A failure where the address cannot be listened on, or the session service's store cannot be opened.
pub(crate) async fn serve_on(
    global: &Global,
    address: SocketAddr,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<
    (
        String,
        impl Future<Output = Result<(), Failure>> + Send + 'static,
    ),
    Failure,
> {
    let mut listeners = starling_edge::listen([Bind::from(address)], &NoGuard)
        .await
        .map_err(|error| Failure::new(Kind::Other, error.to_string()))?;
    let url = listeners.iter().find_map(Listener::url).unwrap_or_default();
    let (own, content) = starling_edge::in_process();
    listeners.push(own);
    Ok((url, serve(global, listeners, content, shutdown)?))
}

/// Opens both services; the future serves them on the listeners until `shutdown`. The session service asks the content
/// service over a connection of this process.
fn serve(
    global: &Global,
    listeners: Vec<Listener>,
    content_connection: transport::Connection,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<impl Future<Output = Result<(), Failure>> + Send + 'static, Failure> {
    let data_dir = data_dir(global)?;
    let packs = packs_dir(global)?;
    // A folder that is there can be watched for the first pack.
    fs::create_dir_all(&packs).map_err(|error| {
        let problem = format!("cannot make the folder {}: {error}", packs.display());
        Failure::new(Kind::Other, problem)
    })?;
    let content = Content::open(starling_content::Config { packs: vec![packs] });
    for problem in content.library().problems() {
        tell(format_args!("starling: content pack not used: {problem}"));
    }
    let sessions = SessionService::open(Config {
        data_dir: data_dir.join("sessions"),
        content: content_connection,
    })
    .map_err(|error| Failure::new(Kind::Other, error.to_string()))?;
    let mut services = Services::default();
    starling_content::mount(&content, &mut services);
    Ok(async move {
        let shutdown = content.follow(shutdown);
        let edge = Edge::new(listeners, NoGuard);
        let served = sessions.serve(edge, services, shutdown).await;
        served.map_err(|error| Failure::new(Kind::Other, error.to_string()))
    })
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

    /// Stops the server of this process, if there is one, when it has stored all that it took.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        let Some(own) = self.own else { return Ok(()) };
        drop(self.connection);
        // An error means that the server has stopped by itself; the task says why.
        let _ = own.stop.send(());
        own.task.await.expect("the server does not panic")
    }
}
