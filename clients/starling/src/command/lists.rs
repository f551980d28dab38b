//! `starling formats`, `starling questions`, `starling story list` and `starling scenario list`

use std::fmt::Write as _;

use anstyle::Style;
use starling_practice::{Format, Level, Outcome, Question, Scenario, Slug, Story};
use starling_proto::convert::{QuestionFilter, ScenarioFilter, StoryFilter};

use crate::args::{FilterArguments, Global};
use crate::failure::Failure;
use crate::page::{budget, in_all, outcome_word};
use crate::{output, services};

const BOLD: Style = Style::new().bold();

pub(crate) async fn formats(global: &Global) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let formats = connection.content().formats().await?;
    if global.json {
        output::json(&formats)?;
    } else {
        let formats = without_copies(&formats);
        output::text(&formats.into_iter().map(format_text).collect::<String>())?;
    }
    connection.close().await
}

pub(crate) async fn questions(
    global: &Global,
    level: Option<Level>,
    principle: Option<Slug>,
) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let filter = QuestionFilter {
        level,
        principle,
        kind: None,
    };
    let questions = connection.content().questions(&filter).await?;
    if global.json {
        output::json(&questions)?;
    } else {
        output::text(&questions.iter().map(question_text).collect::<String>())?;
    }
    connection.close().await
}

pub(crate) async fn stories(
    global: &Global,
    filter: FilterArguments,
    category: Option<Slug>,
) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let filter = StoryFilter {
        level: filter.level.map(Into::into),
        principle: filter.principle,
        category,
    };
    let stories = connection.content().stories(&filter).await?;
    if global.json {
        output::json(&stories)?;
    } else {
        let line = |story: &Story| answered_text(&story.question, story.category.as_str());
        output::text(&stories.iter().map(line).collect::<String>())?;
    }
    connection.close().await
}

pub(crate) async fn scenarios(
    global: &Global,
    filter: FilterArguments,
    outcome: Option<Outcome>,
) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let filter = ScenarioFilter {
        level: filter.level.map(Into::into),
        principle: filter.principle,
        outcome,
    };
    let scenarios = connection.content().scenarios(&filter).await?;
    if global.json {
        output::json(&scenarios)?;
    } else {
        let line =
            |scenario: &Scenario| answered_text(&scenario.question, outcome_word(scenario.outcome));
        output::text(&scenarios.iter().map(line).collect::<String>())?;
    }
    connection.close().await
}

/// `l6-cart-abandonment  L6, customer-obsession`, and its title below.
fn answered_text(question: &Question, kind: &str) -> String {
    let Question {
        id, level, title, ..
    } = question;
    format!("{BOLD}{id}{BOLD:#}  {level:?}, {kind}\n    {title}\n")
}

/// Formats without those that are like one before: a pack of one's own begins with copies of the shipped ones.
fn without_copies(formats: &[Format]) -> Vec<&Format> {
    let is_copy = |format: &Format, other: &Format| {
        let mut copy = format.clone();
        copy.pack.clone_from(&other.pack);
        copy == *other
    };
    let mut kept: Vec<&Format> = Vec::new();
    for format in formats {
        if !kept.iter().any(|other| is_copy(format, other)) {
            kept.push(format);
        }
    }
    kept
}

fn format_text(format: &Format) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {}\n", format.id, format.title);
    let sections: Vec<String> = format
        .sections()
        .iter()
        .map(|section| format!("{} {}", section.title, budget(section.budget)))
        .collect();
    writeln!(text, "    {}", sections.join(" · ")).expect("a String takes every text");
    writeln!(text, "    {}", in_all(format)).expect("a String takes every text");
    text
}

fn question_text(question: &Question) -> String {
    let principles: Vec<&str> = question.principles.iter().map(Slug::as_str).collect();
    format!(
        "{BOLD}{}{BOLD:#}  {:?}, {}\n    {}\n",
        question.id,
        question.level,
        principles.join(", "),
        question.text.replace('\n', "\n    "),
    )
}
