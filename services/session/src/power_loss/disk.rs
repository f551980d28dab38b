//! A disk in memory that loses its power. What was synced stays; of the rest, every write and every change of a
//! directory is kept, lost or torn on its own, so that later ones may survive earlier ones.

use std::collections::BTreeMap;
use std::io::{self, Error};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};

/// A write is torn between sectors.
const SECTOR_SIZE: usize = 512;

/// The disk; clones are the same disk.
#[derive(Debug, Clone)]
pub(super) struct Disk(Arc<Mutex<State>>);

/// How a disk keeps its promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drive {
    Honest,
    /// Says that a file is synced when it is not, as with `PRAGMA synchronous = OFF`.
    IgnoresSyncOfFiles,
    /// Forgets that a directory was to be synced.
    IgnoresSyncOfDirectory,
}

/// A program's access to the disk; it ends with the power, or with the disk.
#[derive(Debug, Clone)]
pub(super) struct Access {
    disk: Weak<Mutex<State>>,
    boot: u64,
}

/// Tells files apart, whatever their names.
pub(super) type FileId = u64;

#[derive(Debug)]
struct State {
    drive: Drive,
    random: SmallRng,
    /// Times that the power came.
    boot: u64,
    /// Changes until the power goes; none while it is off.
    remaining: Option<u64>,
    files: BTreeMap<FileId, File>,
    last_id: FileId,
    directory: BTreeMap<String, FileId>,
    durable_directory: BTreeMap<String, FileId>,
    unsynced_entries: Vec<Entry>,
    /// What happened, in a number that differs as soon as a run does.
    trace: u64,
}

#[derive(Debug, Default)]
struct File {
    /// As programs see it.
    data: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Debug)]
enum Change {
    Write { offset: usize, data: Vec<u8> },
    SetLen(usize),
}

/// A name that was given to a file, or taken from it.
#[derive(Debug)]
struct Entry {
    name: String,
    file: Option<FileId>,
}

impl Disk {
    pub(super) fn new(seed: u64, drive: Drive) -> Self {
        Self(Arc::new(Mutex::new(State {
            drive,
            random: SmallRng::seed_from_u64(seed),
            boot: 0,
            remaining: None,
            files: BTreeMap::new(),
            last_id: 0,
            directory: BTreeMap::new(),
            durable_directory: BTreeMap::new(),
            unsynced_entries: Vec::new(),
            trace: seed,
        })))
    }

    /// Gives power for so many changes.
    pub(super) fn power_on(&self, changes: u64) {
        let mut state = self.state();
        state.boot += 1;
        state.remaining = Some(changes);
    }

    pub(super) fn is_powered(&self) -> bool {
        self.state().remaining.is_some()
    }

    /// Takes the power now.
    pub(super) fn power_off(&self) {
        self.state().power_off();
    }

    /// The access of a program that starts now.
    pub(super) fn access(&self) -> Access {
        Access {
            disk: Arc::downgrade(&self.0),
            boot: self.state().boot,
        }
    }

