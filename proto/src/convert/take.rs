//! Sessions, takes and marks.

use std::ops::RangeInclusive;
use std::time::Duration;

use starling_practice::{Consent, Etag, Fit, Lifecycle, Mark, Place, Session, Take, TakeEnd};

use super::{
    ConvertError, checked, each, optional_time, required, signed, time, timestamp, unsigned,
};
use crate::{name, session as wire};

/// The most marks of a take.
const MAX_MARKS: usize = 10_000;
/// The most people who can be told that a take is recorded, and the most characters of a name.
const MAX_TOLD: usize = 20;
const MAX_NAME_LEN: usize = 100;
/// How long a session can be kept.
const RETENTIONS: RangeInclusive<Duration> =
    Duration::from_secs(3_600)..=Duration::from_secs(3_653 * 86_400);

impl From<Session> for wire::Session {
    fn from(session: Session) -> Self {
        Self {
            name: name::session(&session.id),
            title: session.title,
            retention: session.retention.map(duration_to_wire),
            create_time: Some(timestamp(session.lifecycle.create_time)),
            update_time: Some(timestamp(session.lifecycle.update_time)),
            etag: session.lifecycle.etag.as_str().to_owned(),
            delete_time: session.lifecycle.delete_time.map(timestamp),
            purge_time: session.lifecycle.purge_time.map(timestamp),
        }
    }
}

impl TryFrom<wire::Session> for Session {
    type Error = ConvertError;

    fn try_from(wire: wire::Session) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_session("session.name", &wire.name)?,
            title: wire.title,
            retention: retention("session.retention", wire.retention)?,
            lifecycle: Lifecycle {
                create_time: time("session.create_time", wire.create_time)?,
                update_time: time("session.update_time", wire.update_time)?,
                etag: Etag::new(wire.etag),
                delete_time: optional_time("session.delete_time", wire.delete_time)?,
                purge_time: optional_time("session.purge_time", wire.purge_time)?,
            },
        })
    }
}

impl From<Take> for wire::Take {
    fn from(take: Take) -> Self {
        Self {
            name: name::take(&take.id),
            question: Some(take.question.into()),
            format: Some(take.format.into()),
            fit: wire::Fit::from(take.fit).into(),
            end: take.end.map(Into::into),
            consent: take.consent.map(Into::into),
            create_time: Some(timestamp(take.lifecycle.create_time)),
            update_time: Some(timestamp(take.lifecycle.update_time)),
            etag: take.lifecycle.etag.as_str().to_owned(),
            delete_time: take.lifecycle.delete_time.map(timestamp),
            purge_time: take.lifecycle.purge_time.map(timestamp),
        }
    }
}

impl TryFrom<wire::Take> for Take {
    type Error = ConvertError;

    fn try_from(wire: wire::Take) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_take("take.name", &wire.name)?,
            question: required("take.question", wire.question)?.try_into()?,
            format: required("take.format", wire.format)?.try_into()?,
            fit: fit(wire.fit)?,
            end: wire.end.map(TryInto::try_into).transpose()?,
            consent: wire.consent.map(TryInto::try_into).transpose()?,
            lifecycle: Lifecycle {
                create_time: time("take.create_time", wire.create_time)?,
                update_time: time("take.update_time", wire.update_time)?,
                etag: Etag::new(wire.etag),
                delete_time: optional_time("take.delete_time", wire.delete_time)?,
                purge_time: optional_time("take.purge_time", wire.purge_time)?,
            },
        })
    }
}

impl From<Consent> for wire::Consent {
    fn from(consent: Consent) -> Self {
        Self {
            told: consent.told,
            tell_time: Some(timestamp(consent.tell_time)),
        }
    }
}

impl TryFrom<wire::Consent> for Consent {
    type Error = ConvertError;

    fn try_from(wire: wire::Consent) -> Result<Self, ConvertError> {
        let is_name = |name: &String| (1..=MAX_NAME_LEN).contains(&name.chars().count());
        if !(1..=MAX_TOLD).contains(&wire.told.len()) || !wire.told.iter().all(is_name) {
            return Err(ConvertError::new(
                "consent.told",
                format!("must be 1 to {MAX_TOLD} names of 1 to {MAX_NAME_LEN} characters"),
            ));
        }
        Ok(Self {
            told: wire.told,
            tell_time: time("consent.tell_time", wire.tell_time)?,
        })
    }
}

/// Reads how long a session is kept.
///
/// # Errors
/// [`ConvertError`] for less than an hour or more than ten years.
pub fn retention(
    field: &'static str,
    duration: Option<prost_types::Duration>,
) -> Result<Option<Duration>, ConvertError> {
    let Some(duration) = duration else {
        return Ok(None);
    };
    Duration::try_from(duration)
        .ok()
        .filter(|retention| RETENTIONS.contains(retention))
        .map(Some)
        .ok_or_else(|| ConvertError::new(field, "must be 1 hour to 10 years"))
}

pub(crate) fn duration_to_wire(duration: Duration) -> prost_types::Duration {
    duration.try_into().unwrap_or_default()
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
