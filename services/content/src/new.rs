//! New packs, stories and questions: files that a person fills in.

mod template;

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use starling_practice::{Collection, Format, Level, Slug};

use self::template::Header;
use crate::files::{self, MANIFEST, PackFiles};
use crate::nearest::did_you_mean;
use crate::pack::{self, PackError};

/// The pack that takes what is new where none is named; it is made for the first item.
pub const OWN_PACK: &str = "my-stories";

/// What is known of a story or question before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// The pack; none for [`OWN_PACK`].
    pub pack: Option<Slug>,
    /// The id, which becomes the file's name.
    pub id: Slug,
    /// What people call it; none for the words of the id.
    pub title: Option<String>,
    /// The level; none for that of the format, and L6 without one.
    pub level: Option<Level>,
    /// The format of the pack to answer in; none for its first of the level.
    pub format: Option<Slug>,
    /// The principles of the pack that an answer shows.
    pub principles: Vec<Slug>,
}

/// Why nothing new was written; what was there is as it was.
#[derive(Debug, thiserror::Error)]
pub enum NewError {
    /// Nothing is ever overwritten.
    #[error("{} is there already; choose another id, or edit that", .0.display())]
    Exists(PathBuf),
    /// Two packs cannot have one id.
    #[error(
        "pack {0} comes with Starling and cannot be written to; choose another id, such as {OWN_PACK}"
    )]
    Shipped(Slug),
    /// A pack is only made when that is asked for.
    #[error("there is no pack {pack} in {}{nearest} `starling content new pack {pack}` begins one", folder.display())]
    NoPack {
        /// The id.
        pack: Slug,
        /// Where it was looked for.
        folder: PathBuf,
        /// Ids that are nearly the same, as the end of a sentence.
        nearest: String,
    },
    /// An item can only name others of its pack.
    #[error("there is no {} {id} in pack {pack}{nearest}", collection.singular())]
    NoItem {
        /// The kind of item.
        collection: Collection,
        /// The id.
        id: Slug,
        /// Where it was looked for.
        pack: Slug,
        /// Ids that are nearly the same, as the end of a sentence.
        nearest: String,
    },
    /// An answer needs sections.
    #[error("pack {0} has no format; copy one into its formats/ first")]
    NoFormat(Slug),
    /// The formats of the pack cannot be read.
    #[error("{0}")]
    Damaged(PackError),
    /// A file cannot be written.
    #[error("cannot write {}: {error}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Makes a pack in the folder `packs`, with the formats and principles that come with Starling; gives its folder.
///
/// # Errors
/// [`NewError`] where there is one of that id, or it cannot be written.
pub fn new_pack(packs: &Path, id: &Slug, title: Option<&str>) -> Result<PathBuf, NewError> {
    if is_shipped(id) {
        return Err(NewError::Shipped(id.clone()));
    }
    let folder = packs.join(id.as_str());
    if folder.symlink_metadata().is_ok() {
        return Err(NewError::Exists(folder));
    }
    // Hidden until it is whole: who watches the folder never sees half a pack.
    let hidden = packs.join(format!(".{id}.new"));
    for (path, text) in template::pack(id, title) {
        write_new(&hidden.join(path), &text)?;
    }
    fs::rename(&hidden, &folder).map_err(|error| failed(&folder, error))?;
    Ok(folder)
}

/// Makes a story to fill in, of a pack in the folder `packs`; gives its file.
///
/// # Errors
/// [`NewError`] where the id is taken, something named is not in the pack, or the file cannot be written.
pub fn new_story(packs: &Path, item: &NewItem) -> Result<PathBuf, NewError> {
    new_item(packs, item, Collection::Stories, template::story)
}

/// Makes a question to fill in, of a pack in the folder `packs`; gives its file.
///
/// # Errors
/// As for [`new_story`].
pub fn new_question(packs: &Path, item: &NewItem) -> Result<PathBuf, NewError> {
    new_item(packs, item, Collection::Questions, |header, _| {
        template::question(header)
    })
}

/// Whether a pack is part of the program.
#[must_use]
pub fn is_shipped(pack: &Slug) -> bool {
    files::shipped()
        .iter()
        .any(|shipped| shipped.name == pack.as_str())
}

