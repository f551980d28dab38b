//! Removes what nobody is to have any longer.

use std::time::{Duration, SystemTime};

use tokio::time::{MissedTickBehavior, interval};

use crate::store::ExpungeStore;

/// Time between two rounds. What was interrupted in the last process is ended in the first, at once.
const INTERVAL: Duration = Duration::from_secs(600);

/// Purges again and again.
pub(crate) async fn run(store: impl ExpungeStore) {
    let mut rounds = interval(INTERVAL);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = store.purge(SystemTime::now()).await {
            tracing::warn!("cannot purge: {error}");
        }
    }
}
