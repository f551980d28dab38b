//! Who may use a data directory: one server, or commands beside each other.
//!
//! The kernel holds the lock, so it ends with its process, however that ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use crate::durable;

const FILE: &str = "lock";
/// More than a holder writes.
const MAX_HOLDER_SIZE: u64 = 64;

/// How a data directory is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// By a server: nobody else opens what is stored.
    Exclusive,
    /// By a command, for a short time; others may do the same.
    Shared,
}

/// A data directory that others use.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// A server has it.
    #[error("a server is using {}{}; stop it first, or go through it with --server", data_dir.display(), of(*process))]
    Server {
        /// The directory.
        data_dir: PathBuf,
        /// The server's process id, where it says so.
        process: Option<u32>,
    },
    /// A backup is being put in its place.
    #[error("{} is being restored{}; wait until that is done", data_dir.display(), of(*process))]
    Restore {
        /// The directory.
        data_dir: PathBuf,
        /// The process that restores, where it says so.
        process: Option<u32>,
    },
    /// Commands have it.
    #[error(
        "commands such as `starling practice` are using {}; end them first (`fuser {}` lists their processes)",
        data_dir.display(), data_dir.join(FILE).display()
    )]
    Commands {
        /// The directory.
        data_dir: PathBuf,
    },
    /// The system refuses.
    #[error("cannot lock the data directory {}: {source}", data_dir.display())]
    Io {
        /// The directory.
        data_dir: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A data directory that is locked until this is dropped.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

/// Who has a directory for itself. Its name and process id stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    Server,
    Restore,
}

impl DataLock {
    /// Locks a directory, which is created where it is missing. Waits for nobody.
    pub(crate) fn take(data_dir: &Path, lock: Lock) -> Result<Self, LockError> {
        match lock {
            Lock::Exclusive => Self::exclusive(data_dir, Holder::Server),
            Lock::Shared => {
                let file = Self::locked(data_dir, File::try_lock_shared)?;
                Ok(Self { _file: file })
            }
        }
    }

    /// Locks a directory to put a backup in its place.
    pub(crate) fn restore(data_dir: &Path) -> Result<Self, LockError> {
        Self::exclusive(data_dir, Holder::Restore)
    }

    fn exclusive(data_dir: &Path, holder: Holder) -> Result<Self, LockError> {
        let mut file = Self::locked(data_dir, File::try_lock)?;
        holder
            .write(&mut file)
            .map_err(|source| failed(data_dir, source))?;
        Ok(Self { _file: file })
    }

    fn locked(
        data_dir: &Path,
        try_lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<File, LockError> {
        let io = |source| failed(data_dir, source);
        loop {
            if !data_dir.is_dir() {
                durable::create_dir(data_dir).map_err(io)?;
            }
            let file = open(data_dir).map_err(io)?;
            match try_lock(&file) {
                // A restore may have moved the directory between the two steps.
                Ok(()) if is_still_there(&file, data_dir).map_err(io)? => return Ok(file),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(held(file, data_dir)),
                Err(TryLockError::Error(source)) => return Err(io(source)),
            }
        }
    }
}

/// The file of the lock; the one thing in a data directory that is not stored.
pub(crate) fn file(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

fn open(data_dir: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file(data_dir))
}

#[cfg(unix)]
fn is_still_there(file: &File, data_dir: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let locked = file.metadata()?;
    match fs::metadata(self::file(data_dir)) {
        Ok(there) => Ok((there.dev(), there.ino()) == (locked.dev(), locked.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_still_there(_: &File, data_dir: &Path) -> io::Result<bool> {
    fs::exists(file(data_dir))
}

/// Who holds it.
fn held(mut file: File, data_dir: &Path) -> LockError {
    let data_dir = data_dir.to_owned();
    // Where others may share it, it is shared.
    if file.try_lock_shared().is_ok() {
        return LockError::Commands { data_dir };
    }
    match Holder::read(&mut file) {
        Some((Holder::Restore, process)) => LockError::Restore { data_dir, process },
        Some((Holder::Server, process)) => LockError::Server { data_dir, process },
        // It has not written yet.
        None => LockError::Server {
            data_dir,
            process: None,
        },
    }
}

fn failed(data_dir: &Path, source: io::Error) -> LockError {
    LockError::Io {
        data_dir: data_dir.to_owned(),
        source,
    }
}

fn of(process: Option<u32>) -> String {
    process.map_or_else(String::new, |process| format!(" (process {process})"))
}

impl Holder {
    fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Restore => "restore",
        }
    }

    fn write(self, file: &mut File) -> io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{} {}", self.name(), process::id())
    }

    fn read(file: &mut File) -> Option<(Self, Option<u32>)> {
        let mut text = String::new();
        file.take(MAX_HOLDER_SIZE).read_to_string(&mut text).ok()?;
        let (name, process) = text.trim_end().split_once(' ')?;
        let holder = [Self::Server, Self::Restore]
            .into_iter()
            .find(|holder| holder.name() == name)?;
        Some((holder, process.parse().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(taken: &Result<DataLock, LockError>) -> &'static str {
        match taken {
            Ok(_) => "taken",
            Err(LockError::Server { process, .. }) => {
                assert_eq!(*process, Some(process::id()));
                "server"
            }
            Err(LockError::Restore { process, .. }) => {
                assert_eq!(*process, Some(process::id()));
                "restore"
            }
            Err(LockError::Commands { .. }) => "commands",
            Err(LockError::Io { .. }) => "io",
        }
    }

    #[test]
    fn one_server_or_commands() {
        #[track_caller]
        fn check(held: &[&str], wanted: &str, expected: &str) {
            let dir = tempfile::tempdir().unwrap();
            let take = |name: &str| match name {
                "server" => DataLock::take(dir.path(), Lock::Exclusive),
                "command" => DataLock::take(dir.path(), Lock::Shared),
                "restore" => DataLock::restore(dir.path()),
                _ => unreachable!(),
            };
            let held: Vec<_> = held.iter().map(|name| take(name).unwrap()).collect();
            assert_eq!(kind(&take(wanted)), expected);
            drop(held);
            assert_eq!(kind(&take(wanted)), "taken");
        }
        for wanted in ["server", "command", "restore"] {
            check(&[], wanted, "taken");
            check(&["server"], wanted, "server");
            check(&["restore"], wanted, "restore");
        }
        check(&["command"], "command", "taken");
        check(&["command", "command"], "server", "commands");
        check(&["command"], "restore", "commands");
    }

    #[test]
    fn a_directory_that_was_moved_away_is_not_locked_by_its_old_lock() {
        let home = tempfile::tempdir().unwrap();
        let (dir, old) = (home.path().join("sessions"), home.path().join("old"));
        let restore = DataLock::restore(&dir).unwrap();
        let file = open(&dir).unwrap();
        fs::rename(&dir, &old).unwrap();
        drop(restore);
        file.try_lock_shared().unwrap();
        assert!(!is_still_there(&file, &dir).unwrap());
        assert_eq!(kind(&DataLock::take(&dir, Lock::Exclusive)), "taken");
        assert!(dir.join(FILE).is_file());
    }
}
