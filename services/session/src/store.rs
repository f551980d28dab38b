//! What the service keeps, whatever it is kept in: a narrow trait for each noun, implemented by each back end.
//!
//! Nothing is answered before it is durable.

mod comments;
#[cfg(test)]
pub(crate) mod conformance;
mod error;
mod expunge;
mod overviews;
mod owner;
mod page;
mod playback;
mod reports;
#[cfg(test)]
mod review_tests;
mod reviewer;
mod reviews;
mod sessions;
mod share_links;
mod sqlite;
mod takes;
#[cfg(test)]
mod tests;
mod uploads;

use std::future::Future;

pub(crate) use comments::{CommentStore, NewComment, NewVoice, Settled};
pub(crate) use error::{Noun, Quota, StorageError, StoreError};
pub(crate) use expunge::{ExpungeStore, ExpungedOwner};
pub(crate) use overviews::{OverviewStore, SessionQuery, Viewer};
pub(crate) use owner::Owner;
pub(crate) use page::{Listed, Page, Shown};
pub(crate) use playback::{PlaybackStore, TakeWaveform};
pub(crate) use reports::{NewReport, ReportStore};
pub(crate) use reviewer::Reviewer;
pub(crate) use reviews::{NewReview, ReviewStore};
pub(crate) use sessions::{SessionChange, SessionStore};
pub(crate) use share_links::{LinkAccess, NewAccess, ShareLinkStore};
pub(crate) use sqlite::SqliteStore;
pub use sqlite::{
    BackedUp, BackupError, Damage, Existing, ManifestError, Progress, RestoreError, Restored,
    SchemaError, StoreOpenError, Verification, VerifyError, backup, restore, verify,
};
pub(crate) use takes::{NewTake, TakeStore, TakesOf};
pub(crate) use uploads::{Durable, UploadError, UploadStore};

/// The bytes of a part.
pub(crate) const PART_SIZE: u64 = 8 * 1024 * 1024;

/// Everything that is stored.
pub(crate) trait Store:
    SessionStore
    + TakeStore
    + UploadStore
    + ReportStore
    + ReviewStore
    + CommentStore
    + OverviewStore
    + PlaybackStore
    + ExpungeStore
    + ShareLinkStore
    + Clone
    + Send
    + Sync
    + 'static
{
    /// Whether nothing can be stored any more, because the disk has failed or the store is closed.
    fn is_closed(&self) -> bool;

    /// Ends when nothing can be stored any more.
    fn closed(&self) -> impl Future<Output = ()> + Send;

    /// Finishes what is under way and closes the database.
    fn close(&self) -> impl Future<Output = ()> + Send;
}
