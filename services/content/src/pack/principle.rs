//! Principles: what an interviewer listens for, and the scenarios that show it.

use starling_practice::{Collection, Principle, Showing};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::references::References;
use super::table::Table;
use super::value::{ID, TEXT};

/// Reads a principle; none, and problems, where something is wrong with it.
pub(super) fn principle(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Principle> {
    let tables = draft.head.take_tables("shown_in", problems);
    let shown_in = tables
        .unwrap_or_default()
        .into_iter()
        .filter_map(|table| showing(table, references, problems))
        .collect();
    let outline = Outline::of(draft.body);
    let missing = "the text is missing; say what an interviewer listens for";
    let text = outline.opening(missing, problems);
    outline.finish(problems);
    Some(Principle {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        text,
        shown_in,
        source: draft.source.clone(),
    })
}

fn showing(
    mut table: Table<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Showing> {
    let scenario = table.need("scenario", ID, problems);
    let how = table.need("how", TEXT, problems);
    if let Some(scenario) = &scenario {
        let line = table.line_of("scenario");
        references.check(Collection::Scenarios, scenario, line, problems);
    }
    table.finish(problems);
    Some(Showing {
        scenario: scenario?,
        how: how?,
    })
}
