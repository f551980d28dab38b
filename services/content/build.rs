//! Writes `shipped.rs`: the path and content of every file of the packs in `content/`.
//!
//! A build script and no macro crate such as include_dir: Cargo then notices a new file too, and there is
//! nothing more to depend on.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let content = Path::new("../../content").canonicalize()?;
    println!("cargo::rerun-if-changed=../../content");
    let mut entries = String::from("&[\n");
    for pack in children(&content)?.into_iter().filter(|path| path.is_dir()) {
        for child in children(&pack)? {
            let files = if child.is_dir() {
                children(&child)?
            } else {
                vec![child]
            };
            for file in files {
                let path = file.strip_prefix(&content).map_err(io::Error::other)?;
                let path = path.to_string_lossy().replace('\\', "/");
                entries += &format!("    ({path:?}, include_bytes!({file:?})),\n");
            }
        }
    }
    entries += "]\n";
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("shipped.rs"), entries)
}

fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect();
    let mut paths = entries?;
    paths.retain(|path| {
        !path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
    });
    paths.sort();
    Ok(paths)
}
