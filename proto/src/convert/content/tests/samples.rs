//! One value of every kind, with nothing left empty.

use std::time::Duration;

use starling_practice::{
    AnswerPart, Aspect, Assessment, Block, Budget, Claim, Collection, Competency, Contradiction,
    Day, DayPart, Deliverables, Dimension, Exercise, Format, FormatSection, Guidance, ItemId,
    ItemRef, Level, Outcome, Pack, Plan, Principle, Question, Readiness, Role, Rubric, Scenario,
    SectionId, Showing, Slug, StatementGroup, Story,
};

use crate::convert::{PackProblem, PackState, PackStatus, PacksChange, SearchHit};

pub(super) fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn texts(name: &str) -> Vec<String> {
    vec![format!("{name} one"), format!("{name} two")]
}

fn section(name: &str) -> SectionId {
    SectionId::new(name).unwrap()
}

pub(super) fn format() -> Format {
    let seconds = |seconds| Duration::from_secs(seconds);
    let sections = ["situation", "result"].map(|id| FormatSection {
        id: section(id),
        title: id.to_uppercase(),
        budget: Budget::new(seconds(20), seconds(30)).unwrap(),
    });
    let title = text("Two minutes");
    let mut format =
        Format::new(slug("p"), slug("f"), title, Level::L6, sections.to_vec()).unwrap();
    format.headline = Some(seconds(120));
    format.summary = text("Short.");
    format.source = text("guide#f");
    format
}

pub(super) fn question() -> Question {
    Question {
        pack: slug("p"),
        id: slug("q"),
        title: text("Worst day"),
        level: Level::L7,
        format: slug("f"),
        principles: vec![slug("earn-trust"), slug("dive-deep")],
        text: text("What was your worst day?"),
        evaluated: texts("evaluated"),
        follow_ups: texts("follow-up"),
        red_flags: texts("red flag"),
        source: text("guide#q"),
    }
}

fn answer() -> Vec<AnswerPart> {
    ["situation", "result"]
        .map(|id| AnswerPart {
            section: section(id),
            text: text("Words.\n\nMore words."),
        })
        .to_vec()
}

pub(super) fn story() -> Story {
    Story {
        question: question(),
        category: slug("earn-trust"),
        answer: answer(),
    }
}

pub(super) fn scenario() -> Scenario {
    Scenario {
        question: question(),
        outcome: Outcome::Failure,
        setting: text("A merger."),
        answer: answer(),
        signals: texts("signal"),
        figures: texts("figure"),
        lessons: texts("lesson"),
        differently: texts("differently"),
        alternatives: texts("alternative"),
    }
}

pub(super) fn principle() -> Principle {
    Principle {
        pack: slug("p"),
        id: slug("earn-trust"),
        title: text("Earn Trust"),
        text: text("Candour."),
        shown_in: vec![Showing {
            scenario: slug("q"),
            how: text("Told them first."),
        }],
        source: text("guide#earn-trust"),
    }
}

pub(super) fn guidance() -> Guidance {
    Guidance {
        pack: slug("p"),
        id: slug("we"),
        title: text("Say I"),
        level: Some(Level::L6),
        topic: slug("red-flags"),
        text: text("It is you who is hired."),
        points: texts("point"),
        source: text("guide#we"),
    }
}

pub(super) fn competency() -> Competency {
    let role = |title: &str| Role {
        title: text(title),
        source: format!("guide#{title}"),
    };
    Competency {
        pack: slug("p"),
        id: slug("people"),
        title: text("People"),
        area: slug("leadership"),
        l6: role("lead"),
        l7: role("leader"),
        aspects: vec![Aspect {
            id: slug("scope"),
            title: text("Scope"),
            ask: text("How far?"),
            l6: texts("team"),
            l7: texts("organization"),
        }],
        text: text("More people."),
        source: text("guide#people"),
    }
}

pub(super) fn assessment() -> Assessment {
    Assessment {
        pack: slug("p"),
        id: slug("self"),
        title: text("Self"),
        level: Level::L6,
        scale: Some((1, 5)),
        ready: Readiness {
            total: Some(100.0),
            each: Some(3.5),
            mean: Some(4.0),
        },
        horizon_months: Some((6, 12)),
        groups: vec![StatementGroup {
            title: text("Scope"),
            statements: texts("I"),
        }],
        text: text("Be honest."),
        source: text("guide#self"),
    }
}

pub(super) fn plan() -> Plan {
    let exercise = Exercise {
        title: text("Aloud"),
        minutes: Some(15),
        format: Some(slug("f")),
        assessment: Some(slug("self")),
        questions: vec![slug("q")],
        steps: texts("step"),
    };
    let block = |part| Block {
        title: text("Stories"),
        part,
        minutes: 90,
        exercises: vec![exercise.clone()],
        source: text("guide#block"),
    };
    let day = Day {
        title: text("Day 1"),
        text: text("Collect."),
        blocks: [DayPart::Morning, DayPart::Afternoon, DayPart::Evening]
            .map(block)
            .to_vec(),
        deliverables: Deliverables {
            items: texts("thing"),
            source: text("guide#things"),
        },
        source: text("guide#day"),
    };
    Plan {
        pack: slug("p"),
        id: slug("week"),
        title: text("A week"),
        level: Level::L7,
        text: text("For the impatient."),
        days: vec![day],
        guidance: vec![slug("we")],
        source: text("guide#week"),
    }
}

pub(super) fn rubric() -> Rubric {
    Rubric {
        pack: slug("p"),
        id: slug("bar"),
        title: text("The bar"),
        level: Level::L7,
        text: text("Rate each."),
        dimensions: vec![Dimension {
            id: slug("scope"),
            title: text("Scope"),
            what: text("How far did it reach?"),
            points: ["1", "2", "3", "4", "5"].map(text),
        }],
        source: text("guide#bar"),
    }
}

pub(super) fn contradiction() -> Contradiction {
    let claim = |source: &str| Claim {
        source: text(source),
        says: format!("{source} says so"),
    };
    Contradiction {
        pack: slug("p"),
        id: slug("length"),
        title: text("How long"),
        about: Collection::ALL
            .map(|collection| ItemRef {
                collection,
                id: slug("x"),
            })
            .to_vec(),
        claims: vec![claim("a"), claim("b")],
        text: text("Take the longer one."),
    }
}

pub(super) fn packs_change() -> PacksChange {
    let status = |state| PackStatus {
        pack: Pack {
            id: slug("p"),
            title: text("Mine"),
            summary: text("What I tell."),
            license: text("CC0-1.0"),
            disclaimer: text("Not official."),
            language: text("en"),
        },
        version: "0f".repeat(32),
        state,
        problems: vec![PackProblem {
            file: text("stories/q.md"),
            line: Some(3),
            message: text("has no title; add one"),
        }],
        is_shipped: state == PackState::Served,
    };
    PacksChange {
        packs: [PackState::Served, PackState::Stale, PackState::Refused]
            .map(status)
            .to_vec(),
        removed: vec![slug("old")],
    }
}

/// A hit whose highlights are words of one, two, three and four bytes a character.
pub(super) fn hit() -> SearchHit {
    let snippet = text("a naïve “café” 🦀 end");
    let highlights = ["naïve", "café", "🦀", "end"].map(|word| {
        let start = snippet.find(word).unwrap();
        start..start + word.len()
    });
    SearchHit {
        collection: Collection::Stories,
        item: ItemId {
            pack: slug("p"),
            id: slug("q"),
        },
        title: text("Worst day"),
        level: Some(Level::L6),
        snippet,
        highlights: highlights.to_vec(),
        score: 3.25,
    }
}
