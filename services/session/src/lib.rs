//! The session service: keeps sessions, takes and reports, and takes in the audio of takes over gRPC.
//!
//! A call goes from `rpc` (converts) to `store` (one transaction) and back; `analysis` makes a report of a stored
//! take. Nothing is acknowledged before it is durable.

mod analysis;
mod content;
mod rpc;
mod status;
mod store;

use std::future::Future;
use std::path::PathBuf;

use starling_edge::Services;
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;
use starling_proto::transport;
use tokio::net::TcpListener;

use store::{PART_SIZE, SqliteStore, Store as _};
pub use store::{SchemaError, StoreOpenError};

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
pub struct SessionService {
    store: SqliteStore,
    content: ContentClient,
}

/// A service that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// The address of the content service is none.
    #[error("`{url}` is not the address of a content service: {source}")]
    ContentUrl {
        /// The address.
        url: String,
        /// What is wrong with it.
        source: CallError,
    },
}

/// A server that could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The service cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The transport failed.
    #[error(transparent)]
    Transport(#[from] starling_edge::ServeError),
    /// The disk failed. What was acknowledged is safe; a new process goes on from it.
    #[error("the storage failed; start again when the disk is well")]
    StorageFailed,
}

/// Serves sessions and uploads on a listener until `shutdown`, or until the storage fails.
///
/// # Errors
/// [`ServeError`] where the service cannot be opened, or the transport or the storage fails.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let service = SessionService::open(config)?;
    service.serve(listener, Services::default(), shutdown).await
}

impl SessionService {
    /// Opens the store. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`OpenError`] where the store cannot be opened, or the address of the content service is none.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        let content = transport::connect_lazy(&config.content_url).map_err(|source| {
            OpenError::ContentUrl {
                url: config.content_url,
                source,
            }
        })?;
        Ok(Self {
            store: SqliteStore::open(&config.data_dir, PART_SIZE)?,
            content: ContentClient::new(content),
        })
    }

    /// Closes a service that is not served after all.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Serves both gRPC services, sessions and uploads, beside others of the same process until `shutdown`, or until
    /// the storage fails. What was taken in is stored when this returns.
    ///
    /// # Errors
    /// [`ServeError`] where the transport or the storage fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        mut services: Services,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        rpc::mount(self.store.clone(), self.content, &mut services);
        let stop = async {
            tokio::select! {
                () = shutdown => {}
                () = self.store.closed() => {}
            }
        };
        let served = starling_edge::serve(listener, services, stop).await;
        let has_failed = self.store.is_closed();
        self.store.close().await;
        served?;
        if has_failed {
            return Err(ServeError::StorageFailed);
        }
        Ok(())
    }
}
