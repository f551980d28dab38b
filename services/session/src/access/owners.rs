//! Whose a session is, remembered: owners never change.

use std::collections::HashMap;
use std::future::Future;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use starling_practice::Slug;

use crate::store::{Owner, StoreError};

/// How many owners are remembered at least; twice as many at most, of about 200 bytes each.
const MIN_REMEMBERED: usize = 4096;

/// The owners of the sessions that were asked for last.
#[derive(Debug, Clone, Default)]
pub(super) struct Owners {
    remembered: Arc<Mutex<Remembered>>,
}

/// Two generations: when the young one is full it becomes the old one, and what nobody has asked for since goes.
#[derive(Debug, Default)]
struct Remembered {
    young: HashMap<Slug, Owner>,
    old: HashMap<Slug, Owner>,
    /// Counts what was forgotten, so that an answer from before is not remembered after it.
    forgotten_count: u64,
}

impl Owners {
    /// Whose a session is, which `read` says where it is not remembered; none where there is none.
    pub(super) async fn of<R: Future<Output = Result<Option<Owner>, StoreError>>>(
        &self,
        session: &Slug,
        read: impl FnOnce(Slug) -> R,
    ) -> Result<Option<Owner>, StoreError> {
        let forgotten_count = {
            let mut remembered = self.lock();
            if let Some(owner) = remembered.get(session) {
                return Ok(Some(owner));
            }
            remembered.forgotten_count
        };
        let owner = read(session.clone()).await?;
        let mut remembered = self.lock();
        if let Some(owner) = &owner
            && remembered.forgotten_count == forgotten_count
        {
            remembered.insert(session.clone(), owner.clone());
        }
        Ok(owner)
    }

    /// Forgets a session that is gone.
    pub(super) fn forget(&self, session: &Slug) {
        let mut remembered = self.lock();
        remembered.young.remove(session);
        remembered.old.remove(session);
        remembered.forgotten_count += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remembered {
    fn get(&mut self, session: &Slug) -> Option<Owner> {
        if let Some(owner) = self.young.get(session) {
            return Some(owner.clone());
        }
        let (session, owner) = self.old.remove_entry(session)?;
        self.insert(session, owner.clone());
        Some(owner)
    }

    fn insert(&mut self, session: Slug, owner: Owner) {
        if self.young.len() >= MIN_REMEMBERED {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(session, owner);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{Ready, ready};

    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    /// A store that counts its reads, and has every session but `gone`.
    fn read(count: &Cell<usize>, session: Slug) -> Ready<Result<Option<Owner>, StoreError>> {
        count.set(count.get() + 1);
        let is_there = session.as_str() != "gone";
        ready(Ok(
            is_there.then(|| Owner::new(format!("owner of {session}")))
        ))
    }

    #[tokio::test]
    async fn an_owner_is_read_once() {
        let (owners, count) = (Owners::default(), Cell::new(0));
        let a = slug("a");
        let of_a = || owners.of(&a, |session| read(&count, session));
        for _ in 0..3 {
            assert_eq!(of_a().await.unwrap(), Some(Owner::new("owner of a")));
        }
        assert_eq!(count.get(), 1);
        owners.forget(&slug("a"));
        of_a().await.unwrap();
        assert_eq!(count.get(), 2);
    }

    #[tokio::test]
    async fn absence_is_not_remembered() {
        let (owners, count) = (Owners::default(), Cell::new(0));
        for _ in 0..2 {
            let gone = slug("gone");
            let owner = owners.of(&gone, |session| read(&count, session));
            assert_eq!(owner.await.unwrap(), None);
        }
        assert_eq!(count.get(), 2);
    }

    #[tokio::test]
    async fn memory_is_bounded_and_what_is_asked_for_stays() {
        let (owners, count) = (Owners::default(), Cell::new(0));
        for number in 0..5 * MIN_REMEMBERED {
            for session in ["busy", &format!("s{number}")] {
                let session = slug(session);
                let owner = owners.of(&session, |session| read(&count, session));
                owner.await.unwrap();
            }
        }
        let remembered = owners.lock();
        assert!(remembered.young.len() + remembered.old.len() <= 2 * MIN_REMEMBERED);
        assert_eq!(count.get(), 5 * MIN_REMEMBERED + 1);
    }

    /// Otherwise a session that is expunged during the read would be remembered for ever.
    #[tokio::test]
    async fn what_was_read_before_it_was_forgotten_is_not_remembered() {
        let (owners, count) = (Owners::default(), Cell::new(0));
        for expected in 1..3 {
            let read_and_forget = async |session| {
                let owner = read(&count, session).await;
                owners.forget(&slug("a"));
                owner
            };
            let owner = owners.of(&slug("a"), read_and_forget).await;
            assert_eq!(owner.unwrap(), Some(Owner::new("owner of a")));
            assert_eq!(count.get(), expected);
        }
    }
}
