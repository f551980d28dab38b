//! Questions with an answer: stories and scenarios.

use std::collections::BTreeMap;

use starling_practice::{Answer, AnswerPart, Delivery, Format, Question, Scenario, Slug, Story};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::question::asked;
use super::references::References;
use super::unwritten;
use super::value::{ID, OUTCOME};

/// What stands in stories and scenarios besides the sections of the answer.
pub(super) const HEADINGS: [&str; 9] = [
    "Evaluated",
    "Follow-ups",
    "Red flags",
    "Setting",
    "Signals",
    "Figures",
    "Lessons",
    "Differently",
    "Alternatives",
];

/// The formats of the pack, which say what sections an answer has.
pub(super) type Formats = BTreeMap<Slug, Format>;

/// Reads a story; none, and problems, where something is wrong with it.
pub(super) fn story(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    formats: &Formats,
    problems: &mut Problems,
) -> Option<Story> {
    let category = draft.head.need("category", ID, problems);
    let mut outline = Outline::of(draft.body);
    let question = asked(draft, &mut outline, references, problems)?;
    let answer = answer(&question, &mut outline, formats, problems)?;
    outline.finish(problems);
    Some(Story {
        question,
        category: category?,
        answer,
    })
}

/// Reads a scenario; none, and problems, where something is wrong with it.
pub(super) fn scenario(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    formats: &Formats,
    problems: &mut Problems,
) -> Option<Scenario> {
    let outcome = draft.head.need("outcome", OUTCOME, problems);
    let mut outline = Outline::of(draft.body);
    let question = asked(draft, &mut outline, references, problems)?;
    let setting = outline.text("Setting", problems);
    let answer = answer(&question, &mut outline, formats, problems)?;
    let scenario = Scenario {
        question,
        outcome: outcome?,
        setting: setting.map(|setting| setting.text).unwrap_or_default(),
        answer,
        signals: outline.bullets("Signals", problems),
        figures: outline.bullets("Figures", problems),
        lessons: outline.bullets("Lessons", problems),
        differently: outline.bullets("Differently", problems),
        alternatives: outline.bullets("Alternatives", problems),
    };
    outline.finish(problems);
    Some(scenario)
}

/// Reads what is said under the titles of the format's sections; none where the format is not to be had.
fn answer(
    question: &Question,
    outline: &mut Outline<'_>,
    formats: &Formats,
    problems: &mut Problems,
) -> Option<Answer> {
    let format = formats.get(&question.format)?;
    let mut answer = Answer::new();
    let mut lines = Vec::new();
    for section in format.sections() {
        match outline.text(&section.title, problems) {
            Some(said) => {
                answer.push(AnswerPart {
                    section: section.id.clone(),
                    text: said.text,
                });
                lines.push(said.line);
            }
            None => problems.of_file(format!(
                "the section `## {}` is missing; the format {} asks for it",
                section.title, format.id
            )),
        }
    }
    hints(&answer, &lines, format, problems);
    Some(answer)
}

/// What is not wrong, but worth another look before it is said aloud.
fn hints(answer: &[AnswerPart], lines: &[usize], format: &Format, problems: &mut Problems) {
    let written = answer.iter().cloned().zip(lines.iter().copied());
    let written = written.filter(|(part, _)| unwritten::instruction(&part.text).is_none());
    let (answer, lines): (Answer, Vec<usize>) = written.unzip();
    let line_of = |id: &str| {
        let index = answer.iter().position(|part| part.section.as_str() == id)?;
        Some((&answer[index], lines[index]))
    };
    if let Some((result, line)) = line_of("result")
        && !has_figure(&result.text)
    {
        problems.hint(
            line,
            "no figure stands in the result; say how much, how many or how long",
        );
    }
    if let Delivery::Off(parts) = Delivery::of(&answer, format) {
        for part in parts {
            let (section, line) =
                line_of(part.section.as_str()).expect("the section is one of the answer's");
            let direction = if part.words > part.most {
                "long"
            } else {
                "short"
            };
            problems.hint(
                line,
                format!(
                    "`{}` is too {direction} for {}: {} words as spoken; write {} to {}",
                    format.section_title(&section.section),
                    format.id,
                    part.words,
                    part.least,
                    part.most
                ),
            );
        }
    }
}

fn has_figure(text: &str) -> bool {
    const COUNTS: [&str; 14] = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "half", "twice", "zero",
    ];
    text.contains(|c: char| c.is_ascii_digit())
        || text
            .split(|c: char| !c.is_alphabetic())
            .any(|word| COUNTS.contains(&word.to_lowercase().as_str()))
}
