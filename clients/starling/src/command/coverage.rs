//! `starling coverage`

mod table;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use starling_content::is_shipped;
use starling_practice::{ItemId, Level, Principle, Question, Slug};
use starling_proto::convert::{PackState, PackStatus, ScenarioFilter, StoryFilter};
use starling_recorder::library::Entry;

use crate::args::{CoverageArguments, Global};
use crate::command::repair;
use crate::failure::Failure;
use crate::{output, services};

/// A principle, and the stories that show it.
#[derive(Debug, Serialize)]
struct Row {
    principle: Slug,
    title: String,
    stories: Vec<Shown>,
}

/// A story or scenario that is counted.
#[derive(Debug, Clone, Serialize)]
struct Shown {
    pack: Slug,
    id: Slug,
    level: Level,
    takes: usize,
}

pub(crate) async fn run(global: &Global, arguments: CoverageArguments) -> Result<(), Failure> {
    let level: Option<Level> = arguments.level.map(Into::into);
    let (takes, _) = repair::library(global)?.entries()?;
    let connection = services::connect(global).await?;
    let mut content = connection.content();
    let mut principles = content.principles().await?;
    let filter = StoryFilter {
        level,
        ..StoryFilter::default()
    };
    let stories = content.stories(&filter).await?.into_iter();
    let filter = ScenarioFilter {
        level,
        ..ScenarioFilter::default()
    };
    let scenarios = content.scenarios(&filter).await?.into_iter();
    let scenarios = scenarios.map(|scenario| scenario.question);
    let mut answered: Vec<Question> = stories
        .map(|story| story.question)
        .chain(scenarios)
        .collect();
    let packs: BTreeSet<Slug> = arguments.pack.iter().cloned().collect();
    for pack in &packs {
        content.pack(pack).await?;
    }
    if packs.is_empty() {
        answered.retain(|question| !is_shipped(&question.pack));
        let damaged = damaged(content.packs().await?);
        // Whoever has written stories must not hear that there are none.
        if answered.is_empty() && !damaged.is_empty() {
            return Err(Failure::input(format!(
                "nothing is counted: there are errors in {}; `starling content check` names them",
                damaged.join(", ")
            )));
        }
    } else {
        answered.retain(|question| packs.contains(&question.pack));
        principles.retain(|principle| packs.contains(&principle.pack));
    }
    let rows = rows(principles, &answered, &takes_by_question(&takes));
    if global.json {
        output::json(&rows)?;
    } else {
        output::text(&table::text(
            &rows,
            level,
            packs.is_empty(),
            output::width(),
        ))?;
    }
    connection.close().await
}

/// The packs of which nothing is served.
fn damaged(packs: Vec<PackStatus>) -> Vec<String> {
    let refused = packs
        .into_iter()
        .filter(|pack| pack.state == PackState::Refused);
    refused.map(|pack| pack.pack.id.to_string()).collect()
}

/// Each principle once, whichever packs have it, with what shows it: those with the fewest stories first.
fn rows(
    principles: Vec<Principle>,
    answered: &[Question],
    takes: &BTreeMap<ItemId, usize>,
) -> Vec<Row> {
    let mut titles: BTreeMap<Slug, String> = BTreeMap::new();
    for principle in principles {
        titles.entry(principle.id).or_insert(principle.title);
    }
    let mut rows: Vec<Row> = titles
        .into_iter()
        .map(|(principle, title)| Row {
            stories: answered
                .iter()
                .filter(|question| question.principles.contains(&principle))
                .map(|question| shown(question, takes))
                .collect(),
            principle,
            title,
        })
        .collect();
    rows.sort_by_key(|row| row.stories.len());
    rows
}

fn shown(question: &Question, takes: &BTreeMap<ItemId, usize>) -> Shown {
    let (pack, id) = (question.pack.clone(), question.id.clone());
    let item = ItemId { pack, id };
    Shown {
        takes: takes.get(&item).copied().unwrap_or_default(),
        level: question.level,
        pack: item.pack,
        id: item.id,
    }
}

fn takes_by_question(takes: &[Entry]) -> BTreeMap<ItemId, usize> {
    let mut counts = BTreeMap::new();
    for take in takes {
        let question = &take.record.question;
        let (pack, id) = (question.pack.clone(), question.id.clone());
        *counts.entry(ItemId { pack, id }).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests;
