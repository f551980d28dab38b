//! Names and files of parts.

use std::fmt;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, params};
use starling_practice::{Slug, TakeId};

/// The folder of all parts, in a data directory as in a backup.
pub(super) const FOLDER: &str = "parts";

/// The name of a part in the object store: `parts/SESSION/TAKE/OFFSET`. Its path, too, below the data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectName {
    pub(super) take: TakeId,
    /// The offset of the part's first byte in the take.
    pub(super) start: u64,
}

impl ObjectName {
    /// Takes a text as a name. What is none, such as `parts/../..`, must never become a path.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [FOLDER, session, take, start] = text.split('/').collect::<Vec<_>>()[..] else {
            return None;
        };
        let name = Self {
            take: TakeId {
                session: Slug::new(session).ok()?,
                take: Slug::new(take).ok()?,
            },
            start: start.parse().ok()?,
        };
        // A name has one spelling.
        (name.to_string() == text).then_some(name)
    }

    /// Whether the database has a part of this name.
    pub(super) fn is_recorded(&self, db: &Connection) -> rusqlite::Result<bool> {
        let found = db
            .prepare_cached(
                "SELECT 1 FROM parts JOIN takes ON takes.number = parts.take
                 WHERE takes.id = ?1 AND parts.start = ?2 AND parts.object = ?3",
            )?
            .query_row(
                params![self.take.take.as_str(), self.start, self.to_string()],
                |_| Ok(()),
            )
            .optional()?;
        Ok(found.is_some())
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { take, start } = self;
        write!(f, "{FOLDER}/{}/{}/{start:012}", take.session, take.take)
    }
}

/// Something in the folder of all parts.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) metadata: Metadata,
    pub(super) kind: FoundKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum FoundKind {
    Part(ObjectName),
    /// What an interrupted put leaves: `OFFSET#NUMBER`.
    Staged,
    /// A folder of a take or a session, whose contents were found before it.
    Folder,
}

/// Finds what the object store has made. Passes over everything else, and follows no link out of the folder.
pub(super) fn find(
    data_dir: &Path,
    each: &mut dyn FnMut(Found) -> io::Result<()>,
) -> io::Result<()> {
    match fs::read_dir(data_dir.join(FOLDER)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(sessions) => {
            for session in sessions {
                find_below(session?, FOLDER, 2, each)?;
            }
            Ok(())
        }
    }
}

/// `depth`: how many levels of files and folders are below the entry.
fn find_below(
    entry: DirEntry,
    parent: &str,
    depth: u32,
    each: &mut dyn FnMut(Found) -> io::Result<()>,
) -> io::Result<()> {
    let file_name = entry.file_name();
    let Some(file_name) = file_name.to_str() else {
        return Ok(());
    };
    let name = format!("{parent}/{file_name}");
    let file_type = entry.file_type()?;
    let kind = if depth == 0 && file_type.is_file() {
        let Some(kind) = kind_of_file(&name) else {
            return Ok(());
        };
        kind
    } else if depth > 0 && file_type.is_dir() && Slug::new(file_name).is_ok() {
        for below in fs::read_dir(entry.path())? {
            find_below(below?, &name, depth - 1, each)?;
        }
        FoundKind::Folder
    } else {
        return Ok(());
    };
    let found = Found {
        path: entry.path(),
        metadata: entry.metadata()?,
        kind,
    };
    each(found)
}

fn kind_of_file(name: &str) -> Option<FoundKind> {
    match name.split_once('#') {
        None => ObjectName::parse(name).map(FoundKind::Part),
        Some((part, number)) => {
            let is_ours = ObjectName::parse(part).is_some() && number.parse::<u32>().is_ok();
            is_ours.then_some(FoundKind::Staged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling_and_no_way_out() {
        for text in ["parts/s/t/000000000000", "parts/a-b/c/008388608000"] {
            assert_eq!(ObjectName::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "parts/s/t/0",
            "parts/s/t/-00000000001",
            "parts/s/t/+00000000001",
            "parts/../t/000000000000",
            "parts/s/./000000000000",
            "parts//t/000000000000",
            "/parts/s/t/000000000000",
            "parts/s/t/u/000000000000",
            "other/s/t/000000000000",
            "parts/s/t/000000000000/",
            "",
        ] {
            assert_eq!(ObjectName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_the_object_store_makes_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("000000000000"), "").unwrap();
        let parts = dir.path().join(FOLDER);
        fs::create_dir_all(parts.join("s/t/folder")).unwrap();
        for file in [
            "notes",
            "s/notes",
            "s/t/000000000000",
            "s/t/000000000008#1",
            "s/t/a#1",
            "s/t/x",
        ] {
            fs::write(parts.join(file), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path(), parts.join("s/link")).unwrap();
        let mut found = Vec::new();
        find(dir.path(), &mut |one| {
            let path = one.path.strip_prefix(&parts).unwrap();
            found.push((path.display().to_string(), one.kind));
            Ok(())
        })
        .unwrap();
        // What is in a folder comes before it; otherwise they come as the disk has them.
        assert_eq!(found.pop().unwrap(), ("s".to_owned(), FoundKind::Folder));
        assert_eq!(found.pop().unwrap(), ("s/t".to_owned(), FoundKind::Folder));
        found.sort_by(|one, other| one.0.cmp(&other.0));
        let part = ObjectName::parse("parts/s/t/000000000000").unwrap();
        assert_eq!(
            found,
            [
                ("s/t/000000000000".to_owned(), FoundKind::Part(part)),
                ("s/t/000000000008#1".to_owned(), FoundKind::Staged),
            ]
        );
    }
}
