//! Assessments: statements to tick or to rate.

use starling_practice::Assessment;

use super::block::{Fact, Page, Run, Tone};

/// Writes an assessment and gives its facts.
pub(super) fn write(page: &mut Page, assessment: &Assessment) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&assessment.text);
    let (marker, how) = match assessment.scale {
        Some((lowest, highest)) => ("__ ", format!("rate each from {lowest} to {highest}")),
        None => ("[ ] ", "tick what holds".to_owned()),
    };
    let months = assessment.horizon_months;
    let months = months.map(|(least, most)| format!("{least} to {most} months"));
    page.facts(&[
        ("how", how),
        ("ready with", ready(assessment)),
        ("takes", months.unwrap_or_default()),
    ]);
    for group in &assessment.groups {
        page.heading(&group.title, "");
        for statement in &group.statements {
            page.push(marker, vec![Run::new(Tone::Plain, statement)]);
        }
    }
    vec![("source", assessment.source.clone())]
}

fn ready(assessment: &Assessment) -> String {
    let ready = assessment.ready;
    let conditions = [
        ready.total.map(|points| format!("{points} points in all")),
        ready
            .each
            .map(|mean| format!("a mean of {mean} in every group")),
        ready
            .mean
            .map(|mean| format!("a mean of {mean} over all statements")),
    ];
    let conditions: Vec<String> = conditions.into_iter().flatten().collect();
    conditions.join(", ")
}
