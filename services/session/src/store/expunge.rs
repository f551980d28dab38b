//! Removes things for good.

use std::future::Future;
use std::time::SystemTime;

use starling_practice::{Etag, Slug, TakeId};
use starling_proto::convert::Backup;

use super::{Owner, StoreError};

/// Expunges: what a call has named is hidden at once, and when it answers, nothing that the store has written holds any
/// of its bytes or texts. A call that fails, or a process that is killed, leaves it hidden, and the next call or
/// [`ExpungeStore::purge`] ends the work. Each gives the backups that may hold copies.
pub(crate) trait ExpungeStore {
    /// Removes a session with everything in it, deleted or not.
    fn expunge_session(
        &self,
        id: Slug,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<Vec<Backup>, StoreError>> + Send;

    /// Removes a take with everything on it, deleted or not.
    fn expunge_take(
        &self,
        id: TakeId,
        etag: Option<Etag>,
    ) -> impl Future<Output = Result<Vec<Backup>, StoreError>> + Send;

    /// Removes everything of an owner's.
    fn expunge_owner(
        &self,
        owner: Owner,
    ) -> impl Future<Output = Result<ExpungedOwner, StoreError>> + Send;

    /// Removes what has reached its purge time, ends what was begun, and forgets requests that are a day old. `gone` is
    /// told of each session as soon as nobody sees it any more; that a take goes shows nowhere, because it was deleted.
    fn purge(
        &self,
        now: SystemTime,
        gone: impl Fn(&Owner, &Slug) + Send + Sync,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// What was there of an owner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExpungedOwner {
    pub(crate) session_count: u64,
    pub(crate) backups: Vec<Backup>,
}
