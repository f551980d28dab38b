//! `starling formats` and `starling questions`

use std::fmt::Write as _;

use anstyle::Style;
use starling_practice::{Budget, Format, Level, Question, Slug};
use starling_proto::convert::QuestionFilter;

use crate::args::Global;
use crate::failure::Failure;
use crate::{output, services};

const BOLD: Style = Style::new().bold();

pub(crate) async fn formats(global: &Global) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let formats = connection.content().formats().await?;
    if global.json {
        output::json(&formats)?;
    } else {
        output::text(&formats.iter().map(format_text).collect::<String>())?;
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

fn format_text(format: &Format) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {}\n", format.id, format.title);
    let sections: Vec<String> = format
        .sections()
        .iter()
        .map(|section| format!("{} {}", section.title, budget(section.budget)))
        .collect();
    writeln!(text, "    {}", sections.join(" · ")).expect("a String takes every text");
    let (min_s, max_s) = format.printed_s();
    let sum = if min_s < max_s {
        format!("{} to {}", time(min_s), time(max_s))
    } else {
        time(max_s)
    };
    // The product says so where the format is chosen, and lets the speaker train for either.
    let headline = match format.headline.map(|headline| headline.as_secs_f64()) {
        Some(headline_s) if headline_s < max_s => format!(
            ", {} over its headline of {} (--fit headline scales it)",
            time(max_s - headline_s),
            time(headline_s)
        ),
        Some(_) | None => String::new(),
    };
    writeln!(text, "    in all {sum}{headline}").expect("a String takes every text");
    text
}

fn budget(budget: Budget) -> String {
    let (min_s, max_s) = (budget.min().as_secs_f64(), budget.max().as_secs_f64());
    if min_s < max_s {
        format!("{min_s}–{}", time(max_s))
    } else {
        time(max_s)
    }
}

fn time(seconds: f64) -> String {
    if seconds < 600.0 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds / 60.0)
    }
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
