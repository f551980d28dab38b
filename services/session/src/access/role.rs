//! What a role lets somebody do.

use std::fmt;

use starling_practice::LinkRole;

/// What somebody is to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// Whose session it is.
    Owner,
    /// A coach whom the owner lets listen.
    Listener,
    /// A coach who may say something, too.
    Commenter,
    /// An organisation's administrator. Answers for what is kept and who is let in, and so may see that a session is
    /// there, erase it and close its links. Must not hear it: who practises for an interview would not speak freely
    /// if their employer listened.
    Admin,
}

/// What can be done with a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    /// See that it is there, with its title and times.
    See,
    /// Change its title and how long it is kept.
    Change,
    /// Delete it, bring it back, expunge it.
    Erase,
    /// Make and remove takes, upload their audio, have reports made.
    Record,
    /// Hear its audio; read its takes and reports.
    Hear,
    /// Read its reviews and comments.
    ReadReviews,
    /// Write reviews and comments, and change one's own.
    Review,
    /// Let somebody in with a link.
    Share,
    /// See who was let in, and revoke it.
    Revoke,
}

impl Role {
    /// The one table of who may do what with a session.
    pub(crate) fn may(self, action: Action) -> bool {
        use Action::*;
        match self {
            Self::Owner => true,
            Self::Listener => matches!(action, See | Hear | ReadReviews),
            Self::Commenter => action == Review || Self::Listener.may(action),
            Self::Admin => matches!(action, See | Erase | Revoke),
        }
    }
}

impl From<LinkRole> for Role {
    fn from(role: LinkRole) -> Self {
        match role {
            LinkRole::Listen => Self::Listener,
            LinkRole::Comment => Self::Commenter,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "owner",
            Self::Listener => "listener",
            Self::Commenter => "commenter",
            Self::Admin => "administrator",
        })
    }
}
