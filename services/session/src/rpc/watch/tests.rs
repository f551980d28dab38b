//! What a client hears that reads, that does not, and that nobody has anything to tell.

use starling_practice::Slug;
use starling_proto::error::CallError;
use starling_proto::session::watch_response::Event as Wire;
use tempfile::TempDir;
use tokio::time::Instant;

use super::*;
use crate::store::{Owner, PART_SIZE, SqliteStore};
use crate::watch::Changes;

/// A watch of the machine's user.
struct Watched {
    _dir: TempDir,
    store: SqliteStore,
    changes: Changes,
    told: mpsc::Receiver<Told>,
}

impl Watched {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), PART_SIZE).unwrap();
        let changes = Changes::default();
        let scope = Scope {
            owner: Owner::local(),
            session: None,
        };
        let watcher = changes.watch(scope, "local".to_owned()).unwrap();
        let (events, told) = mpsc::channel(EVENTS_LEN + 1);
        let watching = Watching {
            store: store.clone(),
            reviewer: Reviewer {
                id: "local".to_owned(),
                is_owner: true,
            },
            events,
        };
        tokio::spawn(watching.run(watcher));
        Self {
            _dir: dir,
            store,
            changes,
            told,
        }
    }

    fn tell(&self, session: usize) {
        let id = Slug::new(&format!("s{session}")).unwrap();
        self.changes.tell(&Owner::local(), Change::Session(id));
    }

    async fn heard(&mut self) -> Wire {
        self.told.recv().await.unwrap().unwrap().event.unwrap()
    }

    async fn refused(&mut self) -> String {
        let status = self.told.recv().await.unwrap().unwrap_err();
        assert!(self.told.recv().await.is_none(), "that was the end");
        CallError::from(status).reason
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_watch_has_a_heartbeat() {
    let mut watched = Watched::start();
    let started = Instant::now();
    assert!(matches!(watched.heard().await, Wire::Ready(_)));
    for beats in 1..=3 {
        assert!(matches!(watched.heard().await, Wire::Heartbeat(_)));
        assert_eq!(started.elapsed().as_secs(), 15 * beats);
    }
    watched.tell(1);
    assert!(matches!(watched.heard().await, Wire::Session(name) if name == "sessions/s1"));
    assert_eq!(started.elapsed().as_secs(), 45);
    watched.store.close().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_cannot_follow_reads_anew() {
    let mut watched = Watched::start();
    assert!(matches!(watched.heard().await, Wire::Ready(_)));
    // As many as fit, and more than wait.
    for session in 0..3_000 {
        watched.tell(session);
        if session < 100 {
            tokio::task::yield_now().await;
        }
    }
    let mut heard = 0;
    while let Wire::Session(_) = watched.heard().await {
        heard += 1;
    }
    assert!((1..100).contains(&heard), "{heard}");
    watched.tell(0);
    assert!(matches!(watched.heard().await, Wire::Session(_)));
    watched.store.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_given_up() {
    let mut watched = Watched::start();
    for session in 0..100 {
        watched.tell(session);
    }
    // Time passes only while nobody has anything to do.
    tokio::time::sleep(PATIENCE * 2).await;
    for _ in 0..EVENTS_LEN {
        watched.heard().await;
    }
    assert_eq!(watched.refused().await, "CLIENT_TOO_SLOW");
    watched.store.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_watch_ends_when_the_server_stops() {
    let mut watched = Watched::start();
    watched.changes.stop();
    assert!(matches!(watched.heard().await, Wire::Ready(_)));
    assert_eq!(watched.refused().await, "STOPPING");
    watched.store.close().await;
}
