//! The library in service, which follows the files of its packs.

use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use notify_debouncer_mini::notify::{self, Error, RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{self as debouncer, DebounceEventResult, Debouncer, new_debouncer_opt};
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
        // Something may have changed after it was read and before it is watched.
        let _ = changed.try_send(());
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
        // A link inside a pack is an error, and may lead to the whole disk.
        let no_links = notify::Config::default().with_follow_symlinks(false);
        let config = debouncer::Config::default()
            .with_timeout(QUIET)
            .with_notify_config(no_links);
        let mut debouncer = new_debouncer_opt(config, on_change)?;
        let folders = self.config.packs.iter();
        for folder in folders.flat_map(|folder| linked_packs(folder).chain([folder.clone()])) {
            let watched = folder.canonicalize().map_err(Error::io);
            let watch =
                |folder: PathBuf| debouncer.watcher().watch(&folder, RecursiveMode::Recursive);
            if let Err(error) = watched.and_then(watch) {
                tracing::warn!("{} is not watched for changes: {error}", folder.display());
            }
        }
        Ok(debouncer)
    }

    /// Reads the packs again, and logs what has become wrong.
    async fn reload(&self) {
        let (config, before) = (self.config.clone(), self.library());
        let read = task::spawn_blocking(move || (load(&config, &before), before));
        let (after, before) = read.await.expect("reading packs does not panic");
        if after.is_as(&before) {
            // Its index stays.
            return;
        }
        let known: Vec<&PackError> = before.problems().collect();
        for problem in after.problems().filter(|problem| !known.contains(problem)) {
            tracing::error!("content pack not taken: {problem}");
        }
        self.library.send_replace(Arc::new(after));
    }
}

/// The packs in a folder that are links to where they really lie.
fn linked_packs(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_symlink() && path.is_dir())
}
