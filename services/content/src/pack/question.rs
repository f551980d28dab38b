//! Questions: what they belong to in the front matter, what is asked and listened for in the text.

use starling_practice::{Collection, Question};

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::references::References;
use super::value::{ID, IDS, LEVEL};

/// Reads a question file; none, and problems, where something is wrong with it.
pub(super) fn question(
    draft: &mut Draft<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Question> {
    let mut outline = Outline::of(draft.body);
    let question = asked(draft, &mut outline, references, problems);
    outline.finish(problems);
    question
}

/// Reads what every question has, with an answer or without.
pub(super) fn asked(
    draft: &mut Draft<'_>,
    outline: &mut Outline<'_>,
    references: &References<'_>,
    problems: &mut Problems,
) -> Option<Question> {
    let head = &mut draft.head;
    let level = head.need("level", LEVEL, problems);
    let format = head.need("format", ID, problems);
    let principles = head.take("principles", IDS, problems).unwrap_or_default();
    if let Some(format) = &format {
        references.check(
            Collection::Formats,
            format,
            head.line_of("format"),
            problems,
        );
    }
    let line = head.line_of("principles");
    references.check_all(Collection::Principles, &principles, line, problems);
    let known = references.all(Collection::Principles);
    if principles.is_empty() && !known.is_empty() {
        problems.hint(
            line,
            format!("no principle is named; name those that an answer shows: {known}"),
        );
    }
    let missing = "the question is missing; write it here as it is asked aloud";
    let text = outline.opening(missing, problems);
    let evaluated = outline.bullets("Evaluated", problems);
    let follow_ups = outline.bullets("Follow-ups", problems);
    let red_flags = outline.bullets("Red flags", problems);
    Some(Question {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level: level?,
        format: format?,
        principles,
        text,
        evaluated,
        follow_ups,
        red_flags,
        source: draft.source.clone(),
    })
}
