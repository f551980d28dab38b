//! Uploads beside each other, while the test injects its fault.

use std::{panic, sync::Arc, time::Duration};

use starling_tests::{running::PATIENCE, server::Entrance};
use tokio::{runtime::Runtime, task::JoinSet, time::timeout};

use crate::{
    ledger::Ledger,
    random::Random,
    uploader::{Uploader, Way},
};

/// Uploads that are under way.
pub(crate) struct Uploads {
    under_way: JoinSet<Uploader>,
    finished: Vec<Uploader>,
    runtime: Runtime,
}

impl Uploads {
    /// Starts an upload for each size in bytes; every third is unary, every other one live.
    pub(crate) fn start(
        sizes: &[u64],
        seed: u64,
        entrance: &Entrance,
        ledger: &Arc<Ledger>,
    ) -> Self {
        let runtime = Runtime::new().expect("the system has threads and sockets");
        let mut under_way = JoinSet::new();
        for (index, size) in sizes.iter().enumerate() {
            let way = if index % 3 == 2 {
                Way::Unary
            } else {
                Way::Stream
            };
            let random = Random::new(seed, index as u64 + 1);
            let uploader = Uploader::new(random, *size, way, index % 2 == 1, ledger.clone());
            under_way.spawn_on(uploader.upload(entrance.clone()), runtime.handle());
        }
        Self {
            under_way,
            finished: Vec::new(),
            runtime,
        }
    }

    /// Waits for so long; gives whether all takes are finished.
    pub(crate) fn finish_within(&mut self, time: Duration) -> bool {
        let finished = async {
            while let Some(finished) = self.under_way.join_next().await {
                match finished {
                    Ok(uploader) => self.finished.push(uploader),
                    Err(failure) => panic::resume_unwind(failure.into_panic()),
                }
            }
        };
        self.runtime
            .block_on(async { timeout(time, finished).await.is_ok() })
    }

    /// Waits until all takes are finished.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Vec<Uploader> {
        assert!(self.finish_within(PATIENCE), "the uploads do not end");
        self.finished
    }
}
