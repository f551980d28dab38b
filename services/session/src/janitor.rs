//! Removes what nobody is to have any longer, and what nobody refers to.

use std::time::{Duration, SystemTime};

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::access::{Access, Links};
use crate::store::{ExpungeStore as _, SqliteStore, StoreError};
use crate::watch::{Change, Changes};

/// Time between two purges. What was interrupted in the last process is ended in the first, at once.
const INTERVAL: Duration = Duration::from_secs(600);
/// Time between two sweeps, and the age of what they remove.
const DAY: Duration = Duration::from_secs(86_400);

/// Removes things from a store, and tells whom it concerns.
#[derive(Debug)]
pub(crate) struct Janitor {
    pub(crate) store: SqliteStore,
    pub(crate) access: Access<SqliteStore>,
    pub(crate) links: Links<SqliteStore>,
    pub(crate) changes: Changes,
}

impl Janitor {
    /// Purges again and again; sweeps if no other process has the store open, whose parts are not to be taken for
    /// orphans.
    pub(crate) async fn run(self, is_alone: bool) {
        let sweeping = async {
            if is_alone {
                sweep(&self.store).await;
            }
        };
        let purging = async {
            let mut rounds = rounds(INTERVAL);
            loop {
                rounds.tick().await;
                if let Err(error) = self.purge(SystemTime::now()).await {
                    tracing::warn!("cannot purge: {error}");
                }
            }
        };
        tokio::join!(purging, sweeping);
    }

    /// Removes what has reached its purge time. Whoever watches a session or came by a link to it hears that it is gone, as
    /// if somebody had removed it.
    async fn purge(&self, now: SystemTime) -> Result<(), StoreError> {
        let purged = self.store.purge(now, |owner, session| {
            self.access.forget(session);
            self.links.end_session(session);
            self.changes.tell(owner, Change::Session(session.clone()));
        });
        purged.await
    }
}

async fn sweep(store: &SqliteStore) {
    let mut rounds = rounds(DAY);
    loop {
        rounds.tick().await;
        match store.sweep(SystemTime::now(), DAY).await {
            Ok(count) => tracing::debug!("{count} orphans were removed"),
            Err(error) => tracing::warn!("cannot remove orphans: {error}"),
        }
    }
}

fn rounds(period: Duration) -> Interval {
    let mut rounds = interval(period);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    rounds
}

#[cfg(test)]
mod tests {
    use starling_practice::{Lifecycle, Session, Slug};
    use uuid::Uuid;

    use super::*;
    use crate::access::{Audit, Clock};
    use crate::store::{Owner, PART_SIZE, SessionStore as _, Store as _};
    use crate::watch::{News, Scope};

    #[tokio::test]
    async fn whoever_watches_is_told_of_the_end_of_a_retention() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
        let id = |text: &str| Slug::new(text).unwrap();
        for (number, name, retention) in [(1, "due", Some(DAY)), (2, "kept", None)] {
            let session = Session {
                id: id(name),
                title: String::new(),
                retention,
                lifecycle: Lifecycle::new(SystemTime::UNIX_EPOCH),
            };
            let created = store.create_session(Uuid::from_u128(number), Owner::local(), session);
            created.await.unwrap();
        }
        let audit = Audit::open(dir.path(), Clock::system()).unwrap();
        let janitor = Janitor {
            access: Access::new(store.clone(), audit.clone()),
            links: Links::new(store.clone(), Clock::system(), audit),
            changes: Changes::default(),
            store: store.clone(),
        };
        let scope = Scope {
            owner: Owner::local(),
            session: None,
        };
        let mut watcher = janitor.changes.watch(scope, "page".to_owned()).unwrap();
        let end = SystemTime::UNIX_EPOCH + DAY;
        janitor.purge(end - Duration::from_secs(1)).await.unwrap();
        assert!(store.session(id("due")).await.is_ok());
        janitor.purge(end).await.unwrap();
        assert!(store.session(id("due")).await.is_err());
        // Once, and of nothing else.
        janitor.purge(end).await.unwrap();
        janitor.changes.stop();
        let gone = Change::Session(id("due"));
        assert_eq!(watcher.next().await, News::Changes(vec![gone]));
        assert_eq!(watcher.next().await, News::Stopped);
        store.close().await;
    }
}
