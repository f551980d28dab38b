//! Whose things are kept.

/// Somebody with sessions of their own, under a name that whoever knows them has given: `local` is the machine's own
/// user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Owner(String);

impl Owner {
    /// The owner of this name.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The machine's own user.
    pub(crate) fn local() -> Self {
        Self::new("local")
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
