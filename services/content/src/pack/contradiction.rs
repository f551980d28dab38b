//! Contradictions: claims with their sources, and what to make of them.

use starling_practice::{Claim, Contradiction};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::references::References;
use super::table::Table;
use super::value::{ITEMS, TEXT};

/// Reads a contradiction; none, and problems, where something is wrong with it.
pub(super) fn contradiction(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Contradiction> {
    let head = &mut draft.head;
    let about = head.need("about", ITEMS, problems);
    if let Some(about) = &about {
        references.check_items(about, head.line_of("about"), problems);
    }
    let tables = head.need_tables("claim", problems)?;
    if tables.len() < 2 {
        let problem = "a contradiction needs two claims or more; write each under [[claim]]";
        problems.at(head.line_of("claim"), problem);
    }
    let claims = tables
        .into_iter()
        .filter_map(|table| claim(table, problems))
        .collect();
    let outline = Outline::of(draft.body);
    let text = outline.opening("the text is missing; say what to make of it", problems);
    outline.finish(problems);
    Some(Contradiction {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        about: about?,
        claims,
        text,
    })
}

fn claim(mut table: Table<'_>, problems: &mut Problems) -> Option<Claim> {
    let source = table.need("source", TEXT, problems);
    let says = table.need("says", TEXT, problems);
    table.finish(problems);
    Some(Claim {
        source: source?,
        says: says?,
    })
}
