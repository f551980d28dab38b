//! The session service: keeps sessions, takes and reports, and takes in the audio of takes over gRPC.
//!
//! A call goes from `rpc` (converts) to `store` (one transaction) and back; `analysis` makes a report of a stored
//! take. Nothing is acknowledged before it is durable.

#![allow(
    dead_code,
    unused_imports,
    reason = "the gate and the handlers are to call `access`"
)]

mod access;
mod analysis;
mod content;
mod janitor;
mod limits;
mod metrics;
mod rpc;
mod status;
mod store;

use std::future::Future;
use std::path::PathBuf;

use starling_edge::{Edge, Guard, Services};
use starling_proto::client::ContentClient;
use starling_proto::transport::Connection;

pub use access::{AdminClaim, IssuerConfig, IssuerConfigError};
pub use limits::Limits;
use store::{PART_SIZE, SqliteStore, Store as _};
pub use store::{SchemaError, StoreOpenError};

/// What a session service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory for everything that is stored; created where it is missing.
    pub data_dir: PathBuf,
    /// A connection to the content service.
    pub content: Connection,
    /// How much is kept, and for how long.
    pub limits: Limits,
}

/// A session service whose store is open.
#[derive(Debug)]
pub struct SessionService {
    store: SqliteStore,
    content: ContentClient,
}

/// A server that could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store cannot be opened.
    #[error(transparent)]
    Open(#[from] StoreOpenError),
    /// The disk failed. What was acknowledged is safe; a new process goes on from it.
    #[error("the storage failed; start again when the disk is well")]
    StorageFailed,
}

/// Serves sessions and uploads until `shutdown`, or until the storage fails.
///
/// # Errors
/// [`ServeError`] where the service cannot be opened, or the storage fails.
pub async fn serve<G: Guard>(
    edge: Edge<G>,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let service = SessionService::open(config)?;
    service.serve(edge, Services::default(), shutdown).await
}

impl SessionService {
    /// Opens the store. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`StoreOpenError`] where the store cannot be opened.
    pub fn open(config: Config) -> Result<Self, StoreOpenError> {
        Ok(Self {
            store: SqliteStore::open(&config.data_dir, PART_SIZE)?.with_limits(config.limits),
            content: ContentClient::new(config.content),
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
    /// [`ServeError`] where the storage fails.
    pub async fn serve<G: Guard>(
        self,
        edge: Edge<G>,
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
        let janitor = tokio::spawn(janitor::run(self.store.clone()));
        edge.serve(services, stop).await;
        janitor.abort();
        let has_failed = self.store.is_closed();
        self.store.close().await;
        if has_failed {
            return Err(ServeError::StorageFailed);
        }
        Ok(())
    }
}
