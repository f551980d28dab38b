//! Wire ↔ domain, one file per noun. To the wire it cannot fail; from the wire it can, naming the field.

mod comment;
mod content;
mod event;
mod expunge;
mod mask;
mod overview;
mod report;
mod review;
mod share;
mod take;
#[cfg(test)]
mod tests;
mod update;
mod upload;

pub use content::{
    MAX_PACK_PROBLEMS, PackProblem, PackState, PackStatus, PacksChange, QuestionFilter,
    ScenarioFilter, SearchHit, SearchQuery, StoryFilter, id_filter, level_filter,
};
pub(crate) use content::{id_text, level_value, optional_level};
pub use event::Event;
pub(crate) use event::event;
pub use expunge::Backup;
pub use mask::mask;
pub use overview::session_filter;
pub(crate) use share::link_role;
pub(crate) use take::duration_to_wire;
pub use take::{fit, retention};
pub use update::{Update, etag};
pub use upload::{Chunk, ChunkError, MAX_CHUNK_SIZE, StoredAudio, Upload, UploadState};

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::error::DOMAIN;

/// A message that the domain refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct ConvertError {
    field: &'static str,
    problem: String,
}

impl ConvertError {
    /// What is wrong with which field.
    #[must_use]
    pub fn new(field: &'static str, problem: impl ToString) -> Self {
        Self {
            field,
            problem: problem.to_string(),
        }
    }
}

impl From<ConvertError> for Status {
    fn from(error: ConvertError) -> Self {
        let mut details =
            ErrorDetails::with_bad_request_violation(error.field, error.problem.clone());
        details.set_error_info("INVALID_FIELD", DOMAIN, std::collections::HashMap::new());
        Self::with_error_details(Code::InvalidArgument, error.to_string(), details)
    }
}

/// A message that must be there.
fn required<T>(field: &'static str, value: Option<T>) -> Result<T, ConvertError> {
    value.ok_or_else(|| ConvertError::new(field, "is required"))
}

/// A list, item by item.
fn each<W, D>(wire: Vec<W>) -> Result<Vec<D>, ConvertError>
where
    W: TryInto<D, Error = ConvertError>,
{
    wire.into_iter().map(TryInto::try_into).collect()
}

/// A count or position: proto has it signed, the domain does not.
fn unsigned<S, U: TryFrom<S>>(field: &'static str, value: S) -> Result<U, ConvertError> {
    U::try_from(value).map_err(|_| ConvertError::new(field, "must not be negative"))
}

/// A count or position on the wire. No recording comes near the limit.
fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The same, of what is small.
fn signed_32<U: TryInto<i32>>(value: U) -> i32 {
    value.try_into().unwrap_or(i32::MAX)
}

/// A text or id that the domain checks.
fn checked<T, E: ToString>(field: &'static str, value: Result<T, E>) -> Result<T, ConvertError> {
    value.map_err(|error| ConvertError::new(field, error))
}

fn timestamp(time: SystemTime) -> prost_types::Timestamp {
    time.into()
}

fn optional_time(
    field: &'static str,
    timestamp: Option<prost_types::Timestamp>,
) -> Result<Option<SystemTime>, ConvertError> {
    timestamp
        .map(|timestamp| time(field, Some(timestamp)))
        .transpose()
}

pub(crate) fn time(
    field: &'static str,
    timestamp: Option<prost_types::Timestamp>,
) -> Result<SystemTime, ConvertError> {
    let timestamp = required(field, timestamp)?;
    let since_epoch = u64::try_from(timestamp.seconds)
        .ok()
        .zip(u32::try_from(timestamp.nanos).ok())
        .filter(|(_, nanos)| *nanos < 1_000_000_000)
        .map(|(seconds, nanos)| Duration::new(seconds, nanos));
    since_epoch
        .and_then(|since_epoch| UNIX_EPOCH.checked_add(since_epoch))
        .ok_or_else(|| ConvertError::new(field, "must be a time after 1970"))
}
