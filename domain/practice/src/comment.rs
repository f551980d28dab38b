//! Comments: what a coach says of a moment or a stretch of a take.

use std::fmt;
use std::time::SystemTime;

use starling_speech::Span;

use crate::lifecycle::Etag;
use crate::review::Author;
use crate::slug::Slug;
use crate::take::TakeId;
use crate::text::Text;

/// What is said of it.
pub type CommentText = Text<1, 5_000>;

/// What a coach says of a moment or a stretch of a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Which comment.
    pub id: CommentId,
    /// What it says.
    pub content: CommentContent,
    /// When it was created.
    pub create_time: SystemTime,
    /// When it was last changed.
    pub update_time: SystemTime,
    /// Which state of it this is.
    pub etag: Etag,
}

/// Which comment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId {
    /// The take it is on.
    pub take: TakeId,
    /// The comment's id within the take.
    pub comment: Slug,
}

/// What a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentContent {
    /// Who says it; this never changes.
    pub author: Author,
    /// What it is about; empty for a moment.
    pub span: Span,
    /// What is said.
    pub text: CommentText,
}

/// New values for fields of a comment; none for a field that stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentChange {
    /// The first sample that it is about.
    pub start: Option<u64>,
    /// The sample after the last.
    pub end: Option<u64>,
    /// What is said.
    pub text: Option<CommentText>,
}

/// A comment that ends before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must not be below the first sample {start}")]
pub struct SpanError {
    start: u64,
}

/// Refuses a span that ends before it starts.
///
/// # Errors
/// [`SpanError`] for such a span.
pub fn check_span(span: Span) -> Result<Span, SpanError> {
    if span.start <= span.end {
        Ok(span)
    } else {
        Err(SpanError { start: span.start })
    }
}

impl CommentContent {
    /// The same with some fields changed.
    ///
    /// # Errors
    /// [`SpanError`] where it would end before it starts.
    pub fn changed(self, change: CommentChange) -> Result<Self, SpanError> {
        Ok(Self {
            author: self.author,
            span: check_span(Span {
                start: change.start.unwrap_or(self.span.start),
                end: change.end.unwrap_or(self.span.end),
            })?,
            text: change.text.unwrap_or(self.text),
        })
    }
}

impl fmt::Display for CommentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.take, self.comment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: Option<u64>, end: Option<u64>, expected: Result<(u64, u64), SpanError>) {
        let content = CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start: 10, end: 20 },
            text: CommentText::new("Here").unwrap(),
        };
        let text = None;
        let changed = content.changed(CommentChange { start, end, text });
        let span = changed.map(|content| (content.span.start, content.span.end));
        assert_eq!(span, expected);
    }

    #[test]
    fn a_comment_never_ends_before_it_starts() {
        check(None, None, Ok((10, 20)));
        check(Some(20), None, Ok((20, 20)));
        check(Some(21), None, Err(SpanError { start: 21 }));
        check(None, Some(9), Err(SpanError { start: 10 }));
        check(Some(30), Some(40), Ok((30, 40)));
        check(Some(0), Some(u64::MAX), Ok((0, u64::MAX)));
    }
}
