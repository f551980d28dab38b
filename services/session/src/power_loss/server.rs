//! The machine that loses its power, and the server on it.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, ready};

use starling_edge::{Edge, Services};
use starling_practice::Take;
use tempfile::TempDir;
use uuid::Uuid;

use super::client::Client;
use super::disk::Disk;
use super::network;
use super::objects::Objects;
use super::vfs;
use crate::lock::DataLock;
use crate::store::conformance::fixture;
use crate::store::{
    NewTake, Owner, SessionStore as _, SqliteStore, Store as _, StoreOpenError, TakeStore as _,
    UploadStore as _,
};
use crate::{Config, Limits, Lock, SessionService};

const SESSION: &str = "session";
/// Small, so that a short take has several parts.
const PART_SIZE: u64 = 64 * 1024;

/// The take of a number.
pub(super) fn take(number: u128) -> Take {
    fixture::take(SESSION, &format!("take-{number}"))
}

/// What is still there when the power comes back.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) disk: Disk,
    /// Promises that were broken.
    pub(super) broken: RefCell<Vec<String>>,
    take_count: u128,
    /// Takes that were said to be stored.
    stored_takes: Cell<u128>,
    /// Of the real system: no promise rests on the lock in it.
    lock_dir: TempDir,
}

impl Machine {
    /// A machine for so many takes, which are numbered from 1.
    pub(super) fn new(disk: Disk, take_count: u128) -> Self {
        Self {
            disk,
            broken: RefCell::default(),
            take_count,
            stored_takes: Cell::new(0),
            lock_dir: tempfile::tempdir().unwrap(),
        }
    }

    /// Serves until the power goes.
    pub(super) async fn run(self: Rc<Self>) -> turmoil::Result {
        let mut serving = pin!(self.serve());
        poll_fn(|context| {
            // Without power nobody notices that the disk fails.
            if !self.disk.is_powered() {
                return Poll::Pending;
            }
            let ended = ready!(serving.as_mut().poll(context));
            if let Err(error) = ended
                && self.disk.is_powered()
            {
                self.note(format!("the server ended: {error}"));
            }
            Poll::Ready(())
        })
        .await;
        pending().await
    }

    /// Checks at the end that every take is there as it was recorded, and again when all of it lies in parts.
    pub(super) async fn check(&self, clients: &[Client]) -> Result<(), Box<dyn Error>> {
        for _ in 0..2 {
            let store = self.open()?;
            for client in clients {
                let read = store.read_audio(client.take.clone(), |audio| {
                    let mut bytes = Vec::new();
                    audio.read_to_end(&mut bytes).map(|_| bytes)
                });
                if read.await?.transpose()?.as_deref() != Some(&client.audio[..]) {
                    self.note(format!("{}: finished, and not there", client.take));
                }
            }
            store.close().await;
        }
        Ok(())
    }

    pub(super) fn note(&self, broken: String) {
        self.broken.borrow_mut().push(broken);
    }

    async fn serve(&self) -> Result<(), Box<dyn Error>> {
        let store = self.open()?;
        let session = fixture::session(SESSION);
        store
            .create_session(Uuid::nil(), Owner::new("local"), session)
            .await?;
        for number in 1..=self.take_count {
            if number <= self.stored_takes.get() {
                store.take(take(number).id).await?;
            } else {
                let new = NewTake {
                    request: Uuid::from_u128(number),
                    ..fixture::request(SESSION)
                };
                store.create_take(new, take(number)).await?;
                self.stored_takes.set(number);
            }
        }
        let config = Config {
            data_dir: self.lock_dir.path().to_owned(),
            // Nobody asks it for anything.
            content: network::connection(),
            limits: Limits::default(),
            issuer: None,
            lock: Lock::Shared,
        };
        let lock = DataLock::take(&config.data_dir, config.lock)?;
        let service = SessionService::keeping(store, config, lock)?;
        let gate = service.gate(None);
        let edge = Edge::new(vec![network::listener().await?], gate);
        Ok(service.serve(edge, Services::default(), pending()).await?)
    }

    fn open(&self) -> Result<SqliteStore, StoreOpenError> {
        let disk = vfs::register(self.disk.access());
        let objects = Arc::new(Objects(self.disk.access()));
        SqliteStore::open_simulated(self.lock_dir.path(), disk, objects, PART_SIZE)
    }
}
