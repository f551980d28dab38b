//! Tells watchers what has changed, within this process.
//!
//! The database is the truth; what is told is a hint to look there again. So a change is told by its name, after its
//! commit, and whoever missed something is told to read everything anew.

mod pulse;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use starling_practice::{CommentId, Review, ReviewId, Slug, TakeId};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::broadcast::{Receiver, Sender};

use crate::store::{Owner, Reviewer};
pub(crate) use pulse::pulse;

/// Changes that wait for a busy watcher; one that misses some reads everything anew.
const MAX_WAITING: usize = 1024;
/// The most watches of an owner, or of a link.
const MAX_WATCHES: usize = 64;

/// What has changed, as it is told.
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    /// None once the server stops.
    sender: Arc<Mutex<Option<Sender<Told>>>>,
    /// How many watches each caller has.
    watches: Arc<Mutex<HashMap<String, usize>>>,
}

/// What is new, changed or gone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Session(Slug),
    Take(TakeId),
    Comment(CommentId),
    /// A review that was sent.
    Review(ReviewId),
    /// A review that only its author knows of.
    Draft {
        review: ReviewId,
        author: String,
    },
    /// All that an owner has.
    Everything,
}

/// What a watcher hears.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// What has changed, in no order, each once.
    Changes(Vec<Change>),
    /// Changes were missed.
    Missed,
    /// Nothing more is told: the server stops.
    Stopped,
}

/// What is watched.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Whose sessions.
    pub(crate) owner: Owner,
    /// Which of them; none for all.
    pub(crate) session: Option<Slug>,
}

/// Somebody who watches.
#[derive(Debug)]
pub(crate) struct Watcher {
    scope: Scope,
    receiver: Receiver<Told>,
    _watch: Watch,
}

/// Why nobody can watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WatchError {
    #[error("you have {MAX_WATCHES} watches already; end one of them")]
    TooMany,
    #[error("the server stops; watch again when it is back")]
    Stopped,
}

#[derive(Debug, Clone)]
struct Told {
    owner: Owner,
    change: Change,
}

/// One of a caller's watches, counted until it is dropped.
#[derive(Debug)]
struct Watch {
    caller: String,
    watches: Arc<Mutex<HashMap<String, usize>>>,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            sender: Arc::new(Mutex::new(Some(Sender::new(MAX_WAITING)))),
            watches: Arc::default(),
        }
    }
}

impl Changes {
    /// Tells of a change in an owner's sessions that is committed.
    pub(crate) fn tell(&self, owner: &Owner, change: Change) {
        if let Some(sender) = &*lock(&self.sender) {
            let owner = owner.clone();
            // An error means that nobody watches.
            let _ = sender.send(Told { owner, change });
        }
    }

    /// Watches from now on. `caller` tells whoever watches from all others.
    ///
    /// # Errors
    /// [`WatchError`] where the caller watches too often, or the server stops.
    pub(crate) fn watch(&self, scope: Scope, caller: String) -> Result<Watcher, WatchError> {
        let sender = lock(&self.sender);
        let sender = sender.as_ref().ok_or(WatchError::Stopped)?;
        let watch = self.count(caller).ok_or(WatchError::TooMany)?;
        Ok(Watcher {
            scope,
            receiver: sender.subscribe(),
            _watch: watch,
        })
    }

    /// Ends all watches, now and from now on.
    pub(crate) fn stop(&self) {
        *lock(&self.sender) = None;
    }

    /// Whether anybody watches.
    fn is_watched(&self) -> bool {
        lock(&self.sender)
            .as_ref()
            .is_some_and(|sender| sender.receiver_count() > 0)
    }

    fn count(&self, caller: String) -> Option<Watch> {
        let mut watches = lock(&self.watches);
        let count = watches.entry(caller.clone()).or_default();
        if *count == MAX_WATCHES {
            return None;
        }
        *count += 1;
        Some(Watch {
            caller,
            watches: Arc::clone(&self.watches),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watches = lock(&self.watches);
        if let Entry::Occupied(mut count) = watches.entry(std::mem::take(&mut self.caller)) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl Watcher {
    /// Waits for news of what is watched. May be dropped while it waits.
    pub(crate) async fn next(&mut self) -> News {
        loop {
            match self.receiver.recv().await {
                Ok(told) => {
                    let news = self.burst(told);
                    if news != News::Changes(Vec::new()) {
                        return news;
                    }
                }
                Err(RecvError::Lagged(_)) => return self.missed(),
                Err(RecvError::Closed) => return News::Stopped,
            }
        }
    }

    /// What was told, with whatever else waits.
    fn burst(&mut self, first: Told) -> News {
        let mut changes = Vec::new();
        let mut told = first;
        loop {
            if self.scope.has(&told) && !changes.contains(&told.change) {
                changes.push(told.change);
            }
            told = match self.receiver.try_recv() {
                Ok(told) => told,
                // That it was closed is heard the next time.
                Err(TryRecvError::Empty | TryRecvError::Closed) => return News::Changes(changes),
                Err(TryRecvError::Lagged(_)) => return self.missed(),
            };
        }
    }

    /// Passes over what waits: it will be in what is read anew.
    fn missed(&mut self) -> News {
        self.receiver = self.receiver.resubscribe();
        News::Missed
    }
}

impl Scope {
    fn has(&self, told: &Told) -> bool {
        let is_of = |session| told.change.session().is_none_or(|of| of == session);
        self.owner == told.owner && self.session.as_ref().is_none_or(is_of)
    }
}

impl Change {
    /// What is told of a review that its author has changed.
    pub(crate) fn of_review(review: &Review, author: Reviewer) -> Self {
        let id = review.id.clone();
        match review.send_time {
            Some(_) => Self::Review(id),
            None => Self::Draft {
                review: id,
                author: author.id,
            },
        }
    }

    /// The session that it is in; none for all.
    fn session(&self) -> Option<&Slug> {
        match self {
            Self::Session(id) => Some(id),
            Self::Take(id) => Some(&id.session),
            Self::Comment(id) => Some(&id.take.session),
            Self::Review(id) | Self::Draft { review: id, .. } => Some(&id.take.session),
            Self::Everything => None,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
