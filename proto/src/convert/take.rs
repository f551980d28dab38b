//! Sessions, takes and marks.

use starling_practice::{Fit, Mark, Place, Session, Take, TakeEnd};

use super::{ConvertError, checked, each, required, signed, time, timestamp, unsigned};
use crate::{name, session as wire};

/// The most marks of a take.
const MAX_MARKS: usize = 10_000;

impl From<Session> for wire::Session {
    fn from(session: Session) -> Self {
        Self {
            name: name::session(&session.id),
            title: session.title,
            create_time: Some(timestamp(session.create_time)),
        }
    }
}

impl TryFrom<wire::Session> for Session {
    type Error = ConvertError;

    fn try_from(wire: wire::Session) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_session("session.name", &wire.name)?,
            title: wire.title,
            create_time: time("session.create_time", wire.create_time)?,
        })
    }
}

impl From<Take> for wire::Take {
    fn from(take: Take) -> Self {
        Self {
            name: name::take(&take.id),
            create_time: Some(timestamp(take.create_time)),
            question: Some(take.question.into()),
            format: Some(take.format.into()),
            fit: wire::Fit::from(take.fit).into(),
            end: take.end.map(Into::into),
        }
    }
}

impl TryFrom<wire::Take> for Take {
    type Error = ConvertError;

    fn try_from(wire: wire::Take) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_take("take.name", &wire.name)?,
            create_time: time("take.create_time", wire.create_time)?,
            question: required("take.question", wire.question)?.try_into()?,
            format: required("take.format", wire.format)?.try_into()?,
            fit: fit(wire.fit)?,
            end: wire.end.map(TryInto::try_into).transpose()?,
        })
    }
}

impl From<Fit> for wire::Fit {
    fn from(fit: Fit) -> Self {
        match fit {
            Fit::Printed => Self::Printed,
            Fit::Headline => Self::Headline,
        }
    }
}

/// Reads a fit.
///
/// # Errors
/// [`ConvertError`] for one that is unspecified or unknown.
pub fn fit(value: i32) -> Result<Fit, ConvertError> {
    match checked("fit", wire::Fit::try_from(value))? {
        wire::Fit::Printed => Ok(Fit::Printed),
        wire::Fit::Headline => Ok(Fit::Headline),
        wire::Fit::Unspecified => Err(ConvertError::new("fit", "is required")),
    }
}

impl From<TakeEnd> for wire::TakeEnd {
    fn from(end: TakeEnd) -> Self {
        Self {
            marks: end.marks.into_iter().map(Into::into).collect(),
            lost_frame_count: signed(end.lost_frame_count),
            ended: end.ended,
        }
    }
}

impl TryFrom<wire::TakeEnd> for TakeEnd {
    type Error = ConvertError;

    fn try_from(wire: wire::TakeEnd) -> Result<Self, ConvertError> {
        if wire.marks.len() > MAX_MARKS {
            return Err(ConvertError::new(
                "end.marks",
                format!("must be at most {MAX_MARKS}"),
            ));
        }
        if wire.ended.is_empty() || wire.ended.len() > 64 {
            return Err(ConvertError::new(
                "end.ended",
                "must be a word of 1 to 64 bytes",
            ));
        }
        Ok(Self {
            marks: each(wire.marks)?,
            lost_frame_count: unsigned("end.lost_frame_count", wire.lost_frame_count)?,
            ended: wire.ended,
        })
    }
}

impl From<Mark> for wire::Mark {
    fn from(mark: Mark) -> Self {
        Self {
            sample: signed(mark.sample),
            place: mark.place.into(),
        }
    }
}

impl TryFrom<wire::Mark> for Mark {
    type Error = ConvertError;

    fn try_from(wire: wire::Mark) -> Result<Self, ConvertError> {
        Ok(Self {
            sample: unsigned("mark.sample", wire.sample)?,
            place: checked("mark.place", Place::from_name(&wire.place))?,
        })
    }
}
