//! Writes `files.rs`: every file of the built page in `dist/`, or of a page that says that there is none.
//!
//! A build script and no macro crate such as rust-embed: that one does not compile without its folder, and knows nothing
//! of files that are compressed already.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let console = env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?;
    let console = Path::new(&console);
    let dist = console.join("dist");
    // Cargo builds anew every time where a watched folder is missing. One that cannot be made costs just that.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed=dist");
    println!("cargo::rerun-if-changed=without");
    println!("cargo::rerun-if-changed=build.rs");

    let is_built = dist.join("index.html").is_file();
    let root = if is_built {
        dist
    } else {
        console.join("without")
    };
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut entries = String::from("&[\n");
    for file in &files {
        entries += &entry(&root, file)?;
    }
    entries += "]\n";
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("files.rs"), entries)
}

/// A file with what it is called, its tag, and its form that is compressed already, where there is one.
fn entry(root: &Path, file: &Path) -> io::Result<String> {
    let path = file.strip_prefix(root).map_err(io::Error::other)?;
    let path = path.to_string_lossy().replace('\\', "/");
    let tag = &blake3::hash(&fs::read(file)?).to_hex()[..16];
    let mut compressed = file.as_os_str().to_owned();
    compressed.push(".br");
    let brotli = if Path::new(&compressed).is_file() {
        format!("Some(include_bytes!({compressed:?}))")
    } else {
        "None".to_owned()
    };
    let plain = format!("include_bytes!({file:?})");
    Ok(format!(
        "    File {{ path: {path:?}, tag: {tag:?}, plain: {plain}, brotli: {brotli} }},\n"
    ))
}

/// All but what is compressed, and what begins with a dot, which Vite writes for other tools.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "br") {
            files.push(path);
        }
    }
    Ok(())
}
