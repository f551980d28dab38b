//! The one thread that writes. Whatever waits while a commit is under way shares the next one, and nothing is
//! answered before its commit has returned.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};
use tracing::Span;

use super::checkpoints::Checkpoints;
use super::location::Location;
use crate::metrics;
use crate::store::{StorageError, StoreError};

/// A commit carries at most this many jobs, and ends once it carries this many bytes.
const MAX_JOBS: usize = 64;
const MAX_SIZE: usize = 1024 * 1024;

/// Hands jobs to the writing thread.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// What a job will have led to when it is durable.
pub(super) struct Pending<T>(oneshot::Receiver<Result<T, StoreError>>);

/// What the thread works with.
struct Work {
    db: Connection,
    messages: mpsc::Receiver<Message>,
    checkpoints: Checkpoints,
}

enum Message {
    Job {
        size: usize,
        job: Box<dyn Job>,
        /// Of the call that waits for it.
        span: Span,
    },
    /// Not in a transaction.
    Alone(Box<dyn Job>),
    Close,
}

/// One change, all or nothing.
trait Job: Send {
    /// Makes the change; an error takes it back.
    fn run(&mut self, db: &Connection) -> Result<(), StoreError>;
    /// Tells how it went, once that is certain.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

impl Writer {
    /// Gives the connection that writes to a thread of its own.
    pub(super) fn start(db: Connection, location: &Location) -> std::io::Result<Self> {
        let (queue, messages) = mpsc::channel(MAX_JOBS);
        let work = Work {
            db,
            messages,
            checkpoints: Checkpoints::start(location.clone())?,
        };
        let thread = if location.is_simulated() {
            tokio::spawn(work.run_in_task());
            None
        } else {
            let thread = thread::Builder::new().name("session-writer".to_owned());
            Some(thread.spawn(|| work.run())?)
        };
        Ok(Self {
            queue,
            thread: Arc::new(Mutex::new(thread)),
        })
    }

    /// Queues a change of about `size` bytes. Changes are made in the order in which they are queued.
    pub(super) async fn submit<T: Send + 'static>(
        &self,
        size: usize,
        change: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Pending<T>, StoreError> {
        let (answer, pending) = oneshot::channel();
        let job = Box::new(Change {
            change: Some(change),
            outcome: None,
            answer,
        });
        self.queue
            .send(Message::Job {
                size,
                job,
                span: Span::current(),
            })
            .await
            .map_err(|_| StorageError::Closed)?;
        Ok(Pending(pending))
    }

    /// Queues work that cannot be done in a transaction.
    pub(super) async fn submit_alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Pending<T>, StoreError> {
        let (answer, pending) = oneshot::channel();
        let job = Box::new(Change {
            change: Some(work),
            outcome: None,
            answer,
        });
        self.queue
            .send(Message::Alone(job))
            .await
            .map_err(|_| StorageError::Closed)?;
        Ok(Pending(pending))
    }

    /// Whether nothing can be written any more.
    pub(super) fn is_closed(&self) -> bool {
        self.queue.is_closed()
    }

    /// Ends when nothing can be written any more.
    pub(super) async fn closed(&self) {
        self.queue.closed().await;
    }

    /// Does what is queued, then ends the thread.
    pub(super) async fn close(&self) {
        // An error means that the thread has ended already.
        let _ = self.queue.send(Message::Close).await;
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let joined = tokio::task::spawn_blocking(|| thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("the thread that writes ended in a panic");
            }
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(answered.unwrap_or_else(|_| Err(StorageError::Closed.into())))
    }
}

impl Work {
    /// Writes until the queue is closed and empty, or the disk has failed.
    ///
    /// After a failure nothing is tried again: what the system reports of a disk that failed once means nothing
    /// (the kernel drops the pages that it could not write). A new process begins from what is on the disk.
    fn run(mut self) {
        while let Some(first) = self.messages.blocking_recv() {
            if self.write(first).is_break() {
                return;
            }
        }
    }

    /// The same where there are no threads.
    async fn run_in_task(mut self) {
        while let Some(first) = self.messages.recv().await {
            if self.write(first).is_break() {
                return;
            }
        }
    }

    /// Writes what waits; breaks where nothing can be written any more.
    fn write(&mut self, first: Message) -> ControlFlow<()> {
        let mut jobs = Vec::new();
        let mut spans = Vec::new();
        let mut alone = None;
        let mut total_size = 0;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Job { size, job, span } => {
                    total_size += size;
                    jobs.push(job);
                    spans.push(span);
                }
                Message::Alone(job) => alone = Some(job),
                Message::Close => self.messages.close(),
            }
            let has_room = alone.is_none() && jobs.len() < MAX_JOBS && total_size < MAX_SIZE;
            next = has_room.then(|| self.messages.try_recv().ok()).flatten();
        }
        let mut committed = Ok(());
        if !jobs.is_empty() {
            let since = Instant::now();
            let span = tracing::debug_span!("commit", jobs = jobs.len(), size = total_size);
            committed = span.in_scope(|| commit(&mut self.db, &mut jobs));
            metrics::commit(jobs.len(), total_size, since.elapsed());
            for waiting in spans {
                waiting.follows_from(&span);
            }
        }
        for job in jobs {
            job.answer(committed.clone());
        }
        if let (Ok(()), Some(mut job)) = (&committed, alone) {
            committed = job.run(&self.db);
            job.answer(Ok(()));
        }
        match committed {
            Ok(()) => {
                if let Err(error) = self.checkpoints.note(total_size) {
                    tracing::error!("writing has ended: {error}");
                    return ControlFlow::Break(());
                }
            }
            Err(error) if error.is_fatal() => {
                tracing::error!("writing has ended: {error}");
                return ControlFlow::Break(());
            }
            Err(error) => tracing::warn!("a commit or a rewrite failed: {error}"),
        }
        ControlFlow::Continue(())
    }
}

