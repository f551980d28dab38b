//! What the services would answer, as bytes of their messages: for a page that has no server to ask.

use prost::Message as _;
use starling_practice::{Comment, Review, Rubric, StoredReport, Take};

use crate::{content, session};

/// A `starling.session.v1.Take`.
#[must_use]
pub fn take(take: Take) -> Vec<u8> {
    session::Take::from(take).encode_to_vec()
}

/// A `starling.session.v1.Report`.
#[must_use]
pub fn report(report: StoredReport) -> Vec<u8> {
    session::Report::from(report).encode_to_vec()
}

/// A `starling.session.v1.Comment`.
#[must_use]
pub fn comment(comment: Comment) -> Vec<u8> {
    session::Comment::from(comment).encode_to_vec()
}

/// A `starling.session.v1.Review`.
#[must_use]
pub fn review(review: Review) -> Vec<u8> {
    session::Review::from(review).encode_to_vec()
}

/// A `starling.content.v1.Rubric`.
#[must_use]
pub fn rubric(rubric: Rubric) -> Vec<u8> {
    content::Rubric::from(rubric).encode_to_vec()
}
