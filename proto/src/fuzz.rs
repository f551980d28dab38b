//! Anything that may come in, tried out: by cargo-fuzz with whatever it thinks of, by the tests with what it kept in
//! `tests/fuzz/corpus/`. Compiled for these two alone.

use std::fmt::Debug;

use prost::Message;
use prost_types::FieldMask;
use starling_practice::{
    Comment, CommentChange, CommentContent, CommentId, Consent, LinkTerms, Mark, Review,
    ReviewChange, ReviewContent, ReviewId, Score, Session, ShareLink, StoredReport, Take, TakeEnd,
};
use tonic::{Code, Status};

use crate::convert::{Backup, Chunk, ConvertError, Update, Upload, mask, retention};
use crate::error::CallError;
use crate::{name, page, session as wire};

type ReviewUpdate = Update<ReviewId, ReviewChange>;
type CommentUpdate = Update<CommentId, CommentChange>;

/// What a message can be read as; the first byte of the data chooses.
const KINDS: [fn(&[u8]); 21] = [
    there_and_back::<wire::TakeEnd, TakeEnd>,
    there_and_back::<wire::Consent, Consent>,
    there_and_back::<wire::Mark, Mark>,
    chunk,
    names,
    kept_for,
    there_and_back::<wire::Session, Session>,
    there_and_back::<wire::Take, Take>,
    there_and_back::<wire::Upload, Upload>,
    there_and_back::<wire::Report, StoredReport>,
    there_and_back::<wire::Score, Score>,
    there_and_back::<wire::Review, Review>,
    there_and_back::<wire::Review, ReviewContent>,
    there_and_back::<wire::UpdateReviewRequest, ReviewUpdate>,
    there_and_back::<wire::Comment, Comment>,
    there_and_back::<wire::Comment, CommentContent>,
    there_and_back::<wire::UpdateCommentRequest, CommentUpdate>,
    there_and_back::<wire::ShareLink, ShareLink>,
    there_and_back::<wire::ShareLink, LinkTerms>,
    there_and_back::<wire::Backup, Backup>,
    answer,
];

/// Reads data as a message, a name, or what a server says of a failure.
///
/// # Panics
/// Where a message is taken whose meaning does not come back the same.
pub fn message(data: &[u8]) {
    if let Some((kind, bytes)) = data.split_first() {
        KINDS[usize::from(*kind) % KINDS.len()](bytes);
    }
}

/// A message that is taken means the same when it is sent on. Texts are compared: in a score, something may be no
/// number, which equals nothing.
fn there_and_back<W, D>(bytes: &[u8])
where
    W: Message + Default + From<D>,
    D: TryFrom<W, Error = ConvertError> + Debug,
{
    let Ok(message) = W::decode(bytes) else {
        return;
    };
    let Ok(meant) = D::try_from(message) else {
        return;
    };
    let expected = format!("{meant:?}");
    let again = D::try_from(W::from(meant)).expect("what was read can be read again");
    assert_eq!(format!("{again:?}"), expected);
}

/// A chunk that is taken has bytes, and an end that can be counted.
fn chunk(bytes: &[u8]) {
    let chunk = wire::Chunk::decode(bytes).map(Chunk::try_from);
    if let Ok(Ok(chunk)) = chunk {
        assert!(chunk.end() > chunk.offset);
    }
}

/// A name that is taken for one has one spelling.
fn names(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let field = "name";
    let read = [
        name::parse_session(field, text).map(|id| name::session(&id)),
        name::parse_take(field, text).map(|id| name::take(&id)),
        name::parse_report(field, text).map(|(take, id)| name::report(&take, &id)),
        name::parse_review(field, text).map(|id| name::review(&id)),
        name::parse_comment(field, text).map(|id| name::comment(&id)),
        name::parse_share_link(field, text).map(|id| name::share_link(&id)),
        name::parse_any_item(field, text).map(|(collection, id)| name::item(collection, &id)),
    ];
    let read: Vec<_> = read.into_iter().flatten().collect();
    assert!(read.len() <= 1, "{read:?} are one name");
    assert!(read.iter().all(|written| written == text), "{read:?}");
}

/// What is asked for a session: how long it is kept, which of its fields change, how much of a list is shown.
fn kept_for(bytes: &[u8]) {
    if let Ok(request) = wire::CreateSessionRequest::decode(bytes) {
        let _ = retention("retention", request.retention);
    }
    if let Ok(request) = wire::ListSessionsRequest::decode(bytes)
        && let Ok(size) = page::size(request.page_size)
    {
        assert!((1..=200).contains(&size));
    }
    let allowed = ["title", "retention"];
    if let Ok(paths) = FieldMask::decode(bytes)
        && let Ok(fields) = mask("update_mask", Some(paths), &allowed)
    {
        assert!(
            !fields.is_empty()
                && fields.is_sorted_by_key(|field| allowed.iter().position(|one| one == field))
        );
    }
}

/// What a server says of a failure, in `grpc-status-details-bin`.
fn answer(bytes: &[u8]) {
    let details = bytes.to_vec().into();
    let error = CallError::from(Status::with_details(Code::Unavailable, "", details));
    assert_eq!(error.code, Code::Unavailable);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_corpus_is_read_to_its_end() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus/messages");
        let files: Vec<_> = fs::read_dir(folder).unwrap().collect();
        assert!(!files.is_empty());
        for file in files {
            super::message(&fs::read(file.unwrap().path()).unwrap());
        }
    }
}