/// Runs jobs in one transaction; one that fails takes back its own change only.
fn commit(db: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let mut transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in jobs {
        let savepoint = transaction.savepoint()?;
        match job.run(&savepoint) {
            Ok(()) => savepoint.commit()?,
            Err(error) => {
                drop(savepoint);
                // A full or failing disk may have made SQLite take back the whole transaction.
                if transaction.is_autocommit() || error.is_fatal() {
                    return Err(error);
                }
            }
        }
    }
    Ok(transaction.commit()?)
}

struct Change<C, T> {
    change: Option<C>,
    outcome: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<C, T> Job for Change<C, T>
where
    C: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, db: &Connection) -> Result<(), StoreError> {
        let change = self.change.take().expect("a job runs once");
        let outcome = change(db);
        let kept = outcome.as_ref().map(|_| ()).map_err(Clone::clone);
        self.outcome = Some(outcome);
        kept
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let Self {
            outcome, answer, ..
        } = *self;
        // Whoever asked may have gone; the change stays.
        let _ = answer.send(committed.and_then(|()| outcome.expect("a commit runs all its jobs")));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc;

    use super::*;
    use crate::store::sqlite::schema;

    #[tokio::test]
    async fn a_job_that_fails_takes_back_its_own_change_only() {
        let (dir, writer) = start();
        let jobs: [(&str, Outcome); 3] = [
            ("INSERT INTO kept VALUES ('one')", Ok(())),
            (
                "INSERT INTO kept VALUES ('two')",
                Err(StoreError::TakeFinished),
            ),
            ("INSERT INTO kept VALUES ('three')", Ok(())),
        ];
        let outcomes = in_one_commit(&writer, jobs).await;
        let [Ok(()), Err(StoreError::TakeFinished), Ok(())] = outcomes else {
            panic!("{outcomes:?}");
        };
        writer.close().await;
        assert_eq!(kept(dir.path()), ["one", "three"]);
    }

    /// SQLite takes the whole transaction back then, and what would follow would be outside of any.
    #[tokio::test]
    async fn a_disk_that_fills_up_refuses_the_whole_commit() {
        let (dir, writer) = start();
        let limit = |db: &Connection| Ok(db.execute_batch("PRAGMA max_page_count = 50")?);
        writer.submit(0, limit).await.unwrap().await.unwrap();
        let jobs: [(&str, Outcome); 3] = [
            ("INSERT INTO kept VALUES ('one')", Ok(())),
            ("INSERT INTO kept VALUES (hex(zeroblob(1000000)))", Ok(())),
            ("INSERT INTO kept VALUES ('three')", Ok(())),
        ];
        for outcome in in_one_commit(&writer, jobs).await {
            let Err(StoreError::Storage(StorageError::DiskFull)) = outcome else {
                panic!("{outcome:?}");
            };
        }
        let jobs = [("INSERT INTO kept VALUES ('four')", Ok(()))];
        let [Ok(())] = in_one_commit(&writer, jobs).await else {
            panic!("there is room for a little");
        };
        writer.close().await;
        assert_eq!(kept(dir.path()), ["four"]);
    }

    #[tokio::test]
    async fn what_was_queued_before_the_end_is_done() {
        let (dir, writer) = start();
        let mut pending = Vec::new();
        for _ in 0..200 {
            let insert = |db: &Connection| Ok(db.execute("INSERT INTO kept VALUES ('x')", [])?);
            pending.push(writer.submit(100_000, insert).await.unwrap());
        }
        writer.close().await;
        for pending in pending {
            pending.await.unwrap();
        }
        assert_eq!(kept(dir.path()).len(), 200);
        let late = writer.submit(0, |_| Ok(())).await;
        let Err(StoreError::Storage(StorageError::Closed)) = late.map(|_| ()) else {
            panic!("the queue is closed");
        };
    }

    type Outcome = Result<(), StoreError>;

    fn start() -> (tempfile::TempDir, Writer) {
        let dir = tempfile::tempdir().unwrap();
        let location = Location::file(dir.path().join("test.db"));
        let db = schema::open_writer(&location).unwrap();
        db.execute_batch("CREATE TABLE kept (name TEXT)").unwrap();
        (dir, Writer::start(db, &location).unwrap())
    }

    /// Runs statements that each end in an outcome, as jobs of one commit.
    async fn in_one_commit<const N: usize>(
        writer: &Writer,
        jobs: [(&'static str, Outcome); N],
    ) -> [Outcome; N] {
        // Holds a commit up, until all wait for the next.
        let (release, released) = mpsc::sync_channel(1);
        let (start, started) = oneshot::channel();
        let hold_up = move |_: &Connection| {
            start.send(()).expect("somebody waits for it");
            Ok(released.recv())
        };
        let held_up = writer.submit(0, hold_up).await;
        started.await.unwrap();
        let mut pending = Vec::new();
        for (sql, outcome) in jobs {
            let job = |db: &Connection| db.execute_batch(sql).map_err(Into::into).and(outcome);
            pending.push(writer.submit(0, job).await.unwrap());
        }
        release.send(()).unwrap();
        held_up.unwrap().await.unwrap().unwrap();
        let mut outcomes = Vec::new();
        for pending in pending {
            outcomes.push(pending.await);
        }
        outcomes.try_into().unwrap()
    }

    fn kept(dir: &Path) -> Vec<String> {
        let db = Connection::open(dir.join("test.db")).unwrap();
        let mut names = db.prepare("SELECT name FROM kept").unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        names.collect::<Result<_, _>>().unwrap()
    }
}
