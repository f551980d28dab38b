//! Who calls.

use std::fmt;

use starling_practice::{LinkRole, ShareLinkId};

use crate::store::Owner;

/// OpenID Connect Core, section 2: a subject is at most 255 ASCII characters.
const MAX_SUBJECT_LEN: usize = 255;

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// The user whose process serves: in this process, through the Unix socket, or on loopback with the local token.
    Machine,
    /// Somebody an organisation's issuer vouches for.
    User { id: UserId, is_admin: bool },
    /// Whoever holds a share link.
    Link(LinkPrincipal),
}

/// What a share link makes of its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkPrincipal {
    pub(crate) link: ShareLinkId,
    pub(crate) role: LinkRole,
}

/// A user of an issuer: the issuer and the subject with a space between. Nobody else has the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UserId {
    text: String,
}

impl Principal {
    /// Under whom a new session is stored; none for a link, which makes no sessions.
    pub(crate) fn owner(&self) -> Option<Owner> {
        match self {
            Self::Machine => Some(Owner::local()),
            Self::User { id, .. } => Some(Owner::new(&id.text)),
            Self::Link(_) => None,
        }
    }

    /// What kind of principal it is, in the audit log.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::User { .. } => "user",
            Self::Link(_) => "link",
        }
    }

    /// What tells it from all others, of any kind: as which it writes reviews and comments.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Machine => Owner::local().as_str().to_owned(),
            Self::User { id, .. } => id.to_string(),
            // No issuer begins like this: each is a URL.
            Self::Link(link) => format!("link {}", link.link.link),
        }
    }
}

impl UserId {
    /// A user by issuer and subject; none for what no issuer may send, or what would be mistaken for another user.
    pub(crate) fn new(issuer: &str, subject: &str) -> Option<Self> {
        // Without spaces, the issuer ends at the first one.
        let is_issuer = issuer.contains("://") && issuer.bytes().all(|b| b.is_ascii_graphic());
        let is_subject = (1..=MAX_SUBJECT_LEN).contains(&subject.len())
            && subject.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        (is_issuer && is_subject).then(|| Self {
            text: format!("{issuer} {subject}"),
        })
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(issuer: &str, subject: &str) -> Option<String> {
        Some(UserId::new(issuer, subject)?.to_string())
    }

    #[test]
    fn a_user_is_mistaken_for_nobody() {
        let id = user("https://a.example", "ann").unwrap();
        assert_eq!(id, "https://a.example ann");
        assert_ne!(Some(&id), user("https://b.example", "ann").as_ref());
        // Neither of these is `https://a.example ann`, and none is `local` or a link.
        let refused = [
            ("", "ann"),
            ("local", ""),
            ("link", "l1"),
            ("https://a.example ann", "x"),
            ("https://a.example", ""),
            ("https://a.example", "ann\n"),
            ("https://a.example", "änn"),
            ("https://a.example", &"x".repeat(256)),
        ];
        for (issuer, subject) in refused {
            assert_eq!(user(issuer, subject), None, "{issuer} {subject}");
        }
    }
}
