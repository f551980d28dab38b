//! Files and directories that are still there after a power cut, for their owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// What is read at a time.
const BUFFER_SIZE: usize = 256 * 1024;

/// Creates a directory, and those above it.
pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    let path = std::path::absolute(path)?;
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let is_new = |parent: &&Path| !parent.is_dir();
    let new_count = path.ancestors().take_while(is_new).count();
    builder.recursive(true).create(&path)?;
    for parent in path.ancestors().skip(1).take(new_count) {
        sync_dir(parent)?;
    }
    Ok(())
}

/// Creates a file, which must not be there. Its name is durable once its directory is synced.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes what was created, renamed and removed in a directory durable.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    // Elsewhere a directory cannot be opened.
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Makes a directory and all below it durable, whose files are so already.
pub(crate) fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_dir(path)
}

/// Reads to the end, a bounded piece at a time; gives the size.
pub(crate) fn read_pieces(
    mut source: impl Read,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<u64> {
    let mut buffer = vec![0; BUFFER_SIZE];
    let mut size = 0;
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(size),
            Ok(count) => {
                each(&buffer[..count])?;
                size += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
