//! Why the store does not do what it is asked to.

use std::fmt;

use rusqlite::ErrorCode;
use starling_practice::{CommentError, LinkRefusal};

use super::UploadError;

/// A request that the store refuses, or that its storage cannot fulfil.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("there is no {0} `{1}`")]
    NotFound(Noun, String),
    #[error("this request_id was sent before with other content; make a new one for a new request")]
    RequestIdReused,
    #[error("the {0} was changed meanwhile; read it again")]
    EtagMismatch(Noun),
    #[error("the {0} is deleted; undelete it first")]
    Deleted(Noun),
    #[error("the {0} is not deleted")]
    NotDeleted(Noun),
    #[error("{0} are there; delete some for good, or ask whoever runs the server for more")]
    Quota(Quota),
    #[error("the {0} that this request has made was removed since")]
    Removed(Noun),
    #[error("the {0} was written by somebody else, and only they can change it")]
    NotTheAuthor(Noun),
    #[error(transparent)]
    Comment(#[from] CommentError),
    #[error("must be a comment on this take that begins a thread")]
    NotAThread { field: &'static str },
    #[error("somebody has replied to the comment; only whom the session belongs to can remove it")]
    HasReplies,
    #[error("the take was finished with other content; record another take")]
    TakeFinished,
    #[error("the take is not finished; finish it first")]
    TakeUnfinished,
    #[error("{0}")]
    Marks(String),
    #[error(
        "this request_id has created a link before, and its token cannot be given again; revoke it, and create another one"
    )]
    LinkAlreadyCreated,
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quota {
    Sessions,
    Takes,
    Bytes,
    OpenUploads,
    /// On one take, as are the reviews.
    Comments,
    Reviews,
}

/// What can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Session,
    Take,
    Upload,
    Report,
    Review,
    Comment,
    ShareLink,
}

/// A failure below the store.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum StorageError {
    #[error("the server's disk is full; free some space there and try again")]
    DiskFull,
    /// What is left is for takes that are under way.
    #[error(
        "the server's disk is almost full, so no take is begun; free some space there and try again"
    )]
    DiskAlmostFull,
    #[error("the server's database is busy; try again")]
    Busy,
    /// The disk does not do its work: nothing that is written from now on can be trusted.
    #[error("the server's storage failed: {0}")]
    Failed(String),
    /// What was stored is not what is there now.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    #[error("the server is stopping; try again")]
    Closed,
    /// A mistake of our own.
    #[error("the server made a mistake: {0}")]
    Unexpected(String),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sqlite;
        match &error {
            Sqlite::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Self::DiskFull,
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly => Self::Failed(error.to_string()),
                _ => Self::Unexpected(error.to_string()),
            },
            Sqlite::FromSqlConversionFailure(..)
            | Sqlite::IntegralValueOutOfRange(..)
            | Sqlite::InvalidColumnType(..) => Self::Damaged(error.to_string()),
            _ => Self::Unexpected(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl StoreError {
    /// Whether the disk has failed, so that the store must stop.
    pub(crate) fn is_fatal(&self) -> bool {
        matches!(self, Self::Storage(StorageError::Failed(_)))
    }
}

impl Quota {
    /// Refuses more than there may be.
    pub(super) fn check(self, used: u64, max: u64) -> Result<(), StoreError> {
        if used > max {
            Err(StoreError::Quota(self))
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sessions => "all sessions that you may keep",
            Self::Takes => "all takes that you may keep",
            Self::Bytes => "all bytes of audio that you may keep",
            Self::OpenUploads => "all open uploads that you may keep",
            Self::Comments => "all comments that a take may have",
            Self::Reviews => "all reviews that a take may have",
        })
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Session => "session",
            Self::Take => "take",
            Self::Upload => "upload of",
            Self::Report => "report",
            Self::Review => "review",
            Self::Comment => "comment",
            Self::ShareLink => "share link",
        })
    }
}
