//! What of each item can be found.

use std::collections::BTreeMap;

use starling_practice::{
    Answer, Assessment, Block, Collection, Competency, Contradiction, Day, Format, Guidance,
    ItemRef, Level, Plan, Principle, Question, QuestionKind, Rubric, Scenario, Slug, Story,
};

use crate::pack::Contents;

/// An item as it is searched.
pub(super) struct Document<'a> {
    pub(super) item: ItemRef,
    /// Where the item is for one level only.
    pub(super) level: Option<Level>,
    /// Where an item of the same id holds all of this one: the collection of the story or scenario of a question.
    pub(super) part_of: Option<Collection>,
    pub(super) title: &'a str,
    /// The question; empty where the item asks none.
    pub(super) asked: &'a str,
    /// Everything else that people read.
    pub(super) body: Vec<&'a str>,
}

impl Document<'_> {
    /// What is asked, the body and the title, each on one line.
    pub(super) fn texts(&self) -> [String; 3] {
        let body: Vec<String> = self.body.iter().copied().map(one_line).collect();
        let parts: Vec<&str> = body
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        [
            one_line(self.asked),
            parts.join(" · "),
            one_line(self.title),
        ]
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of a pack, by collection and id.
pub(super) fn documents(contents: &Contents) -> impl Iterator<Item = Document<'_>> {
    let questions = contents.questions.values().map(|question| Document {
        part_of: match contents.kind(&question.id) {
            QuestionKind::Bare => None,
            QuestionKind::Story => Some(Collection::Stories),
            QuestionKind::Scenario => Some(Collection::Scenarios),
        },
        ..asked(Collection::Questions, question, Vec::new())
    });
    all(&contents.formats, format)
        .chain(questions)
        .chain(all(&contents.stories, story))
        .chain(all(&contents.scenarios, scenario))
        .chain(all(&contents.principles, principle))
        .chain(all(&contents.guidance, guidance))
        .chain(all(&contents.competencies, competency))
        .chain(all(&contents.assessments, assessment))
        .chain(all(&contents.plans, plan))
        .chain(all(&contents.rubrics, rubric))
        .chain(all(&contents.contradictions, contradiction))
}

fn all<'a, T>(
    items: &'a BTreeMap<Slug, T>,
    document: impl Fn(&'a T) -> Document<'a>,
) -> impl Iterator<Item = Document<'a>> {
    items.values().map(document)
}

fn document<'a>(
    collection: Collection,
    id: &Slug,
    level: Option<Level>,
    title: &'a str,
    body: Vec<&'a str>,
) -> Document<'a> {
    Document {
        item: ItemRef {
            collection,
            id: id.clone(),
        },
        level,
        part_of: None,
        title,
        asked: "",
        body,
    }
}

/// A question, or what it is the question of, whose own body comes first.
fn asked<'a>(
    collection: Collection,
    question: &'a Question,
    mut body: Vec<&'a str>,
) -> Document<'a> {
    body.extend(texts(&question.evaluated));
    body.extend(texts(&question.follow_ups));
    body.extend(texts(&question.red_flags));
    Document {
        asked: &question.text,
        ..document(
            collection,
            &question.id,
            Some(question.level),
            &question.title,
            body,
        )
    }
}

fn format(format: &Format) -> Document<'_> {
    let sections = format
        .sections()
        .iter()
        .map(|section| section.title.as_str());
    let body = [format.summary.as_str()].into_iter().chain(sections);
    document(
        Collection::Formats,
        &format.id,
        Some(format.level),
        &format.title,
        body.collect(),
    )
}

fn story(story: &Story) -> Document<'_> {
    asked(
        Collection::Stories,
        &story.question,
        said(&story.answer).collect(),
    )
}

fn scenario(scenario: &Scenario) -> Document<'_> {
    let body = [scenario.setting.as_str()]
        .into_iter()
        .chain(said(&scenario.answer))
        .chain(texts(&scenario.signals))
        .chain(texts(&scenario.figures))
        .chain(texts(&scenario.lessons))
        .chain(texts(&scenario.differently))
        .chain(texts(&scenario.alternatives));
    asked(Collection::Scenarios, &scenario.question, body.collect())
}

fn principle(principle: &Principle) -> Document<'_> {
    let shown = principle
        .shown_in
        .iter()
        .map(|showing| showing.how.as_str());
    let body = [principle.text.as_str()].into_iter().chain(shown);
    document(
        Collection::Principles,
        &principle.id,
        None,
        &principle.title,
        body.collect(),
    )
}

fn guidance(guidance: &Guidance) -> Document<'_> {
    let body = [guidance.text.as_str()]
        .into_iter()
        .chain(texts(&guidance.points));
    document(
        Collection::Guidance,
        &guidance.id,
        guidance.level,
        &guidance.title,
        body.collect(),
    )
}

fn competency(competency: &Competency) -> Document<'_> {
    let mut body = vec![
        competency.text.as_str(),
        &competency.l6.title,
        &competency.l7.title,
    ];
    for aspect in &competency.aspects {
        body.extend([aspect.title.as_str(), &aspect.ask]);
        body.extend(texts(&aspect.l6).chain(texts(&aspect.l7)));
    }
    document(
        Collection::Competencies,
        &competency.id,
        None,
        &competency.title,
        body,
    )
}

fn assessment(assessment: &Assessment) -> Document<'_> {
    let mut body = vec![assessment.text.as_str()];
    for group in &assessment.groups {
        body.push(&group.title);
        body.extend(texts(&group.statements));
    }
    let level = Some(assessment.level);
    document(
        Collection::Assessments,
        &assessment.id,
        level,
        &assessment.title,
        body,
    )
}

fn plan(plan: &Plan) -> Document<'_> {
    let days = plan.days.iter().flat_map(day);
    let body = [plan.text.as_str()].into_iter().chain(days);
    document(
        Collection::Plans,
        &plan.id,
        Some(plan.level),
        &plan.title,
        body.collect(),
    )
}

fn day(day: &Day) -> impl Iterator<Item = &str> {
    let head = [day.title.as_str(), &day.text].into_iter();
    let blocks = day.blocks.iter().flat_map(block);
    head.chain(blocks).chain(texts(&day.deliverables.items))
}

fn block(block: &Block) -> impl Iterator<Item = &str> {
    let exercises = block.exercises.iter().flat_map(|exercise| {
        [exercise.title.as_str()]
            .into_iter()
            .chain(texts(&exercise.steps))
    });
    [block.title.as_str()].into_iter().chain(exercises)
}

fn rubric(rubric: &Rubric) -> Document<'_> {
    let mut body = vec![rubric.text.as_str()];
    for dimension in &rubric.dimensions {
        body.extend([dimension.title.as_str(), &dimension.what]);
        body.extend(texts(&dimension.points));
    }
    document(
        Collection::Rubrics,
        &rubric.id,
        Some(rubric.level),
        &rubric.title,
        body,
    )
}

fn contradiction(contradiction: &Contradiction) -> Document<'_> {
    let claims = contradiction.claims.iter().map(|claim| claim.says.as_str());
    let body = claims.chain([contradiction.text.as_str()]).collect();
    document(
        Collection::Contradictions,
        &contradiction.id,
        None,
        &contradiction.title,
        body,
    )
}

fn said(answer: &Answer) -> impl Iterator<Item = &str> {
    answer.iter().map(|part| part.text.as_str())
}

fn texts(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().map(String::as_str)
}
