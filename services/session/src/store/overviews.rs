//! Sessions and takes at a glance.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{ItemId, SessionFilter, SessionOverview, TakeId, TakeOverview};

use super::{Listed, Owner, Page, StoreError, TakesOf};

/// Reads what lists show. What is deleted is left out, and a page costs a few statements, however long it is.
pub(crate) trait OverviewStore {
    /// A page of an owner's sessions. So that a page takes bounded time, it may have fewer than asked for, or none, and
    /// still be followed by others.
    fn session_overviews(
        &self,
        owner: Owner,
        query: SessionQuery,
        viewer: Viewer,
        page: Page,
    ) -> impl Future<Output = Result<Listed<SessionOverview>, StoreError>> + Send;

    /// A page of takes, of a question or of all. Like a page of sessions.
    fn take_overviews(
        &self,
        of: TakesOf,
        question: Option<ItemId>,
        viewer: Viewer,
        page: Page,
    ) -> impl Future<Output = Result<Listed<TakeOverview>, StoreError>> + Send;

    /// One take.
    fn take_overview(
        &self,
        id: TakeId,
        viewer: Viewer,
    ) -> impl Future<Output = Result<TakeOverview, StoreError>> + Send;

    /// Whose which takes are that are incomplete and of which something has come lately, at most a few thousand.
    fn live_takes(
        &self,
        now: SystemTime,
    ) -> impl Future<Output = Result<Vec<(Owner, TakeId)>, StoreError>> + Send;
}

/// To whom things are shown, and when.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// What tells them from all others: an owner, or a share link.
    pub(crate) id: String,
    pub(crate) now: SystemTime,
}

/// Which sessions are listed.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionQuery {
    words: Vec<String>,
    pub(crate) filter: SessionFilter,
}

impl SessionQuery {
    /// Those that a filter lets through and in which all words of a text stand.
    pub(crate) fn new(text: &str, filter: SessionFilter) -> Self {
        let words = text.split_whitespace().map(str::to_lowercase);
        Self {
            words: words.collect(),
            filter,
        }
    }

    /// Whether it asks for words.
    pub(super) fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether all words stand in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }
}
