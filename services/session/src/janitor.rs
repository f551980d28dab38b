//! Removes what nobody is to have any longer, and what nobody refers to.

use std::time::{Duration, SystemTime};

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::store::{ExpungeStore as _, SqliteStore};

/// Time between two purges. What was interrupted in the last process is ended in the first, at once.
const INTERVAL: Duration = Duration::from_secs(600);
/// Time between two sweeps, and the age of what they remove.
const DAY: Duration = Duration::from_secs(86_400);

/// Purges again and again; sweeps if no other process has the store open, whose parts are not to be taken for orphans.
pub(crate) async fn run(store: SqliteStore, is_alone: bool) {
    let sweeping = async {
        if is_alone {
            sweep(&store).await;
        }
    };
    tokio::join!(purge(&store), sweeping);
}

async fn purge(store: &SqliteStore) {
    let mut rounds = rounds(INTERVAL);
    loop {
        rounds.tick().await;
        if let Err(error) = store.purge(SystemTime::now()).await {
            tracing::warn!("cannot purge: {error}");
        }
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
