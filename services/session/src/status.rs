//! Every error as a status: the one table of codes and reasons.

use std::collections::HashMap;
use std::time::Duration;

use starling_practice::{CommentError, LinkRefusal, ReportError, VoiceError};
use starling_proto::convert::ConvertError;
use starling_proto::error::{self, DOMAIN};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::analysis::AnalysisError;
use crate::content::ContentError;
use crate::store::{Noun, Quota, StorageError, StoreError, UploadError};

/// When to try again on a full disk.
const RETRY_DELAY: Duration = Duration::from_secs(10);
/// When to try again where there is too much: somebody has to delete something first.
const QUOTA_RETRY_DELAY: Duration = Duration::from_secs(60);

impl From<StoreError> for Status {
    fn from(error: StoreError) -> Self {
        let (code, reason) = match &error {
            StoreError::NotFound(noun, _) => (Code::NotFound, not_found(*noun)),
            StoreError::RequestIdReused => (Code::InvalidArgument, "REQUEST_ID_REUSED"),
            StoreError::EtagMismatch(_) => (Code::Aborted, "ETAG_MISMATCH"),
            StoreError::Deleted(_) => (Code::FailedPrecondition, "DELETED"),
            StoreError::NotDeleted(_) => (Code::FailedPrecondition, "NOT_DELETED"),
            StoreError::Quota(of) => return quota(*of, &error),
            StoreError::Removed(noun) => (Code::NotFound, not_found(*noun)),
            StoreError::NotTheAuthor(_) => (Code::PermissionDenied, "NOT_THE_AUTHOR"),
            StoreError::Comment(error) => return comment(*error).into(),
            StoreError::NotAThread { field } => return ConvertError::new(field, &error).into(),
            StoreError::HasReplies => (Code::FailedPrecondition, "HAS_REPLIES"),
            StoreError::TakeFinished => (Code::FailedPrecondition, "TAKE_FINISHED"),
            StoreError::TakeUnfinished => (Code::FailedPrecondition, "TAKE_UNFINISHED"),
            StoreError::Marks(_) => (Code::InvalidArgument, "MARKS_REFUSED"),
            StoreError::LinkAlreadyCreated => (Code::AlreadyExists, "LINK_ALREADY_CREATED"),
            StoreError::Link(error) => (Code::Unauthenticated, link(*error)),
            StoreError::Upload(refused) => return upload(refused),
            StoreError::Storage(failure) => return storage(failure),
        };
        error::status(code, reason, error.to_string())
    }
}

fn quota(of: Quota, error: &StoreError) -> Status {
    let reason = match of {
        Quota::Sessions | Quota::Takes | Quota::Bytes | Quota::OpenUploads => "QUOTA_EXCEEDED",
        Quota::Comments | Quota::Reviews => "TAKE_QUOTA_EXCEEDED",
    };
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    details.set_retry_info(Some(QUOTA_RETRY_DELAY));
    Status::with_error_details(Code::ResourceExhausted, error.to_string(), details)
}

fn not_found(noun: Noun) -> &'static str {
    match noun {
        Noun::Session => "SESSION_NOT_FOUND",
        Noun::Take => "TAKE_NOT_FOUND",
        Noun::Upload => "UPLOAD_NOT_FOUND",
        Noun::Report => "REPORT_NOT_FOUND",
        Noun::Review => "REVIEW_NOT_FOUND",
        Noun::Comment => "COMMENT_NOT_FOUND",
        Noun::ShareLink => "SHARE_LINK_NOT_FOUND",
    }
}

/// A comment that cannot be one.
pub(crate) fn comment(error: CommentError) -> ConvertError {
    let field = match error {
        CommentError::Span { .. } => "comment.end_sample",
        CommentError::Empty => "comment.text",
    };
    ConvertError::new(field, error)
}

/// Audio that is no spoken comment.
pub(crate) fn voice(error: &VoiceError) -> Status {
    error::status(Code::InvalidArgument, "AUDIO_UNREADABLE", error.to_string())
}

