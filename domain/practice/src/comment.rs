//! Comments: what a coach says of a moment or a stretch of a take.

use std::fmt;
use std::time::SystemTime;

use starling_speech::Span;

use crate::comment_kind::CommentKind;
use crate::lifecycle::Etag;
use crate::review::Author;
use crate::slug::Slug;
use crate::take::TakeId;
use crate::text::Text;
use crate::voice::Voice;

/// What is said of it; empty only where the comment says something otherwise.
pub type CommentText = Text<0, 5_000>;
/// What the interviewer evaluates or is warned by, in a sentence; empty for none.
pub type Criterion = Text<0, 1_000>;

/// What a coach says of a moment or a stretch of a take, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Which comment.
    pub id: CommentId,
    /// What it says.
    pub content: CommentContent,
    /// How it was spoken; none for a written one.
    pub voice: Option<Voice>,
    /// When its thread was settled; none while it is open, and for replies.
    pub resolve_time: Option<SystemTime>,
    /// Whether whoever sees it wrote it.
    pub is_own: bool,
    /// Whether whom the session belongs to wrote it.
    pub is_speakers: bool,
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

/// What a comment says. All but the span and the text never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentContent {
    /// Who says it.
    pub author: Author,
    /// What it is about; empty for a moment. That of a reply is its thread's.
    pub span: Span,
    /// What is said.
    pub text: CommentText,
    /// What it says in a word.
    pub kind: CommentKind,
    /// What the interviewer evaluates or is warned by, that was heard.
    pub criterion: Criterion,
    /// The comment that begins the thread; none for that one.
    pub reply_to: Option<CommentId>,
    /// Whether it came in a file, from the author that it names.
    pub is_imported: bool,
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

/// A comment that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommentError {
    /// It ends before it starts.
    #[error("must not be below the first sample {start}")]
    Span {
        /// Where it starts.
        start: u64,
    },
    /// It says nothing.
    #[error("must be 1 to 5000 characters where nothing else says what is meant")]
    Empty,
}

/// Refuses a span that ends before it starts.
///
/// # Errors
/// [`CommentError::Span`] for such a span.
pub fn check_span(span: Span) -> Result<Span, CommentError> {
    if span.start <= span.end {
        Ok(span)
    } else {
        Err(CommentError::Span { start: span.start })
    }
}

impl CommentContent {
    /// Refuses a comment that says nothing: a written one with no text, no kind and no criterion.
    ///
    /// # Errors
    /// [`CommentError::Empty`] for such a comment.
    pub fn check_says_something(&self, is_spoken: bool) -> Result<(), CommentError> {
        let is_marked = self.kind != CommentKind::Note || !self.criterion.is_empty();
        if is_spoken || is_marked || !self.text.is_empty() {
            Ok(())
        } else {
            Err(CommentError::Empty)
        }
    }

    /// The same with some fields changed; a reply stays where its thread is.
    ///
    /// # Errors
    /// [`CommentError`] where it would end before it starts, or say nothing.
    pub fn changed(self, change: CommentChange, is_spoken: bool) -> Result<Self, CommentError> {
        let span = match self.reply_to {
            Some(_) => self.span,
            None => check_span(Span {
                start: change.start.unwrap_or(self.span.start),
                end: change.end.unwrap_or(self.span.end),
            })?,
        };
        let changed = Self {
            span,
            text: change.text.unwrap_or(self.text),
            ..self
        };
        changed.check_says_something(is_spoken)?;
        Ok(changed)
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

    fn content() -> CommentContent {
        CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start: 10, end: 20 },
            text: CommentText::new("Here").unwrap(),
            kind: CommentKind::Note,
            criterion: Criterion::default(),
            reply_to: None,
            is_imported: false,
        }
    }

    #[track_caller]
    fn check(start: Option<u64>, end: Option<u64>, expected: Result<(u64, u64), CommentError>) {
        let text = None;
        let changed = content().changed(CommentChange { start, end, text }, false);
        let span = changed.map(|content| (content.span.start, content.span.end));
        assert_eq!(span, expected);
    }

    #[test]
    fn a_comment_never_ends_before_it_starts() {
        check(None, None, Ok((10, 20)));
        check(Some(20), None, Ok((20, 20)));
        check(Some(21), None, Err(CommentError::Span { start: 21 }));
        check(None, Some(9), Err(CommentError::Span { start: 10 }));
        check(Some(30), Some(40), Ok((30, 40)));
        check(Some(0), Some(u64::MAX), Ok((0, u64::MAX)));
    }

    #[test]
    fn a_reply_stays_where_its_thread_is() {
        let slug = |text| Slug::new(text).unwrap();
        let take = TakeId {
            session: slug("s"),
            take: slug("t"),
        };
        let comment = slug("c");
        let reply = CommentContent {
            reply_to: Some(CommentId { take, comment }),
            ..content()
        };
        let change = CommentChange {
            start: Some(30),
            end: Some(0),
            text: Some(CommentText::new("There").unwrap()),
        };
        let changed = reply.changed(change, false).unwrap();
        assert_eq!(changed.span, content().span);
        assert_eq!(changed.text.as_str(), "There");
    }

    #[test]
    fn a_comment_says_something() {
        let check = |kind, criterion, is_spoken, expected| {
            let content = CommentContent {
                kind,
                criterion: Criterion::new(criterion).unwrap(),
                ..content()
            };
            let change = CommentChange {
                text: Some(CommentText::default()),
                ..CommentChange::default()
            };
            assert_eq!(content.changed(change, is_spoken).map(drop), expected);
        };
        check(CommentKind::Note, "", false, Err(CommentError::Empty));
        check(CommentKind::Note, "", true, Ok(()));
        check(CommentKind::Note, "Composure", false, Ok(()));
        check(CommentKind::TooLong, "", false, Ok(()));
    }
}
