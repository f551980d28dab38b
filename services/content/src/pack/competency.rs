//! Competencies: both levels side by side.

use starling_practice::{Aspect, Competency, Role};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::table::Table;
use super::value::{ID, TEXT, TEXTS};

/// Reads a competency; none, and problems, where something is wrong with it.
pub(super) fn competency(draft: &mut Draft<'_>, problems: &mut Problems) -> Option<Competency> {
    let head = &mut draft.head;
    let area = head.need("area", ID, problems);
    let l6 = head.need_table("l6", problems);
    let l7 = head.need_table("l7", problems);
    let aspects = head.need_tables("aspect", problems);
    let l6 = l6.and_then(|table| role(table, problems));
    let l7 = l7.and_then(|table| role(table, problems));
    let aspects = aspects?
        .into_iter()
        .filter_map(|table| aspect(table, problems))
        .collect();
    let outline = Outline::of(draft.body);
    let missing = "the text is missing; say what really changes between the levels";
    let text = outline.opening(missing, problems);
    outline.finish(problems);
    Some(Competency {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        area: area?,
        l6: l6?,
        l7: l7?,
        aspects,
        text,
        source: draft.source.clone(),
    })
}

fn role(mut table: Table<'_>, problems: &mut Problems) -> Option<Role> {
    let title = table.need("title", TEXT, problems);
    let source = table.take("source", TEXT, problems).unwrap_or_default();
    table.finish(problems);
    Some(Role {
        title: title?,
        source,
    })
}

fn aspect(mut table: Table<'_>, problems: &mut Problems) -> Option<Aspect> {
    let id = table.need("id", ID, problems);
    let title = table.need("title", TEXT, problems);
    let ask = table.take("ask", TEXT, problems).unwrap_or_default();
    let l6 = table.need("l6", TEXTS, problems);
    let l7 = table.need("l7", TEXTS, problems);
    table.finish(problems);
    Some(Aspect {
        id: id?,
        title: title?,
        ask,
        l6: l6?,
        l7: l7?,
    })
}