fn new_item(
    packs: &Path,
    item: &NewItem,
    collection: Collection,
    template: fn(&Header<'_>, &Format) -> String,
) -> Result<PathBuf, NewError> {
    let pack = pack_for(packs, item)?;
    let folder = packs.join(pack.as_str());
    let files = files::pack_in(&folder);
    for collection in [
        Collection::Questions,
        Collection::Stories,
        Collection::Scenarios,
    ] {
        let path = path_of(&folder, collection, &item.id);
        if path.symlink_metadata().is_ok() {
            return Err(NewError::Exists(path));
        }
    }
    for principle in &item.principles {
        find(&files, &pack, Collection::Principles, principle)?;
    }
    let format = format_for(files, &pack, item)?;
    let header = Header {
        id: &item.id,
        title: item.title.as_deref(),
        level: item.level.unwrap_or(format.level),
        format: &format.id,
        principles: &item.principles,
    };
    let path = path_of(&folder, collection, &item.id);
    write_new(&path, &template(&header, &format))?;
    Ok(path)
}

/// The pack that takes an item.
fn pack_for(packs: &Path, item: &NewItem) -> Result<Slug, NewError> {
    let own = || Slug::new(OWN_PACK).expect("it is an id");
    let pack = item.pack.clone().unwrap_or_else(own);
    if is_shipped(&pack) {
        return Err(NewError::Shipped(pack));
    }
    if packs.join(pack.as_str()).join(MANIFEST).is_file() {
        return Ok(pack);
    }
    if item.pack.is_none() {
        new_pack(packs, &pack, None)?;
        return Ok(pack);
    }
    let there = files::packs_in(packs).unwrap_or_default();
    let nearest = did_you_mean(pack.as_str(), there.iter().map(|files| files.name.as_str()));
    Err(NewError::NoPack {
        pack,
        folder: packs.to_owned(),
        nearest: if nearest.is_empty() {
            ";".to_owned()
        } else {
            nearest
        },
    })
}

fn format_for(mut files: PackFiles, pack: &Slug, item: &NewItem) -> Result<Format, NewError> {
    if let Some(format) = &item.format {
        find(&files, pack, Collection::Formats, format)?;
    }
    // Whatever is wrong with the other items, they do not stand in the way of a new one.
    let is_needed = |path: &str| path == MANIFEST || is_in(path, Collection::Formats);
    files.files.retain(|file| is_needed(&file.path));
    let formats = match pack::parse(pack, &files) {
        Ok(contents) => contents.formats,
        Err(errors) => {
            let first = errors
                .into_iter()
                .next()
                .expect("a pack is refused for something");
            return Err(NewError::Damaged(first));
        }
    };
    let level = item.level.unwrap_or(Level::L6);
    let of_level = || formats.values().find(|format| format.level == level);
    let format = match &item.format {
        Some(id) => formats.get(id),
        None => of_level().or_else(|| formats.values().next()),
    };
    format
        .cloned()
        .ok_or_else(|| NewError::NoFormat(pack.clone()))
}

/// That an item is in a pack.
fn find(files: &PackFiles, pack: &Slug, collection: Collection, id: &Slug) -> Result<(), NewError> {
    let paths = files.files.iter().map(|file| file.path.as_str());
    let of_kind = paths.filter(|path| is_in(path, collection));
    let ids: Vec<&str> = of_kind
        .filter_map(|path| path.rsplit('/').next()?.strip_suffix(".md"))
        .collect();
    if ids.contains(&id.as_str()) {
        return Ok(());
    }
    Err(NewError::NoItem {
        collection,
        nearest: did_you_mean(id.as_str(), ids.into_iter()),
        id: id.clone(),
        pack: pack.clone(),
    })
}

fn is_in(path: &str, collection: Collection) -> bool {
    path.split_once('/')
        .is_some_and(|(folder, _)| folder == collection.as_str())
}

fn path_of(folder: &Path, collection: Collection, id: &Slug) -> PathBuf {
    folder.join(collection.as_str()).join(format!("{id}.md"))
}

/// Writes a file that is not there yet, and the folders that it lies in.
fn write_new(path: &Path, text: &str) -> Result<(), NewError> {
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(path))?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => NewError::Exists(path.to_owned()),
        _ => failed(path, error),
    })
}

fn failed(path: &Path, error: io::Error) -> NewError {
    NewError::File {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests;
