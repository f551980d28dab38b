//! Who writes reviews and comments, and whose they are.

use super::{Noun, StoreError};

/// Whoever reads, writes, changes or removes a review or a comment.
#[derive(Debug, Clone)]
pub(crate) struct Reviewer {
    /// What tells them from all others: a user, or a share link.
    pub(crate) id: String,
    /// Whether the session is theirs.
    pub(crate) is_owner: bool,
}

impl Reviewer {
    /// Whether they have written something.
    pub(super) fn wrote(&self, written_by: &str) -> bool {
        self.id == written_by
    }

    /// Refuses to change what somebody else has written.
    pub(super) fn check_may_change(&self, noun: Noun, written_by: &str) -> Result<(), StoreError> {
        if self.wrote(written_by) {
            Ok(())
        } else {
            Err(StoreError::NotTheAuthor(noun))
        }
    }

    /// Refuses to remove what somebody else has written of somebody else's take.
    pub(super) fn check_may_delete(&self, noun: Noun, written_by: &str) -> Result<(), StoreError> {
        if self.is_owner {
            return Ok(());
        }
        self.check_may_change(noun, written_by)
    }
}
