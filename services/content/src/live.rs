//! The library in service, which follows the files of its packs.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use notify_debouncer_mini::notify::{Error, RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use tokio::sync::{mpsc, watch};
use tokio::task;

use crate::library::Library;
use crate::load::load;
use crate::{Config, PackError};

/// Editors write a file in several steps; after this long with none, the packs are read.
const QUIET: Duration = Duration::from_millis(200);

/// The library in service.
#[derive(Debug)]
pub struct Content {
    config: Config,
    library: watch::Sender<Arc<Library>>,
}

impl Content {
    /// Reads the packs. A damaged one is left out whole; [`Library::problems`] says what is wrong with it.
    #[must_use]
    pub fn open(config: Config) -> Self {
        let library = load(&config, &Library::default());
        Self {
            config,
            library: watch::Sender::new(Arc::new(library)),
        }
    }

    /// The library as it is now.
    #[must_use]
    pub fn library(&self) -> Arc<Library> {
        self.library.borrow().clone()
    }

    /// The library now, and after each change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Arc<Library>> {
        self.library.subscribe()
    }

    /// Reads the packs again whenever one of their files changes, until `shutdown`; then every `Watch` ends.
    ///
    /// Where the system cannot watch a folder, its packs stay as they are; that is logged.
    pub async fn follow(self, shutdown: impl Future<Output = ()>) {
        // One change that waits stands for all that come before it is looked at.
        let (changed, mut changes) = mpsc::channel(1);
        let on_change = move |_: DebounceEventResult| {
            // An error means that one waits already, or that nobody looks any more.
            let _ = changed.try_send(());
        };
        let watched = self.watch_folders(on_change);
        if let Err(error) = &watched {
            tracing::warn!("content packs are not watched for changes: {error}");
        }
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                Some(()) = changes.recv() => self.reload().await,
            }
        }
    }

    fn watch_folders(
        &self,
        on_change: impl FnMut(DebounceEventResult) + Send + 'static,
    ) -> Result<Debouncer<RecommendedWatcher>, Error> {
        let mut debouncer = new_debouncer(QUIET, on_change)?;
        for folder in &self.config.packs {
            debouncer
                .watcher()
                .watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(debouncer)
    }

    /// Reads the packs again, and logs what has become wrong.
    async fn reload(&self) {
        let (config, before) = (self.config.clone(), self.library());
        let read = task::spawn_blocking(move || (load(&config, &before), before));
        let (after, before) = read.await.expect("reading packs does not panic");
        let known: Vec<&PackError> = before.problems().collect();
        for problem in after.problems().filter(|problem| !known.contains(problem)) {
            tracing::error!("content pack not taken: {problem}");
        }
        self.library.send_replace(Arc::new(after));
    }
}
