//! Keeps sessions, takes and reports, and takes in the audio of takes: nothing is acknowledged before it is
//! durable.

use std::future::Future;
use std::path::PathBuf;

use starling_proto::transport::{self, Services};
use tokio::net::TcpListener;

/// What a session service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory for everything that is stored; created where it is missing.
    pub data_dir: PathBuf,
    /// Where the content service answers, such as `http://127.0.0.1:7351`.
    pub content_url: String,
}

/// A session service whose store is open.
#[derive(Debug)]
pub struct SessionService {}

/// A store that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {}

/// A server that could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The transport failed.
    #[error(transparent)]
    Transport(#[from] transport::ServeError),
}

/// Serves sessions and uploads on a listener until `shutdown`.
///
/// # Errors
/// [`ServeError`] where the store cannot be opened, or the transport fails.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let service = SessionService::open(config)?;
    let mut services = Services::default();
    service.mount(&mut services);
    let served = transport::serve(listener, services, shutdown).await;
    service.close().await;
    Ok(served?)
}

impl SessionService {
    /// Opens the store. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`OpenError`] where the store cannot be opened.
    pub fn open(_config: Config) -> Result<Self, OpenError> {
        Ok(Self {})
    }

    /// Adds the services to those that a server offers.
    pub fn mount(&self, _services: &mut Services) {}

    /// Finishes what is queued and closes the store. Call it when the server has stopped.
    pub async fn close(self) {
        std::future::ready(()).await;
    }
}
