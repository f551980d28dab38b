//! Notices which takes have fallen silent, and which are back: nobody calls for that.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use tokio::time::{MissedTickBehavior, interval};

use super::{Change, Changes};
use crate::store::OverviewStore;

/// Time between two looks.
const INTERVAL: Duration = Duration::from_secs(5);

/// Tells again and again of takes that have begun or ceased to come in, as long as somebody watches.
pub(crate) async fn pulse(store: impl OverviewStore, changes: Changes) {
    let mut rounds = interval(INTERVAL);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut live = HashSet::new();
    loop {
        rounds.tick().await;
        if !changes.is_watched() {
            continue;
        }
        match store.live_takes(SystemTime::now()).await {
            Ok(now) => {
                let now = now.into_iter().collect();
                for (owner, take) in live.symmetric_difference(&now) {
                    changes.tell(owner, Change::Take(take.clone()));
                }
                live = now;
            }
            Err(error) => tracing::warn!("cannot look for takes under way: {error}"),
        }
    }
}
