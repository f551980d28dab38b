//! Full-text search over the items of a library: SQLite's FTS5, in memory.
//!
//! Every word must be in an item; where no item has them all, any of them is enough. A word stands for its regular
//! forms too (`leading` for `leads`, but not for `led`), with accents or without; the last one may be unfinished.

mod documents;
mod index;
mod query;
mod snippet;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task;

pub(crate) use self::index::Index;
use crate::library::Library;

/// The index of a library, made at the first search: most runs of the program search for nothing.
///
/// One search at a time has it, off the threads that serve; the others wait without a thread.
#[derive(Debug, Default)]
pub(crate) struct LazyIndex(Arc<Mutex<Option<Index>>>);

/// SQLite cannot search.
#[derive(Debug, thiserror::Error)]
#[error("cannot search: {0}")]
pub(crate) struct SearchError(#[from] rusqlite::Error);

/// Asks the index of a library, off the threads that serve.
///
/// # Errors
/// [`SearchError`] where there cannot be an index.
pub(crate) async fn ask<T: Send + 'static>(
    library: Arc<Library>,
    question: impl FnOnce(&Index) -> T + Send + 'static,
) -> Result<T, SearchError> {
    let mut index = Arc::clone(&library.index().0).lock_owned().await;
    let answer = task::spawn_blocking(move || {
        let index = match &mut *index {
            Some(index) => index,
            empty => empty.insert(Index::new(library.all_contents(), index::MAX_TEXT)?),
        };
        Ok(question(index))
    });
    answer.await.expect("a search does not panic")
}
