//! Parts: long runs of a take's bytes, each an immutable object of an object store.

use std::fs;
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};
use rustix::io::Errno;
use starling_practice::TakeId;
use tokio::runtime::Handle;

use super::objects::{self, ObjectName};
use crate::durable;
use crate::store::StorageError;

/// The object store: files below the data directory.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    objects: Arc<dyn ObjectStore>,
    /// Below it are a folder for each session, and in that a folder for each take.
    folder: PathBuf,
    data_dir: Arc<FilePath>,
    runtime: Handle,
}

/// A part as the database knows it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) object: String,
    pub(super) size: u64,
    pub(super) blake3: blake3::Hash,
}

impl Parts {
    /// Opens the store in a directory that exists.
    pub(super) fn open(data_dir: &FilePath, runtime: Handle) -> io::Result<Self> {
        let objects = LocalFileSystem::new_with_prefix(data_dir)?.with_fsync(true);
        Ok(Self::new(Arc::new(objects), data_dir, runtime))
    }

    /// Parts in any object store.
    pub(super) fn new(objects: Arc<dyn ObjectStore>, data_dir: &FilePath, runtime: Handle) -> Self {
        Self {
            objects,
            folder: data_dir.join(objects::FOLDER),
            data_dir: data_dir.into(),
            runtime,
        }
    }

    /// Stores a part durably. Again the same bytes, if this was done before and not recorded.
    pub(super) async fn put(
        &self,
        take: &TakeId,
        start: u64,
        data: Bytes,
    ) -> Result<Part, StorageError> {
        let name = ObjectName {
            take: take.clone(),
            start,
        };
        let part = Part {
            size: data.len() as u64,
            blake3: blake3::hash(&data),
            object: name.to_string(),
        };
        self.objects
            .put(&Path::from(part.object.as_str()), data.into())
            .await
            .map_err(put_failed)?;
        if start == 0 {
            self.sync_folders(&name)
                .await
                .map_err(|error| io_failed(&error, error.to_string()))?;
        }
        Ok(part)
    }

    /// Deletes all parts of a take, durably, whether they are recorded or not.
    pub(super) async fn remove(&self, take: &TakeId) -> Result<(), StorageError> {
        let session = self.folder.join(take.session.as_str());
        let take = session.join(take.take.as_str());
        let removed = tokio::task::spawn_blocking(move || remove_durably(&take, &session)).await;
        match removed {
            Ok(removed) => removed.map_err(|error| StorageError::Failed(error.to_string())),
            Err(error) => Err(StorageError::Unexpected(error.to_string())),
        }
    }

    /// Makes the folders above a take's first part durable. The object store does so when it makes them, but not when
    /// it finds those that a process has left which was killed just then.
    async fn sync_folders(&self, name: &ObjectName) -> io::Result<()> {
        let path = self.data_dir.join(name.to_string());
        let synced = tokio::task::spawn_blocking(move || {
            let mut folders = path.ancestors().skip(2).take(3);
            folders.try_for_each(durable::sync_dir)
        });
        synced
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Reads a part and checks it. Blocks; not to be called where futures run.
    pub(super) fn get(&self, part: &Part) -> Result<Bytes, StorageError> {
        let path = Path::from(part.object.as_str());
        // Unlike tokio's, this executor also works within a task: a simulation has no other threads.
        let _runtime = self.runtime.enter();
        let data = futures_executor::block_on(async {
            let object = self.objects.get(&path).await?;
            object.bytes().await
        });
        let data = match data {
            Ok(data) => data,
            Err(Error::NotFound { .. }) => {
                return Err(StorageError::Damaged(format!("{path} is missing")));
            }
            Err(error) => return Err(failed(error)),
        };
        if blake3::hash(&data) == part.blake3 {
            Ok(data)
        } else {
            Err(StorageError::Damaged(format!("{path} has another BLAKE3")))
        }
    }
}

fn remove_durably(take: &FilePath, session: &FilePath) -> io::Result<()> {
    match fs::remove_dir_all(take) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        removed => removed?,
    }
    #[cfg(unix)]
    fs::File::open(session)?.sync_all()?;
    // An error means that other takes have parts there.
    let _ = fs::remove_dir(session);
    Ok(())
}

fn failed(error: Error) -> StorageError {
    StorageError::Failed(error.to_string())
}

/// What a put that failed says of the disk. After an input/output error nothing is put again: what the next sync reports
/// means nothing. Everything else leaves the bytes in the database, as safe as they were.
fn put_failed(error: Error) -> StorageError {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            return io_failed(inner, error.to_string());
        }
        cause = inner.source();
    }
    StorageError::Unexpected(error.to_string())
}

fn io_failed(error: &io::Error, message: String) -> StorageError {
    match (error.kind(), Errno::from_io_error(error)) {
        (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => StorageError::DiskFull,
        (_, Some(Errno::IO)) => StorageError::Failed(message),
        _ => StorageError::Unexpected(message),
    }
}
