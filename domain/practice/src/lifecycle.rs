//! What becomes of a thing that is kept: it changes, is hidden, and one day it is gone.

use std::time::SystemTime;

/// When a stored thing was changed, and when it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// When it was created.
    pub create_time: SystemTime,
    /// When it was last changed.
    pub update_time: SystemTime,
    /// Which state of it this is.
    pub etag: Etag,
    /// When it was deleted: hidden, and kept until `purge_time`.
    pub delete_time: Option<SystemTime>,
    /// When it will be removed for good.
    pub purge_time: Option<SystemTime>,
}

/// Names a state of a thing: two states never have the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etag(String);

impl Etag {
    /// The state after so many changes; the first is 1.
    #[must_use]
    pub fn of_revision(revision: u64) -> Self {
        Self(format!("{revision:x}"))
    }

    /// An etag as somebody sent it.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Etag> for String {
    fn from(etag: Etag) -> Self {
        etag.0
    }
}

impl Lifecycle {
    /// That of a thing which is new.
    #[must_use]
    pub fn new(create_time: SystemTime) -> Self {
        Self {
            create_time,
            update_time: create_time,
            etag: Etag::of_revision(1),
            delete_time: None,
            purge_time: None,
        }
    }
}
