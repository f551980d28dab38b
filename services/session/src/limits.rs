//! How much is kept, and for how long.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much each owner may keep and each take may have, and how long what is deleted is kept. Numbers that are not given
/// are the default's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Sessions of an owner, deleted ones included.
    pub max_sessions: u64,
    /// Takes of an owner, deleted ones included.
    pub max_takes: u64,
    /// Bytes of audio of an owner.
    pub max_bytes: u64,
    /// Uploads of an owner that are neither complete nor given up.
    pub max_open_uploads: u64,
    /// Bytes of a take; no WAV file has more than 4 GiB.
    pub max_take_bytes: u64,
    /// Comments on a take, of everybody.
    pub max_take_comments: u64,
    /// Reviews of a take, of everybody, drafts included.
    pub max_take_reviews: u64,
    /// Seconds from a deletion on in which it can be undone.
    pub grace_seconds: u64,
    /// Bytes of the disk that are kept for takes that are under way: with less free, none is begun.
    pub reserve_bytes: u64,
    /// The same in hundredths of the disk, 0 to 100. The smaller of the two counts.
    pub reserve_percent: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_sessions: 1_000_000,
            max_takes: 1_000_000,
            max_bytes: 1 << 40,
            max_open_uploads: 10_000,
            max_take_bytes: 4 << 30,
            max_take_comments: 5_000,
            max_take_reviews: 500,
            grace_seconds: 30 * 86_400,
            reserve_bytes: 512 << 20,
            reserve_percent: 5,
        }
    }
}

impl Limits {
    /// How long a deletion can be undone.
    pub(crate) fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }
}
