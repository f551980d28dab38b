//! Comments as an Audacity label track.

use super::{ReviewedTake, one_line, said};
use crate::comment::Comment;

/// `start<TAB>end<TAB>text` on each line, in seconds.
#[must_use]
pub fn labels(reviewed: ReviewedTake<'_>) -> String {
    let line = |comment: &Comment| {
        let content = &comment.content;
        let [start, end] = [content.span.start, content.span.end]
            .map(|sample| reviewed.sample_rate.seconds(sample));
        format!("{start:.6}\t{end:.6}\t{}\n", label(comment))
    };
    reviewed.in_order().into_iter().map(line).collect()
}

/// What a marker of a comment says, on one line: its author and what is said.
#[must_use]
pub fn label(comment: &Comment) -> String {
    let author = comment.content.author.as_str();
    one_line(&format!("{author}: {}", said(comment)))
}
