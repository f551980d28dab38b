//! `pack.toml`: the pack itself.

use starling_practice::{Pack, Slug};

use super::error::Problems;
use super::table::Table;
use super::value::{COUNT, TEXT};
use crate::files::{MANIFEST, PackFile, PackFiles};

/// The file format that this program reads; a pack that says nothing has it.
const FORMAT_VERSION: u32 = 1;

/// What can be said about a pack's other files.
pub(super) enum Found {
    /// They can be read; none where the manifest has problems of its own.
    Readable(Option<Pack>),
    /// They are written in a way that this program does not know.
    TooNew,
}

/// Reads the manifest of a pack.
pub(super) fn of_pack(id: &Slug, files: &PackFiles, problems: &mut Problems) -> Found {
    problems.enter(files.folder.join(MANIFEST));
    let Some(file) = files.files.iter().find(|file| file.path == MANIFEST) else {
        let is_unreadable = |file: &PackFile| file.path.is_empty();
        if !files.files.iter().any(is_unreadable) {
            problems.of_file("is missing; every pack has one");
        }
        return Found::Readable(None);
    };
    let Some(text) = file.text(problems) else {
        return Found::Readable(None);
    };
    let Some(mut table) = Table::parse(&text, 0..text.len(), problems) else {
        return Found::Readable(None);
    };
    let format_version = table.take("format_version", COUNT, problems);
    if format_version.is_some_and(|version| version > FORMAT_VERSION) {
        problems.at(
            table.line_of("format_version"),
            format!(
                "the pack is written for a newer Starling; this one reads format_version {FORMAT_VERSION}, so update it"
            ),
        );
        return Found::TooNew;
    }
    let pack = pack(id, &mut table, problems);
    table.finish(problems);
    Found::Readable(pack)
}

fn pack(id: &Slug, table: &mut Table<'_>, problems: &mut Problems) -> Option<Pack> {
    let title = table.need("title", TEXT, problems);
    let summary = table.need("summary", TEXT, problems);
    let license = table.need("license", TEXT, problems);
    let language = table.need("language", TEXT, problems);
    let disclaimer = table.take("disclaimer", TEXT, problems);
    Some(Pack {
        id: id.clone(),
        title: title?,
        summary: summary?,
        license: license?,
        disclaimer: disclaimer.unwrap_or_default(),
        language: language?,
    })
}
