//! Plans: days, sittings, exercises.

use starling_practice::{Block, Day, DayPart, Exercise, Plan};

use super::block::{Fact, Page, Run, Tone};
use super::reference::names;

/// Writes a plan and gives its facts.
pub(super) fn write(page: &mut Page, plan: &Plan) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&plan.text);
    for (number, plan_day) in (1..).zip(&plan.days) {
        day(page, number, plan_day);
    }
    vec![
        ("guidance", names(&plan.guidance)),
        ("source", plan.source.clone()),
    ]
}

fn day(page: &mut Page, number: usize, day: &Day) {
    let minutes: u32 = day.blocks.iter().map(|block| block.minutes).sum();
    let heading = format!("Day {number}: {}", day.title);
    page.heading(&heading, &format!("{minutes} min"));
    page.paragraphs(&day.text);
    for sitting in &day.blocks {
        block(page, sitting);
    }
    page.bullets("In the evening there is", &day.deliverables.items);
    page.gap();
    page.remark(&sources(day).join(", "));
}

fn sources(day: &Day) -> Vec<&str> {
    let blocks = day.blocks.iter().map(|block| block.source.as_str());
    let sources = [day.source.as_str(), &day.deliverables.source];
    let sources = sources.into_iter().chain(blocks);
    sources.filter(|source| !source.is_empty()).collect()
}

fn block(page: &mut Page, block: &Block) {
    let part = match block.part {
        DayPart::Morning => "morning",
        DayPart::Afternoon => "afternoon",
        DayPart::Evening => "evening",
    };
    page.heading(&block.title, &format!("{part} · {} min", block.minutes));
    for one in &block.exercises {
        exercise(page, one);
    }
}

fn exercise(page: &mut Page, exercise: &Exercise) {
    let with = [
        exercise.minutes.map(|minutes| format!("{minutes} min")),
        exercise.format.as_ref().map(|id| format!("format {id}")),
        exercise
            .assessment
            .as_ref()
            .map(|id| format!("assessment {id}")),
        match exercise.questions.len() {
            0 => None,
            1 => Some(format!("question {}", exercise.questions[0])),
            _ => Some(format!("questions {}", names(&exercise.questions))),
        },
    ];
    let with: Vec<String> = with.into_iter().flatten().collect();
    page.gap();
    let words = vec![
        Run::new(Tone::Plain, exercise.title.as_str()),
        Run::new(Tone::Quiet, format!("  {}", with.join(" · "))),
    ];
    page.push("", words);
    page.numbered(&exercise.steps);
}
