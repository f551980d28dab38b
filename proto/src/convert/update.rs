//! What every change of a resource has in common.

use starling_practice::Etag;

/// A change of something that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update<I, C> {
    /// What is to change.
    pub id: I,
    /// The state that it must be in; none for any.
    pub etag: Option<Etag>,
    /// What it is to become.
    pub change: C,
}

/// Reads an etag: the empty one holds for any state.
#[must_use]
pub fn etag(text: String) -> Option<Etag> {
    (!text.is_empty()).then(|| Etag::new(text))
}
