//! Questions.

use starling_practice::{Collection, ItemId, Question};

use super::level::{level, level_value};
use crate::convert::{ConvertError, required};
use crate::{content as wire, name};

impl From<Question> for wire::Question {
    fn from(question: Question) -> Self {
        let name = |collection, id| name::in_pack(&question.pack, collection, id);
        Self {
            name: name(Collection::Questions, &question.id),
            title: question.title,
            level: level_value(Some(question.level)),
            format: name(Collection::Formats, &question.format),
            principles: question
                .principles
                .iter()
                .map(|id| name(Collection::Principles, id))
                .collect(),
            text: question.text,
            evaluated: question.evaluated,
            follow_ups: question.follow_ups,
            red_flags: question.red_flags,
            source: question.source,
        }
    }
}

impl TryFrom<wire::Question> for Question {
    type Error = ConvertError;

    fn try_from(wire: wire::Question) -> Result<Self, ConvertError> {
        let ItemId { pack, id } =
            name::parse_item("question.name", Collection::Questions, &wire.name)?;
        let read =
            |field, collection, name: &String| name::parse_in_pack(field, &pack, collection, name);
        Ok(Self {
            id,
            title: wire.title,
            level: level("question.level", wire.level)?,
            format: read("question.format", Collection::Formats, &wire.format)?,
            principles: wire
                .principles
                .iter()
                .map(|name| read("question.principles", Collection::Principles, name))
                .collect::<Result<_, _>>()?,
            text: wire.text,
            evaluated: wire.evaluated,
            follow_ups: wire.follow_ups,
            red_flags: wire.red_flags,
            source: wire.source,
            pack,
        })
    }
}

/// Reads the question of a story or a scenario, which has its pack and id.
pub(super) fn question_of(
    field: &'static str,
    item: &ItemId,
    wire: Option<wire::Question>,
) -> Result<Question, ConvertError> {
    let question: Question = required(field, wire)?.try_into()?;
    if (&question.pack, &question.id) != (&item.pack, &item.id) {
        return Err(ConvertError::new(
            field,
            "must have the pack and id of what answers it",
        ));
    }
    Ok(question)
}
