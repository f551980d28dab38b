//! What expunging cannot reach.

use std::time::SystemTime;

use super::{ConvertError, time, timestamp};
use crate::session as wire;

/// A copy of everything that a server keeps, where its operator has put it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it was written.
    pub path: String,
    /// When it was begun.
    pub create_time: SystemTime,
}

impl From<Backup> for wire::Backup {
    fn from(backup: Backup) -> Self {
        Self {
            path: backup.path,
            create_time: Some(timestamp(backup.create_time)),
        }
    }
}

impl TryFrom<wire::Backup> for Backup {
    type Error = ConvertError;

    fn try_from(wire: wire::Backup) -> Result<Self, ConvertError> {
        Ok(Self {
            path: wire.path,
            create_time: time("backup.create_time", wire.create_time)?,
        })
    }
}
