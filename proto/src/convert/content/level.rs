//! Levels: of items that have one, of items for all, and of filters.

use starling_practice::Level;

use crate::content as wire;
use crate::convert::{ConvertError, checked, required};

/// A level in a filter; none for any.
///
/// # Errors
/// [`ConvertError`] for one that is unknown.
pub fn level_filter(value: i32) -> Result<Option<Level>, ConvertError> {
    optional_level("level", value)
}

pub(super) fn level(field: &'static str, value: i32) -> Result<Level, ConvertError> {
    required(field, optional_level(field, value)?)
}

/// A level, or none, from the wire.
pub(crate) fn optional_level(
    field: &'static str,
    value: i32,
) -> Result<Option<Level>, ConvertError> {
    Ok(match checked(field, wire::Level::try_from(value))? {
        wire::Level::L6 => Some(Level::L6),
        wire::Level::L7 => Some(Level::L7),
        wire::Level::Unspecified => None,
    })
}

/// A level, or none, on the wire.
pub(crate) fn level_value(level: Option<Level>) -> i32 {
    let level = match level {
        Some(Level::L6) => wire::Level::L6,
        Some(Level::L7) => wire::Level::L7,
        None => wire::Level::Unspecified,
    };
    level.into()
}