    /// A number that two runs have in common only if the same happened in both.
    pub(super) fn trace(&self) -> u64 {
        self.state().trace
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl Access {
    /// The file of a name, if there is one.
    pub(super) fn find(&self, name: &str) -> io::Result<Option<FileId>> {
        self.powered(|state| Ok(state.directory.get(name).copied()))
    }

    /// All names that begin so.
    pub(super) fn names(&self, prefix: &str) -> io::Result<Vec<String>> {
        self.powered(|state| {
            let names = state.directory.keys();
            Ok(names
                .filter(|name| name.starts_with(prefix))
                .cloned()
                .collect())
        })
    }

    /// A new file, in the place of one of the same name.
    pub(super) fn create(&self, name: &str) -> io::Result<FileId> {
        self.powered(|state| {
            state.last_id += 1;
            let file = state.last_id;
            state.files.insert(file, File::default());
            state.enter(name, Some(file))?;
            Ok(file)
        })
    }

    /// Gives a file another name, in the place of one that has it.
    pub(super) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.powered(|state| {
            let file = state.directory.get(from).copied();
            state.enter(to, file)?;
            state.enter(from, None)
        })
    }

    /// Deletes a name; whoever has the file open keeps it.
    pub(super) fn delete(&self, name: &str) -> io::Result<()> {
        self.powered(|state| state.enter(name, None))
    }

    pub(super) fn len(&self, file: FileId) -> io::Result<usize> {
        self.powered(|state| Ok(state.file(file).data.len()))
    }

    /// Reads what there is at an offset; gives its length.
    pub(super) fn read(&self, file: FileId, offset: usize, buffer: &mut [u8]) -> io::Result<usize> {
        self.powered(|state| {
            let data = state.file(file).data.get(offset..).unwrap_or_default();
            let len = data.len().min(buffer.len());
            buffer[..len].copy_from_slice(&data[..len]);
            Ok(len)
        })
    }

    pub(super) fn write(&self, file: FileId, offset: usize, data: &[u8]) -> io::Result<()> {
        let data = data.to_vec();
        self.powered(|state| state.change(file, Change::Write { offset, data }))
    }

    pub(super) fn set_len(&self, file: FileId, len: usize) -> io::Result<()> {
        self.powered(|state| state.change(file, Change::SetLen(len)))
    }

    /// Makes what a file holds durable; not its name.
    pub(super) fn sync(&self, file: FileId) -> io::Result<()> {
        self.powered(|state| {
            // The power goes before anything is certain.
            state.spend(1)?;
            if state.drive != Drive::IgnoresSyncOfFiles {
                let file = state.file(file);
                file.durable.clone_from(&file.data);
                file.unsynced.clear();
            }
            Ok(())
        })
    }

    /// Makes all names durable.
    pub(super) fn sync_directory(&self) -> io::Result<()> {
        self.powered(|state| {
            state.spend(2)?;
            if state.drive != Drive::IgnoresSyncOfDirectory {
                state.durable_directory = state.directory.clone();
                state.unsynced_entries.clear();
            }
            Ok(())
        })
    }

    /// Chance, which the disk's seed decides.
    pub(super) fn random(&self, buffer: &mut [i8]) {
        if let Some(disk) = self.disk.upgrade() {
            disk.lock().unwrap().random.fill(buffer);
        }
    }

    fn powered<T>(&self, work: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let disk = self.disk.upgrade().ok_or_else(no_power)?;
        let mut state = disk.lock().unwrap();
        if state.remaining.is_none() || state.boot != self.boot {
            return Err(no_power());
        }
        work(&mut state)
    }
}

impl State {
    /// The change is under way when the power goes: it may have reached the disk or not.
    fn change(&mut self, file: FileId, change: Change) -> io::Result<()> {
        let file = self.file(file);
        change.apply(&mut file.data);
        let size = change.size();
        file.unsynced.push(change);
        self.spend(size)
    }

    fn enter(&mut self, name: &str, file: Option<FileId>) -> io::Result<()> {
        set(&mut self.directory, name, file);
        self.unsynced_entries.push(Entry {
            name: name.to_owned(),
            file,
        });
        self.spend(name.len())
    }

    /// Counts a change.
    fn spend(&mut self, size: usize) -> io::Result<()> {
        self.trace = self
            .trace
            .rotate_left(5)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ size as u64;
        self.remaining = self
            .remaining
            .and_then(|remaining| remaining.checked_sub(1));
        if self.remaining.is_some() {
            return Ok(());
        }
        self.power_off();
        Err(no_power())
    }

    fn power_off(&mut self) {
        self.remaining = None;
        // Some drives lose all that is not synced, some hardly anything.
        let keep = [0.0, 0.5, 0.9, 1.0][self.random.random_range(0..4)];
        for entry in std::mem::take(&mut self.unsynced_entries) {
            if self.random.random_bool(keep) {
                set(&mut self.durable_directory, &entry.name, entry.file);
            }
        }
        for file in self.files.values_mut() {
            for change in std::mem::take(&mut file.unsynced) {
                if self.random.random_bool(keep) {
                    change.apply(&mut file.durable);
                } else if self.random.random_bool(keep / 2.0) {
                    change.apply_torn(&mut file.durable, &mut self.random);
                }
            }
            file.data.clone_from(&file.durable);
        }
        self.directory = self.durable_directory.clone();
        let named = self.directory.values().copied().collect::<Vec<_>>();
        self.files.retain(|id, _| named.contains(id));
    }

    fn file(&mut self, id: FileId) -> &mut File {
        self.files
            .get_mut(&id)
            .expect("files stay until the power goes")
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { offset, data } => write(file, *offset, data),
            Self::SetLen(len) => file.resize(*len, 0),
        }
    }

    /// Applies some sectors of a write.
    fn apply_torn(&self, file: &mut Vec<u8>, random: &mut SmallRng) {
        let Self::Write { offset, data } = self else {
            return;
        };
        let mut start = 0;
        while start < data.len() {
            let room = SECTOR_SIZE - (offset + start) % SECTOR_SIZE;
            let end = data.len().min(start + room);
            if random.random_bool(0.5) {
                write(file, offset + start, &data[start..end]);
            }
            start = end;
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Write { offset, data } => offset ^ data.len(),
            Self::SetLen(len) => *len,
        }
    }
}

fn write(file: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(data);
}

fn set(directory: &mut BTreeMap<String, FileId>, name: &str, file: Option<FileId>) {
    match file {
        Some(file) => directory.insert(name.to_owned(), file),
        None => directory.remove(name),
    };
}

fn no_power() -> Error {
    Error::other("the disk has no power")
}
