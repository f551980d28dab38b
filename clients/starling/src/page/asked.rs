//! What is asked: questions, and stories and scenarios that answer one. Each gives its facts.

use starling_practice::{Format, Outcome, Question, Scenario, Story};

use super::answer;
use super::block::{Fact, Page, Run, Tone};

pub(super) fn question(page: &mut Page, question: &Question) -> Vec<Fact> {
    aloud(page, question);
    listener(page, question);
    vec![("source", question.source.clone())]
}

pub(super) fn story(page: &mut Page, story: &Story, format: Option<&Format>) -> Vec<Fact> {
    aloud(page, &story.question);
    answer::write(page, &story.answer, format);
    listener(page, &story.question);
    vec![
        ("category", story.category.to_string()),
        ("source", story.question.source.clone()),
    ]
}

pub(super) fn scenario(page: &mut Page, scenario: &Scenario, format: Option<&Format>) -> Vec<Fact> {
    aloud(page, &scenario.question);
    if !scenario.setting.is_empty() {
        page.heading("Setting", "");
        page.paragraphs(&scenario.setting);
    }
    answer::write(page, &scenario.answer, format);
    listener(page, &scenario.question);
    page.bullets("Signals of the level", &scenario.signals);
    page.bullets("Figures to remember", &scenario.figures);
    page.bullets("Lessons", &scenario.lessons);
    page.bullets(
        "What the speaker would do differently",
        &scenario.differently,
    );
    page.bullets("What else could have been done", &scenario.alternatives);
    vec![
        ("outcome", outcome_word(scenario.outcome).to_owned()),
        ("source", scenario.question.source.clone()),
    ]
}

/// How a scenario ended, in a word.
pub(crate) fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Failure => "failure",
    }
}

fn aloud(page: &mut Page, question: &Question) {
    page.gap();
    page.paragraphs_in(Tone::Strong, &question.text);
}

fn listener(page: &mut Page, question: &Question) {
    page.bullets("What a listener should hear", &question.evaluated);
    follow_ups(page, &question.follow_ups);
    page.bullets("Red flags", &question.red_flags);
}

/// What a good answer to one shows may come after a dash.
fn follow_ups(page: &mut Page, follow_ups: &[String]) {
    if !follow_ups.is_empty() {
        page.heading("Follow-ups", "");
    }
    for follow_up in follow_ups {
        let question = follow_up.find(" — ").unwrap_or(follow_up.len());
        let (question, shows) = follow_up.split_at(question);
        let words = vec![
            Run::new(Tone::Plain, question),
            Run::new(Tone::Quiet, shows),
        ];
        page.push("- ", words);
    }
}