/// The reason why a link opens nothing.
pub(crate) fn link(error: LinkRefusal) -> &'static str {
    match error {
        LinkRefusal::Unknown => "LINK_UNKNOWN",
        LinkRefusal::Expired => "LINK_EXPIRED",
        LinkRefusal::Revoked => "LINK_REVOKED",
        LinkRefusal::UsedUp => "LINK_USED_UP",
    }
}

fn upload(error: &UploadError) -> Status {
    let (code, reason) = match error {
        UploadError::OffsetGap { .. } => (Code::OutOfRange, "OFFSET_GAP"),
        UploadError::BytesDiffer { .. } => (Code::FailedPrecondition, "BYTES_DIFFER"),
        UploadError::WriterSuperseded => (Code::Aborted, "WRITER_SUPERSEDED"),
        UploadError::Incomplete => (Code::FailedPrecondition, "UPLOAD_INCOMPLETE"),
        UploadError::Complete => (Code::FailedPrecondition, "UPLOAD_COMPLETE"),
        UploadError::Abandoned => (Code::FailedPrecondition, "UPLOAD_ABANDONED"),
        UploadError::SizeMismatch { .. } => (Code::FailedPrecondition, "SIZE_MISMATCH"),
        UploadError::HashMismatch => (Code::DataLoss, "TAKE_MISMATCH"),
        UploadError::TakeTooLong { .. } => (Code::OutOfRange, "TAKE_TOO_LONG"),
    };
    match error {
        UploadError::OffsetGap { next_offset } | UploadError::BytesDiffer { next_offset } => {
            error::status_with_offset(code, reason, error.to_string(), *next_offset)
        }
        _ => error::status(code, reason, error.to_string()),
    }
}

fn storage(error: &StorageError) -> Status {
    let (code, reason) = match error {
        StorageError::DiskFull => (Code::ResourceExhausted, "DISK_FULL"),
        StorageError::DiskAlmostFull => (Code::ResourceExhausted, "DISK_ALMOST_FULL"),
        StorageError::Busy => (Code::Unavailable, "STORAGE_BUSY"),
        StorageError::Failed(_) => (Code::Unavailable, "STORAGE_FAILED"),
        StorageError::Damaged(_) => (Code::DataLoss, "STORED_DATA_DAMAGED"),
        StorageError::Closed => (Code::Unavailable, "STOPPING"),
        StorageError::Unexpected(_) => (Code::Internal, "UNEXPECTED"),
    };
    if code != Code::Unavailable || matches!(error, StorageError::Failed(_)) {
        tracing::error!("{reason}: {error}");
    }
    let mut details = ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new());
    if let StorageError::DiskFull | StorageError::DiskAlmostFull = error {
        details.set_retry_info(Some(RETRY_DELAY));
    }
    Status::with_error_details(code, error.to_string(), details)
}

impl From<AnalysisError> for Status {
    fn from(error: AnalysisError) -> Self {
        let (code, reason) = match error {
            AnalysisError::Store(error) => return error.into(),
            AnalysisError::UploadIncomplete => (Code::FailedPrecondition, "UPLOAD_INCOMPLETE"),
            AnalysisError::Audio(_) => (Code::InvalidArgument, "AUDIO_UNREADABLE"),
            AnalysisError::Report(ReportError::Marks(_)) => {
                (Code::InvalidArgument, "MARKS_REFUSED")
            }
            AnalysisError::Report(ReportError::Fit(_)) => {
                (Code::FailedPrecondition, "FIT_UNAVAILABLE")
            }
        };
        error::status(code, reason, error.to_string())
    }
}

impl From<ContentError> for Status {
    fn from(error: ContentError) -> Self {
        let message = error.to_string();
        match error {
            ContentError::Away(_) => {
                error::status(Code::Unavailable, "CONTENT_UNAVAILABLE", message)
            }
            ContentError::Refused(refused) => error::status(refused.code, &refused.reason, message),
            ContentError::Broken(_) => error::status(Code::Internal, "CONTENT_BROKEN", message),
            ContentError::Fit(_) => {
                error::status(Code::FailedPrecondition, "FIT_UNAVAILABLE", message)
            }
        }
    }
}
