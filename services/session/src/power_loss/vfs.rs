//! The disk as SQLite's file system, with the locks and the shared memory of connections in one process.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenKind, OpenOptions, Vfs};

use super::disk::{Access, FileId};

type Region = [u8; 32 * 1024];

/// What open files share. SQLite never forgets a file system, so the last to be closed empties it.
#[derive(Debug, Default)]
struct Shared {
    open: usize,
    last_connection: u64,
    locks: BTreeMap<u64, LockKind>,
    log_locks: BTreeMap<(u8, u64), WalIndexLock>,
    log_index: BTreeMap<u32, Region>,
}

/// Registers a disk with SQLite, for a program that starts now; gives its name.
pub(super) fn register(access: Access) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let name = format!("disk-{}", LAST.fetch_add(1, Ordering::Relaxed));
    let vfs = CrashVfs {
        access,
        shared: Arc::default(),
    };
    sqlite_vfs::register(&name, vfs, false).expect("the name is new");
    name
}

struct CrashVfs {
    access: Access,
    shared: Arc<Mutex<Shared>>,
}

impl Vfs for CrashVfs {
    type Handle = Handle;

    fn open(&self, name: &str, options: OpenOptions) -> io::Result<Handle> {
        let found = self.access.find(name)?;
        let may_create = matches!(options.access, OpenAccess::Create | OpenAccess::CreateNew);
        let file = match found {
            Some(_) if options.access == OpenAccess::CreateNew => {
                return Err(ErrorKind::AlreadyExists.into());
            }
            Some(file) => file,
            None if may_create => self.access.create(name)?,
            None => return Err(ErrorKind::NotFound.into()),
        };
        // As in SQLite's own os_unix.c: the first sync of a log or journal that may be new syncs its directory too.
        let is_log = matches!(options.kind, OpenKind::Wal | OpenKind::MainJournal);
        let mut shared = self.shared.lock().unwrap();
        shared.last_connection += 1;
        shared.open += 1;
        Ok(Handle {
            access: self.access.clone(),
            shared: Arc::clone(&self.shared),
            connection: shared.last_connection,
            file,
            must_sync_directory: may_create && is_log,
        })
    }

    /// Without a sync of the directory: with `synchronous = FULL`, SQLite asks for none.
    fn delete(&self, name: &str) -> io::Result<()> {
        match self.access.find(name)? {
            Some(_) => self.access.delete(name),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        // SQLite takes an empty file for one that is not there.
        match self.access.find(name)? {
            Some(file) => Ok(self.access.len(file)? > 0),
            None => Ok(false),
        }
    }

    fn temporary_name(&self) -> String {
        let mut number = [0; 8];
        self.access.random(&mut number);
        format!(
            "temporary-{}",
            i64::from_ne_bytes(number.map(i8::cast_unsigned))
        )
    }

    fn random(&self, buffer: &mut [i8]) {
        self.access.random(buffer);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

/// An open file.
struct Handle {
    access: Access,
    shared: Arc<Mutex<Shared>>,
    connection: u64,
    file: FileId,
    must_sync_directory: bool,
}

impl DatabaseHandle for Handle {
    type WalIndex = LogIndex;

    fn size(&self) -> io::Result<u64> {
        Ok(self.access.len(self.file)? as u64)
    }

    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let len = self.access.read(self.file, offset as usize, buffer)?;
        if len == buffer.len() {
            return Ok(());
        }
        // SQLite relies on it.
        buffer[len..].fill(0);
        Err(ErrorKind::UnexpectedEof.into())
    }

    fn write_all_at(&mut self, data: &[u8], offset: u64) -> io::Result<()> {
        self.access.write(self.file, offset as usize, data)
    }

    fn sync(&mut self, _data_only: bool) -> io::Result<()> {
        self.access.sync(self.file)?;
        if std::mem::take(&mut self.must_sync_directory) {
            self.access.sync_directory()?;
        }
        Ok(())
    }

    fn set_len(&mut self, size: u64) -> io::Result<()> {
        self.access.set_len(self.file, size as usize)
    }

    fn lock(&mut self, lock: LockKind) -> io::Result<bool> {
        let mut shared = self.shared.lock().unwrap();
        let others = shared.locks.iter();
        let mut others = others.filter(|(connection, _)| **connection != self.connection);
        let is_denied = others.any(|(_, held)| match lock {
            LockKind::None => false,
            LockKind::Shared => matches!(held, LockKind::Pending | LockKind::Exclusive),
            LockKind::Reserved | LockKind::Pending => *held as u8 >= LockKind::Reserved as u8,
            LockKind::Exclusive => *held != LockKind::None,
        });
        if !is_denied {
            shared.locks.insert(self.connection, lock);
        }
        Ok(!is_denied)
    }

    fn reserved(&mut self) -> io::Result<bool> {
        let shared = self.shared.lock().unwrap();
        let mut held = shared.locks.values();
        Ok(held.any(|held| *held as u8 >= LockKind::Reserved as u8))
    }

    fn current_lock(&self) -> io::Result<LockKind> {
        let shared = self.shared.lock().unwrap();
        let held = shared.locks.get(&self.connection);
        Ok(held.copied().unwrap_or(LockKind::None))
    }

    fn wal_index(&self, _readonly: bool) -> io::Result<LogIndex> {
        Ok(LogIndex {
            shared: Arc::clone(&self.shared),
            connection: self.connection,
        })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut shared = self.shared.lock().unwrap();
        shared.locks.remove(&self.connection);
        shared.open -= 1;
        if shared.open == 0 {
            shared.log_index.clear();
        }
    }
}

/// A connection's view of the index of the write-ahead log.
struct LogIndex {
    shared: Arc<Mutex<Shared>>,
    connection: u64,
}

impl WalIndex for LogIndex {
    fn map(&mut self, region: u32) -> io::Result<Region> {
        let mut shared = self.shared.lock().unwrap();
        Ok(*shared.log_index.entry(region).or_insert([0; 32 * 1024]))
    }

    fn lock(&mut self, slots: Range<u8>, lock: WalIndexLock) -> io::Result<bool> {
        let mut shared = self.shared.lock().unwrap();
        let mut held = shared.log_locks.iter();
        let is_denied = held.any(|((slot, connection), held)| {
            slots.contains(slot)
                && *connection != self.connection
                && match lock {
                    WalIndexLock::None => false,
                    WalIndexLock::Shared => *held == WalIndexLock::Exclusive,
                    WalIndexLock::Exclusive => true,
                }
        });
        if is_denied {
            return Ok(false);
        }
        for slot in slots {
            match lock {
                WalIndexLock::None => shared.log_locks.remove(&(slot, self.connection)),
                lock => shared.log_locks.insert((slot, self.connection), lock),
            };
        }
        Ok(true)
    }

    fn delete(self) -> io::Result<()> {
        self.shared.lock().unwrap().log_index.clear();
        Ok(())
    }

    fn pull(&mut self, region: u32, data: &mut Region) -> io::Result<()> {
        *data = self.map(region)?;
        Ok(())
    }

    fn push(&mut self, region: u32, data: &Region) -> io::Result<()> {
        self.shared.lock().unwrap().log_index.insert(region, *data);
        Ok(())
    }
}

impl Drop for LogIndex {
    fn drop(&mut self) {
        let mut shared = self.shared.lock().unwrap();
        let connection = self.connection;
        shared
            .log_locks
            .retain(|(_, holder), _| *holder != connection);
    }
}
