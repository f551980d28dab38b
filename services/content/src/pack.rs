//! Packs: reads and checks every file of one. Only this module knows the file format.

mod error;
mod format;
mod front_matter;
mod markdown;
mod question;
mod table;
mod value;

use std::collections::{BTreeSet, HashMap};

use starling_practice::{Format, Question, Slug};

pub use self::error::PackError;
use self::error::Problems;
use self::front_matter::Body;
use self::table::Table;
use self::value::TEXT;
use crate::files::{FORMATS, MANIFEST, PRINCIPLES, PackFile, PackFiles, QUESTIONS};

/// What a pack offers.
#[derive(Debug, Default)]
pub(crate) struct Pack {
    pub(crate) formats: Vec<Format>,
    pub(crate) questions: Vec<Question>,
}

/// Reads a pack.
///
/// # Errors
/// Everything that is wrong with it, by file and line.
pub(crate) fn parse(id: &Slug, files: &PackFiles) -> Result<Pack, Vec<PackError>> {
    let mut problems = Problems::default();
    let has_manifest = |file: &PackFile| file.path == MANIFEST || file.path.is_empty();
    if !files.files.iter().any(has_manifest) {
        problems.enter(files.folder.join(MANIFEST));
        problems.of_file("is missing; every pack has one");
    }
    let mut reader = Reader::new(id, &files.files);
    for file in &files.files {
        problems.enter(files.folder.join(&file.path));
        if let Some(text) = text(file, &mut problems) {
            reader.read(&file.path, &text, &mut problems);
        }
    }
    let errors = problems.into_sorted();
    if errors.is_empty() {
        Ok(reader.pack)
    } else {
        Err(errors)
    }
}

/// Reads the files of a pack one by one.
struct Reader<'a> {
    id: &'a Slug,
    ids: Ids<'a>,
    /// Which file has which source.
    sources: HashMap<String, &'a str>,
    pack: Pack,
}

/// The ids of a pack's items, as the names of their files give them.
struct Ids<'a> {
    formats: BTreeSet<&'a str>,
    principles: BTreeSet<&'a str>,
}

/// An item, read as far as items of all kinds are alike.
struct Draft<'a> {
    pack: &'a Slug,
    id: Slug,
    title: String,
    source: String,
    head: Table<'a>,
    body: Body<'a>,
}

impl<'a> Reader<'a> {
    fn new(id: &'a Slug, files: &'a [PackFile]) -> Self {
        let ids = |folder: &str| {
            let items = files.iter().filter_map(|file| {
                file.path
                    .strip_prefix(folder)?
                    .strip_prefix('/')?
                    .strip_suffix(".md")
            });
            items.collect()
        };
        Self {
            id,
            ids: Ids {
                formats: ids(FORMATS),
                principles: ids(PRINCIPLES),
            },
            sources: HashMap::new(),
            pack: Pack::default(),
        }
    }

    fn read(&mut self, path: &'a str, text: &str, problems: &mut Problems) {
        let Some((folder, name)) = path.split_once('/') else {
            return manifest(text, problems);
        };
        let Some(mut draft) = draft(self.id, name, text, problems) else {
            return;
        };
        self.claim_source(&draft, path, problems);
        match folder {
            FORMATS => self
                .pack
                .formats
                .extend(format::format(&mut draft, problems)),
            QUESTIONS => self
                .pack
                .questions
                .extend(question::question(&mut draft, &self.ids, problems)),
            _ => principle(&draft, problems),
        }
        draft.head.finish(problems);
    }

    fn claim_source(&mut self, draft: &Draft<'_>, path: &'a str, problems: &mut Problems) {
        if draft.source.is_empty() {
            return;
        }
        if let Some(other) = self.sources.insert(draft.source.clone(), path) {
            let problem = format!("source is that of {other} too; no two items share one");
            problems.at(draft.head.line_of("source"), problem);
        }
    }
}

fn manifest(text: &str, problems: &mut Problems) {
    let Some(mut table) = Table::parse(text, 0..text.len(), problems) else {
        return;
    };
    for key in ["title", "summary", "license", "language"] {
        table.need(key, TEXT, problems);
    }
    table.take("disclaimer", TEXT, problems);
    table.finish(problems);
}

fn draft<'a>(
    pack: &'a Slug,
    name: &str,
    text: &'a str,
    problems: &mut Problems,
) -> Option<Draft<'a>> {
    let id = name.strip_suffix(".md").and_then(|id| Slug::new(id).ok());
    if id.is_none() {
        problems.of_file("an item's file must be named by its id and .md; an id has lower-case letters, digits and hyphens");
    }
    let (mut head, body) = front_matter::split(text, problems)?;
    let title = head.need("title", TEXT, problems);
    let source = head.take("source", TEXT, problems);
    Some(Draft {
        pack,
        id: id?,
        title: title.unwrap_or_default(),
        source: source.unwrap_or_default(),
        head,
        body,
    })
}

/// Principles are named by questions; nothing serves their text yet, but a pack has it.
fn principle(draft: &Draft<'_>, problems: &mut Problems) {
    if draft.body.text.trim().is_empty() {
        problems.at(
            draft.body.line,
            "the text is missing; say what an interviewer listens for",
        );
    }
}

/// A file's text, with `\n` at the ends of lines.
fn text(file: &PackFile, problems: &mut Problems) -> Option<String> {
    let bytes = match &file.content {
        Ok(bytes) => bytes,
        Err(problem) => {
            problems.of_file(problem);
            return None;
        }
    };
    let text = match str::from_utf8(bytes) {
        Ok(text) => text
            .strip_prefix('\u{feff}')
            .unwrap_or(text)
            .replace("\r\n", "\n"),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            problems.at(line, "not UTF-8; save the file in that encoding");
            return None;
        }
    };
    for (line, text) in (1..).zip(text.lines()) {
        if text.contains(|c: char| c.is_control() && c != '\t') {
            problems.at(line, "a control character is in this line; take it out");
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests;
