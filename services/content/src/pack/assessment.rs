//! Assessments: statements in groups, and what counts as ready.

use starling_practice::{Assessment, Readiness, StatementGroup};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::table::Table;
use super::value::{LEVEL, POINTS, RANGE, TEXT, TEXTS};

/// Reads an assessment; none, and problems, where something is wrong with it.
pub(super) fn assessment(draft: &mut Draft<'_>, problems: &mut Problems) -> Option<Assessment> {
    let head = &mut draft.head;
    let level = head.need("level", LEVEL, problems);
    let scale = head.take("scale", RANGE, problems);
    let ready = Readiness {
        total: head.take("ready_total", POINTS, problems),
        each: head.take("ready_each", POINTS, problems),
        mean: head.take("ready_mean", POINTS, problems),
    };
    let horizon_months = head.take("horizon_months", RANGE, problems);
    let groups = head.need_tables("group", problems);
    let groups: Vec<StatementGroup> = groups?
        .into_iter()
        .filter_map(|table| group(table, problems))
        .collect();
    let outline = Outline::of(draft.body);
    let missing = "the text is missing; say how to use it and what the outcome means";
    let text = outline.opening(missing, problems);
    outline.finish(problems);
    // What stands to be reached is not known where a group or the scale was not read.
    if !problems.any_here() {
        check_reachable(draft, scale, ready, &groups, problems);
    }
    Some(Assessment {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level: level?,
        scale,
        ready,
        horizon_months,
        groups,
        text,
        source: draft.source.clone(),
    })
}

fn group(mut table: Table<'_>, problems: &mut Problems) -> Option<StatementGroup> {
    let title = table.need("title", TEXT, problems);
    let statements = table.need("statements", TEXTS, problems);
    table.finish(problems);
    Some(StatementGroup {
        title: title?,
        statements: statements?,
    })
}

/// Nobody could ever be ready above the highest points.
fn check_reachable(
    draft: &Draft<'_>,
    scale: Option<(u32, u32)>,
    ready: Readiness,
    groups: &[StatementGroup],
    problems: &mut Problems,
) {
    let highest = f64::from(scale.map_or(1, |(_, highest)| highest));
    let count: usize = groups.iter().map(|group| group.statements.len()).sum();
    let limits = [
        ("ready_total", ready.total, highest * count as f64),
        ("ready_each", ready.each, highest),
        ("ready_mean", ready.mean, highest),
    ];
    for (key, asked, most) in limits {
        if asked.is_some_and(|asked| asked > most) {
            let problem = format!("{key} cannot be reached; the most is {most}");
            problems.at(draft.head.line_of(key), problem);
        }
    }
}
