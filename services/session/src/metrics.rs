//! What the service counts of itself: every series by name, and the few lines that fill them.
//!
//! The calls are counted by the edge. Nothing here has a label that a client chooses.

use std::path::Path;
use std::time::{Duration, Instant};

use starling_edge::observe::series::{Counter, Gauge, Histogram, Series, Unit};

static ACKNOWLEDGED: Histogram = Histogram::new(
    "session_ack_seconds",
    Unit::Seconds,
    "from a received chunk to its being durable",
);
static UNACKNOWLEDGED: Gauge = Gauge::new(
    "session_unacknowledged_bytes",
    Unit::Bytes,
    "received and not durable yet",
);
static COMMIT: Histogram = Histogram::new(
    "session_commit_seconds",
    Unit::Seconds,
    "a transaction with its fsync",
);
static COMMIT_JOBS: Histogram = Histogram::new(
    "session_commit_jobs",
    Unit::Count,
    "changes that shared a transaction",
);
static COMMIT_SIZE: Histogram = Histogram::new(
    "session_commit_bytes",
    Unit::Bytes,
    "about what a transaction has written",
);
static CHECKPOINT: Histogram = Histogram::new(
    "session_checkpoint_seconds",
    Unit::Seconds,
    "moving the write-ahead log into the database",
);
/// A part that cannot be stored stays in the database, and is tried again.
pub(crate) static SPILL_FAILURES: Counter = Counter::new(
    "session_part_spill_failures_total",
    Unit::Count,
    "parts that could not be moved to the object store",
);
/// Set by whoever looks for them.
pub(crate) static ORPHAN_PARTS: Gauge = Gauge::new(
    "session_orphan_parts",
    Unit::Count,
    "objects that no take refers to, when last looked for",
);
static FREE: Gauge = Gauge::new(
    "session_free_bytes",
    Unit::Bytes,
    "free on the disk of the data directory, for this user",
);
/// Sampled.
pub(crate) static TAKES_OPEN: Gauge = Gauge::new(
    "session_takes_open",
    Unit::Count,
    "takes that have not ended",
);
/// Sampled.
pub(crate) static UPLOADS_OPEN: Gauge = Gauge::new(
    "session_uploads_open",
    Unit::Count,
    "uploads that are neither complete nor given up",
);
/// To be counted where a link is redeemed.
pub(crate) static LINKS_REFUSED: Counter = Counter::new(
    "session_share_link_redemptions_refused_total",
    Unit::Count,
    "share links that were shown and did not open",
);
/// To be counted where the audit log has no room.
pub(crate) static AUDIT_DROPPED: Counter = Counter::new(
    "session_audit_entries_dropped_total",
    Unit::Count,
    "accesses and changes that the audit log could not take",
);
const RESUMES: &str = "session_upload_resumes_total";
const RESUMES_HELP: &str = "uploads opened again, by reason";
static RETRIES: Counter =
    Counter::new(RESUMES, Unit::Count, RESUMES_HELP).with("reason", "same_request");
static NEW_WRITERS: Counter =
    Counter::new(RESUMES, Unit::Count, RESUMES_HELP).with("reason", "new_writer");
static REOPENED: Counter =
    Counter::new(RESUMES, Unit::Count, RESUMES_HELP).with("reason", "after_abort");

/// Why an upload that was there already is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resume {
    /// The answer to the same request was lost.
    SameRequest,
    /// The writer begins anew, or another takes over.
    NewWriter,
    /// It had been given up.
    AfterAbort,
}

/// Bytes that a client waits to hear of.
#[derive(Debug)]
pub(crate) struct Received {
    size: f64,
    since: Instant,
}

/// Shows every series, with its unit and its help. Call it once metrics are started, before anything is counted.
pub(crate) fn describe() {
    let series: [&dyn Series; 16] = [
        &ACKNOWLEDGED,
        &UNACKNOWLEDGED,
        &COMMIT,
        &COMMIT_JOBS,
        &COMMIT_SIZE,
        &CHECKPOINT,
        &SPILL_FAILURES,
        &ORPHAN_PARTS,
        &FREE,
        &TAKES_OPEN,
        &UPLOADS_OPEN,
        &LINKS_REFUSED,
        &AUDIT_DROPPED,
        &RETRIES,
        &NEW_WRITERS,
        &REOPENED,
    ];
    for series in series {
        series.describe();
    }
}

/// Counts a commit that made this many changes of about this many bytes.
pub(crate) fn commit(jobs: usize, size: usize, took: Duration) {
    COMMIT.record(took);
    COMMIT_JOBS.record(jobs as f64);
    COMMIT_SIZE.record(size as f64);
}

/// Counts a checkpoint.
pub(crate) fn checkpoint(took: Duration) {
    CHECKPOINT.record(took);
}

/// Counts an upload that is opened again.
pub(crate) fn resume(why: Resume) {
    match why {
        Resume::SameRequest => RETRIES.add(1),
        Resume::NewWriter => NEW_WRITERS.add(1),
        Resume::AfterAbort => REOPENED.add(1),
    }
}

/// Looks how much room is left on the disk of a path.
pub(crate) fn free_bytes(path: &Path) {
    #[cfg(unix)]
    if let Ok(disk) = rustix::fs::statvfs(path) {
        FREE.set(disk.f_bavail as f64 * disk.f_frsize as f64);
    }
}

impl Received {
    /// Counts bytes that came in. They wait until this is dropped.
    pub(crate) fn now(size: usize) -> Self {
        let size = size as f64;
        UNACKNOWLEDGED.add(size);
        let since = Instant::now();
        Self { size, since }
    }

    /// Counts how long it took until they were durable.
    pub(crate) fn acknowledge(self) {
        ACKNOWLEDGED.record(self.since.elapsed());
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        UNACKNOWLEDGED.subtract(self.size);
    }
}
