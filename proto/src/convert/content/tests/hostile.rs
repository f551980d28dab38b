//! What breaks the contract is refused by its field, and nothing panics.

use proptest::prelude::*;

use super::samples;
use crate::content as wire;
use crate::convert::tests::{refused, survive};

#[test]
fn a_broken_contract_is_refused_by_its_field() {
    type W = wire::Story;
    let story = samples::story;
    refused(story(), "story.name", |w: &mut W| {
        w.name = "packs/-/stories/q".into()
    });
    refused(story(), "story.question", |w: &mut W| w.question = None);
    refused(story(), "story.question", |w: &mut W| {
        w.name = "packs/p/stories/other".into()
    });
    refused(story(), "story.category", |w: &mut W| w.category.clear());
    refused(story(), "answer.section", |w: &mut W| {
        w.answer[0].section.clear()
    });

    type Q = wire::Question;
    let question = samples::question;
    refused(question(), "question.level", |w: &mut Q| w.level = 0);
    refused(question(), "question.level", |w: &mut Q| w.level = 99);
    refused(question(), "question.format", |w: &mut Q| {
        w.format = "packs/other/formats/f".into()
    });

    refused(
        samples::scenario(),
        "scenario.outcome",
        |w: &mut wire::Scenario| w.outcome = 0,
    );
    refused(
        samples::principle(),
        "principle.shown_in",
        |w: &mut wire::Principle| {
            w.shown_in[0].scenario = "packs/p/stories/q".into();
        },
    );
    refused(
        samples::guidance(),
        "guidance.topic",
        |w: &mut wire::Guidance| w.topic = "A b".into(),
    );
    refused(
        samples::competency(),
        "competency.l7",
        |w: &mut wire::Competency| w.l7 = None,
    );
    refused(
        samples::competency(),
        "aspect.id",
        |w: &mut wire::Competency| w.aspects[0].id.clear(),
    );

    type A = wire::Assessment;
    let assessment = samples::assessment;
    refused(assessment(), "assessment.ready", |w: &mut A| w.ready = None);
    for (min_points, max_points) in [(-1, 5), (5, 1)] {
        refused(assessment(), "assessment.scale", |w: &mut A| {
            w.scale = Some(wire::Scale {
                min_points,
                max_points,
            });
        });
    }

    type P = wire::Plan;
    let plan = samples::plan;
    refused(plan(), "plan.guidance", |w: &mut P| w.guidance[0].clear());
    refused(plan(), "day.deliverables", |w: &mut P| {
        w.days[0].deliverables = None
    });
    refused(plan(), "block.part", |w: &mut P| {
        w.days[0].blocks[0].part = 0
    });
    refused(plan(), "block.minutes", |w: &mut P| {
        w.days[0].blocks[0].minutes = -1
    });
    refused(plan(), "exercise.questions", |w: &mut P| {
        w.days[0].blocks[0].exercises[0].questions[0] = "packs/other/questions/q".into();
    });

    type R = wire::Rubric;
    for count in [0, 4, 6] {
        refused(samples::rubric(), "dimension.points", |w: &mut R| {
            w.dimensions[0].points = vec!["x".to_owned(); count];
        });
    }
    type C = wire::Contradiction;
    let contradiction = samples::contradiction;
    refused(contradiction(), "contradiction.claims", |w: &mut C| {
        w.claims.truncate(1)
    });
    refused(contradiction(), "contradiction.about", |w: &mut C| {
        w.about[0] = "packs/other/stories/x".into();
    });

    let change = samples::packs_change;
    refused(change(), "pack.state", |w: &mut wire::WatchResponse| {
        w.packs[0].state = 0
    });
    refused(change(), "problem.line", |w: &mut wire::WatchResponse| {
        w.packs[0].problems[0].line = Some(-1);
    });
    refused(change(), "removed", |w: &mut wire::WatchResponse| {
        w.removed[0] = "packs/-".into()
    });

    type H = wire::SearchHit;
    refused(samples::hit(), "hit.collection", |w: &mut H| {
        w.collection = wire::Collection::Plans.into()
    });
    for (start, end) in [(-1, 2), (2, 2), (3, 2), (0, 1000), (i32::MAX, i32::MIN)] {
        refused(samples::hit(), "hit.highlights", |w: &mut H| {
            w.highlights = vec![wire::Highlight { start, end }];
        });
    }
    refused(samples::hit(), "hit.highlights", |w: &mut H| {
        w.highlights.swap(0, 1)
    });
}

proptest! {
    #[test]
    fn damaged_messages_are_refused_or_taken_whole(
        damage in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4)
    ) {
        survive::<wire::Format, _>(samples::format(), &damage)?;
        survive::<wire::Story, _>(samples::story(), &damage)?;
        survive::<wire::Scenario, _>(samples::scenario(), &damage)?;
        survive::<wire::Principle, _>(samples::principle(), &damage)?;
        survive::<wire::Guidance, _>(samples::guidance(), &damage)?;
        survive::<wire::Competency, _>(samples::competency(), &damage)?;
        survive::<wire::Assessment, _>(samples::assessment(), &damage)?;
        survive::<wire::Plan, _>(samples::plan(), &damage)?;
        survive::<wire::Rubric, _>(samples::rubric(), &damage)?;
        survive::<wire::Contradiction, _>(samples::contradiction(), &damage)?;
        survive::<wire::WatchResponse, _>(samples::packs_change(), &damage)?;
        survive::<wire::SearchHit, _>(samples::hit(), &damage)?;
    }
}
