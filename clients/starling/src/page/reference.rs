//! What is looked up: principles, guidance, contradictions. Each gives its facts.

use starling_practice::{Contradiction, Guidance, Principle, Slug};

use super::block::{Fact, Page, Run, Tone};

pub(super) fn principle(page: &mut Page, principle: &Principle) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&principle.text);
    if !principle.shown_in.is_empty() {
        page.heading("Shown in", "scenarios");
    }
    for showing in &principle.shown_in {
        page.bullet(&format!("{}: {}", showing.scenario, showing.how));
    }
    vec![("source", principle.source.clone())]
}

pub(super) fn guidance(page: &mut Page, guidance: &Guidance) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&guidance.text);
    page.gap();
    for point in &guidance.points {
        page.bullet(point);
    }
    vec![
        ("topic", guidance.topic.to_string()),
        ("source", guidance.source.clone()),
    ]
}

pub(super) fn contradiction(page: &mut Page, contradiction: &Contradiction) -> Vec<Fact> {
    page.heading_in(Tone::Care, "Sources disagree", ESTIMATES);
    claims(page, contradiction);
    let about = contradiction.about.iter().map(ToString::to_string);
    vec![("about", about.collect::<Vec<_>>().join(", "))]
}

/// A contradiction on the page of an item that it is about.
pub(super) fn disagreement(page: &mut Page, contradiction: &Contradiction) {
    let heading = format!("Sources disagree: {}", contradiction.title);
    page.heading_in(Tone::Care, &heading, ESTIMATES);
    claims(page, contradiction);
}

const ESTIMATES: &str = "community estimates";

fn claims(page: &mut Page, contradiction: &Contradiction) {
    for claim in &contradiction.claims {
        let words = vec![
            Run::new(Tone::Plain, claim.says.as_str()),
            Run::new(Tone::Quiet, format!(" ({})", claim.source)),
        ];
        page.push("- ", words);
    }
    page.paragraphs(&contradiction.text);
}

/// Ids in a sentence.
pub(super) fn names(ids: &[Slug]) -> String {
    let ids: Vec<&str> = ids.iter().map(Slug::as_str).collect();
    ids.join(", ")
}
