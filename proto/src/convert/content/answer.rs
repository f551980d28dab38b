//! Model answers.

use starling_practice::{AnswerPart, SectionId};

use crate::content as wire;
use crate::convert::{ConvertError, checked};

impl From<AnswerPart> for wire::AnswerPart {
    fn from(part: AnswerPart) -> Self {
        Self {
            section: part.section.into(),
            text: part.text,
        }
    }
}

impl TryFrom<wire::AnswerPart> for AnswerPart {
    type Error = ConvertError;

    fn try_from(wire: wire::AnswerPart) -> Result<Self, ConvertError> {
        Ok(Self {
            section: checked("answer.section", SectionId::new(&wire.section))?,
            text: wire.text,
        })
    }
}
