//! The audit log: who touched whose session, and what became of links. `audit.jsonl` in the data directory, a line of
//! JSON for each; never a title, a label, a text or a token.
//!
//! A thread writes it, behind a bounded queue: calls never wait for it. What finds the queue full, or a disk that
//! refuses it, is counted, and the count is written as soon as something can be.

mod file;

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use serde::Serialize;
use starling_practice::{ShareLinkId, Slug};
use starling_proto::name;
use tonic::Code;

use super::clock::Clock;
use super::permit::Caller;
use crate::metrics;

use file::LogFile;

const FILE: &str = "audit.jsonl";
/// Entries of at most a few hundred bytes that wait.
const MAX_WAITING: usize = 4096;

/// Takes note of what happens. Clones write to the same log.
#[derive(Debug, Clone)]
pub(crate) struct Audit {
    clock: Clock,
    queue: SyncSender<Message>,
    lost_count: Arc<AtomicU64>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// What becomes of a share link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum LinkEvent {
    #[serde(rename = "link_created")]
    Created,
    #[serde(rename = "link_redeemed")]
    Redeemed,
    #[serde(rename = "link_revoked")]
    Revoked,
}

#[derive(Debug)]
enum Message {
    Entry(Entry),
    Close,
}

#[derive(Debug, Serialize)]
struct Entry {
    time: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What {
    Call {
        principal: &'static str,
        id: String,
        method: String,
        resource: String,
        code: String,
    },
    Link {
        event: LinkEvent,
        resource: String,
    },
    Refused {
        event: &'static str,
        reason: String,
    },
    Lost {
        lost_count: u64,
    },
}

impl Audit {
    /// Appends to the log of a data directory.
    ///
    /// # Errors
    /// Where the file cannot be opened, or the thread cannot be started.
    pub(crate) fn open(data_dir: &Path, clock: Clock) -> io::Result<Self> {
        Self::write_to(LogFile::open(&data_dir.join(FILE))?, clock)
    }

    fn write_to(file: LogFile, clock: Clock) -> io::Result<Self> {
        let (queue, messages) = sync_channel(MAX_WAITING);
        let lost_count = Arc::new(AtomicU64::new(0));
        let (lost, thread_clock) = (Arc::clone(&lost_count), clock.clone());
        let thread = thread::Builder::new()
            .name("session-audit".to_owned())
            .spawn(move || write(file, &messages, &lost, &thread_clock))?;
        Ok(Self {
            clock,
            queue,
            lost_count,
            thread: Arc::new(Mutex::new(Some(thread))),
        })
    }

    /// A call was let at a session, or was not.
    pub(super) fn call(&self, caller: &Caller, session: &Slug, code: Code) {
        self.note(What::Call {
            principal: caller.principal.kind(),
            id: caller.principal.id(),
            method: caller.method.to_string(),
            resource: name::session(session),
            code: format!("{code:?}"),
        });
    }

    /// Something became of a link.
    pub(super) fn link(&self, event: LinkEvent, id: &ShareLinkId) {
        let resource = name::share_link(id);
        self.note(What::Link { event, resource });
    }

    /// A link was not redeemed, for this reason.
    pub(super) fn link_refused(&self, reason: String) {
        metrics::LINKS_REFUSED.add(1);
        let event = "link_refused";
        self.note(What::Refused { event, reason });
    }

    fn note(&self, what: What) {
        let entry = Entry {
            time: text(self.clock.now()),
            what,
        };
        match self.queue.try_send(Message::Entry(entry)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.lost_count.fetch_add(1, Ordering::Relaxed);
                metrics::AUDIT_DROPPED.add(1);
            }
        }
    }

    /// Writes what waits, and ends the thread. It may block for as long as the disk does.
    pub(crate) fn close(&self) {
        // An error means that the thread has ended already.
        let _ = self.queue.send(Message::Close);
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(_)) = thread.take().map(JoinHandle::join) {
            tracing::error!("the thread that writes the audit log ended in a panic");
        }
    }
}

/// Writes entries until the queue is closed.
fn write(mut file: LogFile, messages: &Receiver<Message>, lost: &AtomicU64, clock: &Clock) {
    while let Ok(Message::Entry(entry)) = messages.recv() {
        append(&mut file, &entry, lost);
        let lost_count = lost.swap(0, Ordering::Relaxed);
        if lost_count > 0 {
            let what = What::Lost { lost_count };
            let time = text(clock.now());
            if !append(&mut file, &Entry { time, what }, lost) {
                // The note of the loss is not an entry, those it tells of are.
                lost.fetch_add(lost_count - 1, Ordering::Relaxed);
            }
        }
    }
}

/// Whether the entry is in the file; one that is not is counted.
fn append(file: &mut LogFile, entry: &Entry, lost: &AtomicU64) -> bool {
    let mut line = serde_json::to_vec(entry).expect("an entry has string keys and cannot fail");
    line.push(b'\n');
    let appended = file.append(&line);
    if let Err(error) = &appended {
        tracing::error!("the audit log cannot be written: {error}");
        lost.fetch_add(1, Ordering::Relaxed);
    }
    appended.is_ok()
}

/// RFC 3339, in UTC.
fn text(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time).map_or_else(|_| String::new(), |time| format!("{time:.3}"))
}

#[cfg(test)]
mod tests;
