//! Stories.

use starling_practice::{Collection, Slug, Story};

use super::question::question_of;
use crate::convert::{ConvertError, checked, each};
use crate::{content as wire, name};

impl From<Story> for wire::Story {
    fn from(story: Story) -> Self {
        let question = story.question;
        Self {
            name: name::in_pack(&question.pack, Collection::Stories, &question.id),
            question: Some(question.into()),
            category: story.category.into(),
            answer: story.answer.into_iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<wire::Story> for Story {
    type Error = ConvertError;

    fn try_from(wire: wire::Story) -> Result<Self, ConvertError> {
        let item = name::parse_item("story.name", Collection::Stories, &wire.name)?;
        Ok(Self {
            question: question_of("story.question", &item, wire.question)?,
            category: checked("story.category", Slug::new(&wire.category))?,
            answer: each(wire.answer)?,
        })
    }
}
