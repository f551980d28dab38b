//! A connection without calls ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::sleep;

/// The calls of a connection.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A call that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay(Arc<Activity>);

impl Activity {
    pub(crate) fn begin(self: &Arc<Self>) -> UnderWay {
        self.begun.fetch_add(1, Ordering::Relaxed);
        UnderWay(Arc::clone(self))
    }

    /// Waits until there was no call for a while, at least `time` and at most twice as long.
    pub(crate) async fn idle(&self, time: Duration) {
        loop {
            let ended = self.ended.load(Ordering::Relaxed);
            sleep(time).await;
            if self.begun.load(Ordering::Relaxed) == ended {
                return;
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}
