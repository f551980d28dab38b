//! A log in a file for its user alone, begun anew when it is long.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

const MAX_SIZE: u64 = 16 * 1024 * 1024;
/// Earlier files that are kept: `audit.jsonl.1` is the last one.
const KEPT: usize = 4;

/// The file that is appended to.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    max_size: u64,
}

impl LogFile {
    /// Opens a file to append to, or creates it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Self::with_max_size(path, MAX_SIZE)
    }

    pub(super) fn with_max_size(path: &Path, max_size: u64) -> io::Result<Self> {
        let file = create(path)?;
        Ok(Self {
            path: path.to_owned(),
            size: file.metadata()?.len(),
            file,
            max_size,
        })
    }

    /// Appends a line, whole or not at all.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.size > 0 && self.size + line.len() as u64 > self.max_size {
            self.rotate()?;
        }
        let written = self.file.write_all(line);
        match written {
            Ok(()) => self.size += line.len() as u64,
            // On a full disk a part of the line may be there.
            Err(_) => self.file.set_len(self.size)?,
        }
        written
    }

    fn rotate(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file.sync_data()?;
        fs::rename(&self.path, self.numbered(1))?;
        self.file = create(&self.path)?;
        self.size = 0;
        Ok(())
    }

    fn numbered(&self, number: usize) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(format!(".{number}"));
        path.into()
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
