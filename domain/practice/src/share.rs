//! Share links: how a speaker lets a coach in, without an account.

use std::fmt;
use std::num::NonZero;
use std::time::{Duration, SystemTime};

use crate::slug::Slug;
use crate::text::Text;

/// Whom a link is for, in the speaker's own words.
pub type LinkLabel = Text<0, 100>;

/// The longest that a link lasts: a year, also one with a 29 February in it.
const MAX_LIFE: Duration = Duration::from_secs(366 * 86_400);
const MAX_USE_COUNT: u32 = 1_000;

/// A link that lets somebody into a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareLink {
    /// Which link.
    pub id: ShareLinkId,
    /// What it was created with.
    pub terms: LinkTerms,
    /// When it was created.
    pub create_time: SystemTime,
    /// How often it was redeemed.
    pub use_count: u32,
    /// When it was last redeemed.
    pub last_use_time: Option<SystemTime>,
    /// When it was revoked.
    pub revoke_time: Option<SystemTime>,
}

/// Which link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShareLinkId {
    /// The session that it opens.
    pub session: Slug,
    /// The link's id within the session.
    pub link: Slug,
}

/// For whom, for what, how long and how often a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTerms {
    /// Whom it is for.
    pub label: LinkLabel,
    /// What it lets them do.
    pub role: LinkRole,
    /// When it ends.
    pub expire_time: SystemTime,
    /// How often it can be redeemed; none for any number of times.
    pub max_use_count: Option<NonZero<u32>>,
}

/// What a link lets somebody do with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkRole {
    /// Hear its takes; read its reports, reviews and comments.
    Listen,
    /// That, and review and comment.
    Comment,
}

/// Terms on which no link is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkTermsError {
    /// It would never open anything, or for too long.
    #[error("must be in the future, and at most 366 days from now")]
    ExpireTime,
    /// Too many uses to be counted for something.
    #[error("must be at most {MAX_USE_COUNT}; 0 for any number of times")]
    MaxUseCount,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// No link has this token.
    #[error("the link is not known here; ask for a new one")]
    Unknown,
    /// Its time is over.
    #[error("the link has expired; ask for a new one")]
    Expired,
    /// It was taken back.
    #[error("the link was revoked; ask for a new one")]
    Revoked,
    /// It was redeemed as often as it can be.
    #[error("the link was used as often as it may be; ask for a new one")]
    UsedUp,
}

impl ShareLink {
    /// Refuses a link that no longer opens anything, for whom it has let in before either.
    ///
    /// # Errors
    /// [`LinkRefusal`] for a link that is revoked or has expired.
    pub fn check_open(&self, now: SystemTime) -> Result<(), LinkRefusal> {
        if self.revoke_time.is_some() {
            Err(LinkRefusal::Revoked)
        } else if self.terms.expire_time <= now {
            Err(LinkRefusal::Expired)
        } else {
            Ok(())
        }
    }

    /// Refuses a link that lets nobody else in.
    ///
    /// # Errors
    /// [`LinkRefusal`] for a link that is revoked, has expired or is used up.
    pub fn check_redeemable(&self, now: SystemTime) -> Result<(), LinkRefusal> {
        self.check_open(now)?;
        match self.terms.max_use_count {
            Some(max) if self.use_count >= max.get() => Err(LinkRefusal::UsedUp),
            _ => Ok(()),
        }
    }
}

impl LinkTerms {
    /// Refuses terms on which no link is given at this time.
    ///
    /// # Errors
    /// [`LinkTermsError`] for an end in the past or more than a year ahead, or more than 1,000 uses.
    pub fn check(&self, now: SystemTime) -> Result<(), LinkTermsError> {
        let life = self.expire_time.duration_since(now).unwrap_or_default();
        if life.is_zero() || life > MAX_LIFE {
            Err(LinkTermsError::ExpireTime)
        } else if self
            .max_use_count
            .is_some_and(|max| max.get() > MAX_USE_COUNT)
        {
            Err(LinkTermsError::MaxUseCount)
        } else {
            Ok(())
        }
    }
}

impl LinkRole {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Listen, Self::Comment];

    /// The role in a word: `listen` or `comment`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::Comment => "comment",
        }
    }
}

impl fmt::Display for ShareLinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.session, self.link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);
    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn terms(life: Duration, max_use_count: u32) -> LinkTerms {
        LinkTerms {
            label: LinkLabel::new("").unwrap(),
            role: LinkRole::Listen,
            expire_time: NOW + life,
            max_use_count: NonZero::new(max_use_count),
        }
    }

    #[test]
    fn a_link_lasts_a_year_at_most() {
        #[track_caller]
        fn check(life: Duration, max_use_count: u32, expected: Result<(), LinkTermsError>) {
            assert_eq!(terms(life, max_use_count).check(NOW), expected);
        }
        check(Duration::from_nanos(1), 0, Ok(()));
        check(366 * DAY, 1_000, Ok(()));
        check(Duration::ZERO, 0, Err(LinkTermsError::ExpireTime));
        check(367 * DAY, 0, Err(LinkTermsError::ExpireTime));
        check(DAY, 1_001, Err(LinkTermsError::MaxUseCount));
        let ended = terms(Duration::ZERO, 0).check(NOW + DAY);
        assert_eq!(ended, Err(LinkTermsError::ExpireTime));
    }

    #[test]
    fn a_link_opens_until_it_ends() {
        let link = ShareLink {
            id: ShareLinkId {
                session: Slug::new("s").unwrap(),
                link: Slug::new("l").unwrap(),
            },
            terms: terms(DAY, 2),
            create_time: NOW,
            use_count: 1,
            last_use_time: None,
            revoke_time: None,
        };
        assert_eq!(link.check_redeemable(NOW), Ok(()));
        let at_its_end = NOW + DAY;
        assert_eq!(link.check_open(at_its_end), Err(LinkRefusal::Expired));
        assert_eq!(link.check_redeemable(at_its_end), Err(LinkRefusal::Expired));

        // It lets in nobody else; whom it has let in stays.
        let used_up = ShareLink {
            use_count: 2,
            ..link.clone()
        };
        assert_eq!(used_up.check_open(NOW), Ok(()));
        assert_eq!(used_up.check_redeemable(NOW), Err(LinkRefusal::UsedUp));

        let revoked = ShareLink {
            revoke_time: Some(NOW),
            ..link
        };
        assert_eq!(revoked.check_open(NOW), Err(LinkRefusal::Revoked));
        assert_eq!(
            revoked.check_redeemable(at_its_end),
            Err(LinkRefusal::Revoked)
        );
    }
}
