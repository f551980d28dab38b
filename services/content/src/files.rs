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
    let refused = |problem| PackError {
        file: folder.to_owned(),
        line: None,
        problem,
    };
    let entries = entries(folder).map_err(refused)?;
    if entries.iter().any(|(name, _)| name == MANIFEST) {
        let problem = "is a pack itself; name the folder that it lies in";
        return Err(refused(problem.to_owned()));
    }
    let packs = entries.into_iter().filter(|(_, kind)| !kind.is_file());
    Ok(packs
        .map(|(name, _)| {
            let folder = folder.join(&name);
            PackFiles {
                files: pack_files(&folder),
                name,
                folder,
            }
        })
        .collect())
}

/// The pack that a folder is, or the packs in it.
///
/// # Errors
/// [`PackError`] where the folder cannot be read.
pub(crate) fn pack_or_packs_in(folder: &Path) -> Result<Vec<PackFiles>, PackError> {
    if !folder.join(MANIFEST).is_file() {
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
    for (name, kind) in listed(folder, "", &mut files) {
        if kind.is_dir() && is_known(&name) {
            for (item, kind) in listed(folder, &name, &mut files) {
                files.push(pack_file(folder, format!("{name}/{item}"), kind));
            }
        } else if name == MANIFEST || !kind.is_file() {
            files.push(pack_file(folder, name, kind));
        }
    }
    files
}

fn is_known(folder: &str) -> bool {
    folder == DAYS || Collection::from_name(folder).is_some()
}

fn pack_file(folder: &Path, path: String, kind: FileType) -> PackFile {
    let content = if kind.is_file() {
        read(&folder.join(&path)).map(Cow::Owned)
    } else if kind.is_dir() {
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
fn listed(folder: &Path, path: &str, files: &mut Vec<PackFile>) -> Vec<(String, FileType)> {
    entries(&folder.join(path)).unwrap_or_else(|problem| {
        files.push(PackFile {
            path: path.to_owned(),
            content: Err(problem),
        });
        Vec::new()
    })
}

/// The entries of a folder by name, but not the hidden ones.
fn entries(folder: &Path) -> Result<Vec<(String, FileType)>, String> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)
        .map_err(cannot_be_read)?
        .take(MAX_ENTRIES + 1)
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, entry.file_type()?))
        })
        .collect();
    let mut entries = entries.map_err(cannot_be_read)?;
    if entries.len() > MAX_ENTRIES {
        return Err(format!(
            "holds more than {MAX_ENTRIES} entries; spread them over several packs"
        ));
    }
    entries.retain(|(name, _)| !name.starts_with('.'));
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(entries)
}

fn cannot_be_read(error: io::Error) -> String {
    format!("cannot be read: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each path, and how many bytes or what problem it has.
    fn listing(pack: &PackFiles) -> String {
        let lines = pack.files.iter().map(|file| match &file.content {
            Ok(bytes) => format!("{}: {} bytes\n", file.path, bytes.len()),
            Err(problem) => format!("{}: {problem}\n", file.path),
        });
        lines.collect()
    }

    fn folder_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    #[test]
    fn what_is_shipped_is_what_lies_in_the_repository() {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        let packs = packs_in(&content).unwrap();
        assert!(!packs.is_empty());
        assert_eq!(packs.len(), shipped().len());
        for (pack, shipped) in packs.iter().zip(shipped()) {
            assert_eq!(pack.name, shipped.name);
            assert_eq!(listing(pack), listing(&shipped));
        }
    }

    #[test]
    fn a_pack_is_its_manifest_and_its_items() {
        let folder = folder_with(&[
            ("README.md", b"loose"),
            (".git/config", b"hidden"),
            ("mine/pack.toml", b"title"),
            ("mine/LICENSE", b"loose"),
            ("mine/formats/.a.md.swp", b"hidden"),
            ("mine/formats/a.md", b"12"),
            ("mine/formats/old/b.md", b""),
            ("mine/question/c.md", b"misspelt"),
            (
                "mine/questions/long.md",
                &[b'x'; MAX_FILE_SIZE as usize + 1],
            ),
            ("mine/questions/most.md", &[b'x'; MAX_FILE_SIZE as usize]),
        ]);
        let packs = packs_in(folder.path()).unwrap();
        assert_eq!(packs.len(), 1);
        assert_eq!(packs[0].name, "mine");
        expect_test::expect![[r#"
            formats/a.md: 2 bytes
            formats/old: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
            pack.toml: 5 bytes
            question: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
            questions/long.md: is larger than 16 KiB; make it shorter
            questions/most.md: 16384 bytes
        "#]].assert_eq(&listing(&packs[0]));
    }

    #[test]
    #[cfg(unix)]
    fn links_inside_a_pack_are_not_followed() {
        let folder = folder_with(&[("mine/pack.toml", b""), ("mine/formats/a.md", b"")]);
        let link = |to: &str, path: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(path)).unwrap();
        };
        link("..", "mine/questions");
        link(".", "mine/formats/round");
        link("/dev/zero", "mine/formats/endless.md");
        link("nowhere", "gone");
        let packs = packs_in(folder.path()).unwrap();
        let listings: Vec<String> = packs.iter().map(listing).collect();
        expect_test::expect![[r#"
            : cannot be read: No such file or directory (os error 2)
            --
            formats/a.md: 0 bytes
            formats/endless.md: is a link or a device, not a file; put a copy of the file here
            formats/round: is a link or a device, not a file; put a copy of the file here
            pack.toml: 0 bytes
            questions: is a link or a device, not a file; put a copy of the file here
        "#]]
        .assert_eq(&listings.join("--\n"));
    }

    #[test]
    fn a_folder_has_a_bounded_number_of_entries() {
        let folder = tempfile::tempdir().unwrap();
        let formats = folder.path().join("mine/formats");
        fs::create_dir_all(&formats).unwrap();
        for number in 0..=MAX_ENTRIES {
            fs::write(formats.join(format!("{number}.md")), "").unwrap();
        }
        let packs = packs_in(folder.path()).unwrap();
        expect_test::expect![[r#"
            formats: holds more than 1000 entries; spread them over several packs
        "#]]
        .assert_eq(&listing(&packs[0]));
    }

    #[test]
    fn a_folder_of_packs_is_there_and_no_pack_itself() {
        let folder = folder_with(&[("pack.toml", b"")]);
        let check = |path: &Path, problem: &str| {
            let error = packs_in(path).err().unwrap();
            assert_eq!(error.file, path);
            assert!(error.problem.starts_with(problem), "{error}");
        };
        check(folder.path(), "is a pack itself; name the folder");
        check(&folder.path().join("nowhere"), "cannot be read: ");
    }
}
