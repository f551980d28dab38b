//! The files of packs, as bytes: of the shipped packs, and of packs in folders.

use std::borrow::Cow;
use std::fs::{self, File, FileType};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use starling_practice::Collection;

use crate::pack::PackError;

/// A pack as it lies in its folder.
pub(crate) struct PackFiles {
    /// The folder's name: the pack's id.
    pub(crate) name: String,
    /// The folder, as errors show it.
    pub(crate) folder: PathBuf,
    /// `pack.toml` and the items.
    pub(crate) files: Vec<PackFile>,
}

/// One file of a pack.
pub(crate) struct PackFile {
    /// The path from the pack's folder, with `/`; empty for the folder itself.
    pub(crate) path: String,
    /// What is in it, or why that cannot be read.
    pub(crate) content: Result<Cow<'static, [u8]>, String>,
}

/// What stands at the top of a pack, in plain TOML.
pub(crate) const MANIFEST: &str = "pack.toml";
/// The folder of the days of plans; every other folder is that of a collection.
pub(crate) const DAYS: &str = "days";

/// The most bytes of a file, so that a page of 200 items stays below the 4 MiB that a gRPC client accepts.
pub(crate) const MAX_FILE_SIZE: u64 = 16 * 1024;
/// The most entries of a folder.
const MAX_ENTRIES: usize = 1_000;

impl PackFiles {
    /// A hash of every path and every byte: another one after every change.
    pub(crate) fn version(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for PackFile { path, content } in &self.files {
            let bytes = match content {
                Ok(bytes) => bytes.as_ref(),
                Err(problem) => problem.as_bytes(),
            };
            for part in [path.as_bytes(), bytes] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Paths from `content/`, and contents.
const SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The packs that are part of the program.
pub(crate) fn shipped() -> Vec<PackFiles> {
    let mut packs: Vec<PackFiles> = Vec::new();
    for (path, bytes) in SHIPPED {
        let (name, path) = path.split_once('/').expect("the build took folders only");
        if packs.last().is_none_or(|pack| pack.name != name) {
            packs.push(PackFiles {
                name: name.to_owned(),
                folder: Path::new("content").join(name),
                files: Vec::new(),
            });
        }
        let pack = packs.last_mut().expect("a pack was pushed");
        pack.files.push(PackFile {
            path: path.to_owned(),
            content: Ok(Cow::Borrowed(bytes)),
        });
    }
    packs
}

/// The packs in a folder: every folder in it is one, loose files are passed over.
///
/// # Errors
/// [`PackError`] where the folder itself cannot be read, or is a pack.
pub(crate) fn packs_in(folder: &Path) -> Result<Vec<PackFiles>, PackError> {
    let refused = |problem: &str| PackError::new(folder.to_owned(), None, problem);
    let entries = entries(folder).map_err(|problem| refused(&problem))?;
    if entries.iter().any(|entry| entry.name == MANIFEST) {
        return Err(refused("is a pack itself; name the folder that it lies in"));
    }
    let packs = entries.into_iter().filter(|entry| !entry.kind.is_file());
    Ok(packs
        .map(|entry| PackFiles {
            files: pack_files(&entry.path),
            name: entry.name,
            folder: entry.path,
        })
        .collect())
}

/// The pack that a folder is, or the packs in it.
///
/// # Errors
/// [`PackError`] where the folder cannot be read.
pub(crate) fn pack_or_packs_in(folder: &Path) -> Result<Vec<PackFiles>, PackError> {
    // Also where it is a link or a folder: that is then what is wrong with the pack.
    if fs::symlink_metadata(folder.join(MANIFEST)).is_err() {
        return packs_in(folder);
    }
    Ok(vec![pack_in(folder)])
}

/// The pack that a folder is.
pub(crate) fn pack_in(folder: &Path) -> PackFiles {
    // The name of `.` or of `a/..` is that of the folder that it leads to.
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = path.file_name().unwrap_or_default();
    PackFiles {
        name: name.to_string_lossy().into_owned(),
        folder: folder.to_owned(),
        files: pack_files(folder),
    }
}

/// Reads exactly as deep as a pack goes, so that no link can lead round in a circle.
fn pack_files(folder: &Path) -> Vec<PackFile> {
    let mut files = Vec::new();
    for entry in listed(folder, "", &mut files) {
        if entry.kind.is_dir() && is_known(&entry.name) {
            for item in listed(&entry.path, &entry.name, &mut files) {
                files.push(pack_file(format!("{}/{}", entry.name, item.name), &item));
            }
        } else if entry.name == MANIFEST || !entry.kind.is_file() {
            files.push(pack_file(entry.name.clone(), &entry));
        }
    }
    files
}

fn is_known(folder: &str) -> bool {
    folder == DAYS || Collection::from_name(folder).is_some()
}

fn pack_file(path: String, entry: &Entry) -> PackFile {
    let content = if entry.kind.is_file() {
        read(&entry.path).map(Cow::Owned)
    } else if entry.kind.is_dir() {
        let folders = Collection::ALL.map(Collection::as_str).join(", ");
        Err(format!(
            "is a folder that no pack has; items go into {folders} or {DAYS}"
        ))
    } else {
        Err("is a link or a device, not a file; put a copy of the file here".to_owned())
    };
    PackFile { path, content }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes))
        .map_err(cannot_be_read)?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(format!(
            "is larger than {} KiB; make it shorter",
            MAX_FILE_SIZE / 1024
        ));
    }
    Ok(bytes)
}

/// The entries of a folder of a pack; where it cannot be listed, none, and its problem among the files.
fn listed(folder: &Path, path: &str, files: &mut Vec<PackFile>) -> Vec<Entry> {
    entries(folder).unwrap_or_else(|problem| {
        files.push(PackFile {
            path: path.to_owned(),
            content: Err(problem),
        });
        Vec::new()
    })
}

/// What lies in a folder.
struct Entry {
    /// Its name; U+FFFD stands for what is not Unicode in it.
    name: String,
    path: PathBuf,
    kind: FileType,
}

/// The entries of a folder by name, but not the hidden ones.
fn entries(folder: &Path) -> Result<Vec<Entry>, String> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)
        .map_err(cannot_be_read)?
        .take(MAX_ENTRIES + 1)
        .map(|entry| {
            let entry = entry?;
            Ok(Entry {
                name: entry.file_name().to_string_lossy().into_owned(),
                path: entry.path(),
                kind: entry.file_type()?,
            })
        })
        .collect();
    let mut entries = entries.map_err(cannot_be_read)?;
    if entries.len() > MAX_ENTRIES {
        return Err(format!(
            "holds more than {MAX_ENTRIES} entries; spread them over several packs"
        ));
    }
    entries.retain(|entry| !entry.name.starts_with('.'));
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

fn cannot_be_read(error: io::Error) -> String {
    format!("cannot be read: {error}")
}

#[cfg(test)]
mod tests;
