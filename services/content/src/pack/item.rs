//! What items of all kinds have: an id, a title, a source, front matter and a body.

use starling_practice::Slug;

use super::error::Problems;
use super::front_matter::{self, Body};
use super::table::Table;
use super::value::TEXT;

/// An item, read as far as items of all kinds are alike.
pub(super) struct Draft<'a> {
    pub(super) pack: &'a Slug,
    pub(super) id: Slug,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) head: Table<'a>,
    pub(super) body: Body<'a>,
}

/// Reads the file `name`; none, and problems, where it is no item at all.
pub(super) fn draft<'a>(
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
