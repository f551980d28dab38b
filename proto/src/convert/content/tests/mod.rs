//! Every kind goes to the wire and comes back the same.

mod hostile;
mod samples;

use samples::slug;
use starling_practice::{Assessment, Collection, Exercise, Guidance, QuestionKind};

use crate::content as wire;
use crate::convert::tests::{check, sent};
use crate::convert::{
    MAX_PACK_PROBLEMS, QuestionFilter, ScenarioFilter, SearchHit, SearchQuery, StoryFilter,
};

#[test]
fn every_kind_comes_back_as_it_went() {
    check::<wire::Format, _>(samples::format());
    check::<wire::Question, _>(samples::question());
    check::<wire::Story, _>(samples::story());
    check::<wire::Scenario, _>(samples::scenario());
    check::<wire::Principle, _>(samples::principle());
    check::<wire::Guidance, _>(samples::guidance());
    check::<wire::Competency, _>(samples::competency());
    check::<wire::Assessment, _>(samples::assessment());
    check::<wire::Plan, _>(samples::plan());
    check::<wire::Rubric, _>(samples::rubric());
    check::<wire::Contradiction, _>(samples::contradiction());
    check::<wire::WatchResponse, _>(samples::packs_change());
    check::<wire::SearchHit, _>(samples::hit());
}

#[test]
fn what_may_be_absent_comes_back_absent() {
    check::<wire::Guidance, _>(Guidance {
        level: None,
        ..samples::guidance()
    });
    check::<wire::Assessment, _>(Assessment {
        scale: None,
        ready: Default::default(),
        horizon_months: None,
        ..samples::assessment()
    });
    let mut plan = samples::plan();
    plan.days[0].blocks[0].exercises[0] = Exercise {
        title: "Rest".to_owned(),
        minutes: None,
        format: None,
        assessment: None,
        questions: Vec::new(),
        steps: Vec::new(),
    };
    check::<wire::Plan, _>(plan);
    let mut change = samples::packs_change();
    change.packs[0].problems[0].line = None;
    check::<wire::WatchResponse, _>(change);
    check::<wire::SearchHit, _>(SearchHit {
        level: None,
        highlights: Vec::new(),
        ..samples::hit()
    });
}

#[test]
fn filters_come_back_as_they_went() {
    for kind in [
        None,
        Some(QuestionKind::Bare),
        Some(QuestionKind::Story),
        Some(QuestionKind::Scenario),
    ] {
        let filter = QuestionFilter {
            kind,
            principle: Some(slug("dive-deep")),
            ..QuestionFilter::default()
        };
        let request = wire::ListQuestionsRequest::from(&filter);
        assert_eq!(QuestionFilter::try_from(&sent(&request)), Ok(filter));
    }
    let story = samples::story();
    let filter = StoryFilter {
        level: Some(story.question.level),
        principle: None,
        category: Some(story.category),
    };
    let request = wire::ListStoriesRequest::from(&filter);
    assert_eq!(StoryFilter::try_from(&sent(&request)), Ok(filter));
    let filter = ScenarioFilter {
        level: Some(story.question.level),
        principle: Some(slug("dive-deep")),
        outcome: Some(samples::scenario().outcome),
    };
    let request = wire::ListScenariosRequest::from(&filter);
    assert_eq!(ScenarioFilter::try_from(&sent(&request)), Ok(filter));
    let query = SearchQuery {
        text: "\"worst AND (day".to_owned(),
        collections: Collection::ALL.to_vec(),
        level: Some(story.question.level),
    };
    let request = wire::SearchRequest::from(&query);
    assert_eq!(SearchQuery::try_from(&sent(&request)), Ok(query));
}

#[test]
fn highlights_count_characters_on_the_wire() {
    let hit = wire::SearchHit::from(samples::hit());
    let characters: Vec<char> = hit.snippet.chars().collect();
    let words: Vec<String> = hit
        .highlights
        .iter()
        .map(|part| {
            characters[part.start as usize..part.end as usize]
                .iter()
                .collect()
        })
        .collect();
    assert_eq!(words, ["naïve", "café", "🦀", "end"]);
}

#[test]
fn only_so_many_problems_are_sent() {
    let mut status = samples::packs_change().packs.remove(0);
    status.problems = vec![status.problems[0].clone(); MAX_PACK_PROBLEMS + 1];
    assert_eq!(wire::Pack::from(status).problems.len(), MAX_PACK_PROBLEMS);
}
