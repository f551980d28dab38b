//! The session service: keeps sessions, takes and reports, and takes in the audio of takes over gRPC.
//!
//! A call goes from `rpc` (converts) to `store` (one transaction) and back; `analysis` makes a report of a stored
//! take. Nothing is acknowledged before it is durable.

mod access;
mod analysis;
mod audio_stream;
mod content;
mod durable;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod janitor;
mod limits;
mod lock;
mod metrics;
mod playback;
#[cfg(test)]
mod power_loss;
mod rpc;
mod status;
mod store;
mod watch;
mod waveforms;

use std::future::Future;
use std::io;
use std::path::PathBuf;

use starling_edge::{Edge, Guard, LocalToken, Services};
use starling_proto::client::ContentClient;
use starling_proto::transport::Connection;

use access::{Access, Audit, Clock, Gate, Issuer, Links, Rules};
pub use access::{AdminClaim, IssuerConfig, IssuerConfigError, RulesError};
use janitor::Janitor;
pub use limits::Limits;
use lock::DataLock;
pub use lock::{Lock, LockError};
use playback::Addresses;
pub use store::{
    BackedUp, BackupError, Damage, Existing, ManifestError, Progress, RestoreError, Restored,
    SchemaError, StoreOpenError, Verification, VerifyError, backup, restore, verify,
};
use store::{PART_SIZE, SqliteStore, Store as _};
use watch::Changes;

/// What a session service needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory for everything that is stored; created where it is missing.
    pub data_dir: PathBuf,
    /// A connection to the content service.
    pub content: Connection,
    /// How much is kept, and for how long.
    pub limits: Limits,
    /// Whose users may call; none where there is no organisation.
    pub issuer: Option<IssuerConfig>,
    /// Whether this service has the directory for itself.
    pub lock: Lock,
}

/// A session service whose store is open.
#[derive(Debug)]
pub struct SessionService {
    store: SqliteStore,
    content: ContentClient,
    rules: Rules,
    audit: Audit,
    links: Links<SqliteStore>,
    addresses: Addresses,
    issuer: Option<Issuer>,
    /// Dropped when the store is closed.
    _lock: DataLock,
    is_alone: bool,
}

/// A session service that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Others use the directory.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// There is a method that nobody has decided on who may call it.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The audit log cannot be written.
    #[error("cannot write the audit log in {}: {source}", data_dir.display())]
    Audit {
        /// The folder that it is in.
        data_dir: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Addresses of audio are secrets, and none can be made.
    #[error("the system has no random numbers: {0}")]
    Randomness(#[from] getrandom::Error),
    /// The organisation's issuer is described wrongly.
    #[error(transparent)]
    Issuer(#[from] IssuerConfigError),
}

/// A server that could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The service cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The disk failed. What was acknowledged is safe; a new process goes on from it.
    #[error("the storage failed; start again when the disk is well")]
    StorageFailed,
}

impl SessionService {
    /// Opens the store. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`OpenError`] where others use the directory, the store or the audit log cannot be opened, a method has no rule,
    /// or the issuer is described wrongly.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        let lock = DataLock::take(&config.data_dir, config.lock)?;
        let store = SqliteStore::open(&config.data_dir, PART_SIZE)?.with_limits(config.limits);
        Self::keeping(store, config, lock)
    }

    /// A service on a store that is open.
    fn keeping(store: SqliteStore, config: Config, lock: DataLock) -> Result<Self, OpenError> {
        let clock = Clock::system();
        let audit = Audit::open(&config.data_dir, clock.clone());
        let audit = audit.map_err(|source| OpenError::Audit {
            data_dir: config.data_dir,
            source,
        })?;
        Ok(Self {
            _lock: lock,
            is_alone: config.lock == Lock::Exclusive,
            content: ContentClient::new(config.content),
            rules: Rules::for_services(starling_edge::DESCRIPTOR_SETS)?,
            links: Links::new(store.clone(), clock.clone(), audit.clone()),
            addresses: Addresses::random(clock)?,
            audit,
            issuer: config.issuer.map(Issuer::new).transpose()?,
            store,
        })
    }

    /// What decides on every call who may make it. `local` is the token of this machine's user, for calls by TCP.
    #[must_use]
    pub fn gate(&self, local: Option<LocalToken>) -> impl Guard + use<> {
        Gate::new(
            self.rules.clone(),
            self.links.clone(),
            local,
            self.issuer.clone(),
        )
    }

    /// Closes a service that is not served after all.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// Serves its gRPC services and audio, beside others of the same process until `shutdown`, or until
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
        let access = Access::new(self.store.clone(), self.audit.clone());
        let changes = Changes::default();
        let janitor = Janitor {
            store: self.store.clone(),
            access: access.clone(),
            links: self.links.clone(),
            changes: changes.clone(),
        };
        rpc::mount(
            access,
            self.links,
            self.content,
            changes.clone(),
            self.addresses,
            &mut services,
        );
        let stop = async {
            tokio::select! {
                () = shutdown => {}
                () = self.store.closed() => {}
            }
            // Those who watch would stay for ever.
            changes.stop();
        };
        let janitor = tokio::spawn(janitor.run(self.is_alone));
        let pulse = tokio::spawn(watch::pulse(self.store.clone(), changes.clone()));
        edge.serve(services, stop).await;
        janitor.abort();
        pulse.abort();
        let has_failed = self.store.is_closed();
        self.store.close().await;
        self.audit.close();
        if has_failed {
            return Err(ServeError::StorageFailed);
        }
        Ok(())
    }
}
