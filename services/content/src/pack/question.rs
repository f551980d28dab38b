//! Questions: what they belong to in the front matter, what is asked and listened for in the text.

use std::collections::BTreeSet;

use starling_practice::{Question, Slug};

use super::error::Problems;
use super::value::{ID, IDS, LEVEL};
use super::{Draft, Ids, markdown};
use crate::nearest::did_you_mean;

/// Reads what is left of a question; none, and problems, where something is wrong with it.
///
/// The format and the principles that it names must be among `ids`, the pack's.
pub(super) fn question(
    draft: &mut Draft<'_>,
    ids: &Ids<'_>,
    problems: &mut Problems,
) -> Option<Question> {
    let head = &mut draft.head;
    let level = head.need("level", LEVEL, problems);
    let format = head.need("format", ID, problems);
    let principles = head.take("principles", IDS, problems).unwrap_or_default();
    let mut must_be_there = |kind: &str, id: &Slug, there: &BTreeSet<&str>, line: usize| {
        if !there.contains(id.as_str()) {
            let nearest = did_you_mean(id.as_str(), there.iter().copied());
            problems.at(
                line,
                format!("there is no {kind} {id} in this pack{nearest}"),
            );
        }
    };
    if let Some(format) = &format {
        must_be_there("format", format, &ids.formats, head.line_of("format"));
    }
    for principle in &principles {
        must_be_there(
            "principle",
            principle,
            &ids.principles,
            head.line_of("principles"),
        );
    }
    let body = markdown::question(draft.body, problems);
    Some(Question {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level: level?,
        format: format?,
        principles,
        text: body.text,
        evaluated: body.evaluated,
        follow_ups: body.follow_ups,
        red_flags: body.red_flags,
        source: draft.source.clone(),
    })
}
