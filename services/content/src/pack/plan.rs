//! Plans, and the days that make them up, a file each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use starling_practice::{Block, Collection, Day, Deliverables, Exercise, Plan, Slug};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::references::References;
use super::table::Table;
use super::value::{COUNT, DAY_PART, ID, LEVEL, MANY_IDS, TEXT, TEXTS};

/// A plan is sent whole, and a gRPC client accepts 4 MiB.
const MOST_DAYS: usize = 31;

/// A day that has not found its plan yet.
pub(super) struct PlannedDay {
    pub(super) plan: Slug,
    /// Its number in the plan, from 1.
    pub(super) number: u32,
    pub(super) day: Day,
}

/// Reads a plan without its days; none, and problems, where something is wrong with it.
pub(super) fn plan(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Plan> {
    let head = &mut draft.head;
    let level = head.need("level", LEVEL, problems);
    let guidance = head
        .take("guidance", MANY_IDS, problems)
        .unwrap_or_default();
    let line = head.line_of("guidance");
    references.check_all(Collection::Guidance, &guidance, line, problems);
    let outline = Outline::of(draft.body);
    let missing = "the text is missing; say what the plan is for";
    let text = outline.opening(missing, problems);
    outline.finish(problems);
    Some(Plan {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level: level?,
        text,
        days: Vec::new(),
        guidance,
        source: draft.source.clone(),
    })
}

/// Reads a day; none, and problems, where something is wrong with it.
pub(super) fn day(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<PlannedDay> {
    let head = &mut draft.head;
    let plan = head.need("plan", ID, problems);
    if let Some(plan) = &plan {
        references.check(Collection::Plans, plan, head.line_of("plan"), problems);
    }
    let number = head.need("day", COUNT, problems);
    let blocks = head.need_tables("block", problems);
    let deliverables = head.need_table("deliverables", problems);
    let blocks = blocks?
        .into_iter()
        .filter_map(|table| block(table, references, problems))
        .collect();
    let deliverables = deliverables.and_then(|table| self::deliverables(table, problems));
    let outline = Outline::of(draft.body);
    let missing = "the text is missing; say what the day is for";
    let text = outline.opening(missing, problems);
    outline.finish(problems);
    Some(PlannedDay {
        plan: plan?,
        number: number?,
        day: Day {
            title: draft.title.clone(),
            text,
            blocks,
            deliverables: deliverables?,
            source: draft.source.clone(),
        },
    })
}

/// Puts days, each with its file, into their plans, in order. A plan's days count from 1, each once; the first that
/// does not is told, as those after it may be right when that one is.
pub(super) fn place(
    mut days: Vec<(&str, PlannedDay)>,
    plans: &mut BTreeMap<Slug, Plan>,
    folder: &Path,
    problems: &mut Problems,
) {
    days.sort_by_key(|(_, planned)| planned.number);
    let mut told = BTreeSet::new();
    for (path, planned) in days {
        // A plan that is not there was noted where the day names it.
        let Some(plan) = plans.get_mut(&planned.plan) else {
            continue;
        };
        let next = plan.days.len() + 1;
        let problem = if planned.number as usize != next {
            format!(
                "is day {} of {}, but its next day is {next}; number the days from 1, each once",
                planned.number, plan.id
            )
        } else if next > MOST_DAYS {
            format!("{} has more than {MOST_DAYS} days; make two plans", plan.id)
        } else {
            plan.days.push(planned.day);
            continue;
        };
        if told.insert(planned.plan) {
            problems.enter(folder.join(path));
            problems.of_file(problem);
        }
    }
}

fn block(
    mut table: Table<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Block> {
    let title = table.need("title", TEXT, problems);
    let part = table.need("part", DAY_PART, problems);
    let minutes = table.need("minutes", COUNT, problems);
    let source = table.take("source", TEXT, problems).unwrap_or_default();
    let exercises = table.need_tables("exercise", problems);
    let exercises = exercises
        .unwrap_or_default()
        .into_iter()
        .filter_map(|table| exercise(table, references, problems))
        .collect();
    table.finish(problems);
    Some(Block {
        title: title?,
        part: part?,
        minutes: minutes?,
        exercises,
        source,
    })
}

fn exercise(
    mut table: Table<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Exercise> {
    let title = table.need("title", TEXT, problems);
    let minutes = table.take("minutes", COUNT, problems);
    let format = table.take("format", ID, problems);
    let assessment = table.take("assessment", ID, problems);
    let questions = table
        .take("questions", MANY_IDS, problems)
        .unwrap_or_default();
    let steps = table.need("steps", TEXTS, problems);
    for (key, collection, ids) in [
        ("format", Collection::Formats, format.as_slice()),
        ("assessment", Collection::Assessments, assessment.as_slice()),
        ("questions", Collection::Questions, &questions),
    ] {
        references.check_all(collection, ids, table.line_of(key), problems);
    }
    table.finish(problems);
    Some(Exercise {
        title: title?,
        minutes,
        format,
        assessment,
        questions,
        steps: steps?,
    })
}

fn deliverables(mut table: Table<'_>, problems: &mut Problems) -> Option<Deliverables> {
    let items = table.need("items", TEXTS, problems);
    let source = table.take("source", TEXT, problems).unwrap_or_default();
    table.finish(problems);
    Some(Deliverables {
        items: items?,
        source,
    })
}
