//! Rubrics: dimensions, and a behaviour for each of their points.

use starling_practice::{Dimension, RUBRIC_POINTS, Rubric};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::table::Table;
use super::value::{ID, LEVEL, TEXT, TEXTS};

/// Reads a rubric; none, and problems, where something is wrong with it.
pub(super) fn rubric(draft: &mut Draft<'_>, problems: &mut Problems) -> Option<Rubric> {
    let level = draft.head.need("level", LEVEL, problems);
    let dimensions = draft.head.need_tables("dimension", problems);
    let dimensions = dimensions?
        .into_iter()
        .filter_map(|table| dimension(table, problems))
        .collect();
    let outline = Outline::of(draft.body);
    let text = outline.opening("the text is missing; say how to rate with it", problems);
    outline.finish(problems);
    Some(Rubric {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level: level?,
        text,
        dimensions,
        source: draft.source.clone(),
    })
}

fn dimension(mut table: Table<'_>, problems: &mut Problems) -> Option<Dimension> {
    let id = table.need("id", ID, problems);
    let title = table.need("title", TEXT, problems);
    let what = table.need("what", TEXT, problems);
    let points = table.need("points", TEXTS, problems).and_then(|points| {
        let points = <[String; RUBRIC_POINTS]>::try_from(points);
        if points.is_err() {
            let problem =
                format!("points must be {RUBRIC_POINTS} texts, for 1 to {RUBRIC_POINTS} points");
            problems.at(table.line_of("points"), problem);
        }
        points.ok()
    });
    table.finish(problems);
    Some(Dimension {
        id: id?,
        title: title?,
        what: what?,
        points: points?,
    })
}
