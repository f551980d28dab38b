//! Comments.

use prost_types::FieldMask;
use starling_practice::{
    Author, Comment, CommentChange, CommentContent, CommentId, CommentText, Etag, check_span,
};
use starling_speech::Span;

use super::{
    ConvertError, Update, checked, etag, mask, required, signed, time, timestamp, unsigned,
};
use crate::{name, session as wire};

const TEXT: &str = "text";
const START: &str = "start_sample";
const END: &str = "end_sample";

impl From<Comment> for wire::Comment {
    fn from(comment: Comment) -> Self {
        Self {
            name: name::comment(&comment.id),
            create_time: Some(timestamp(comment.create_time)),
            update_time: Some(timestamp(comment.update_time)),
            etag: comment.etag.as_str().to_owned(),
            ..comment.content.into()
        }
    }
}

impl TryFrom<wire::Comment> for Comment {
    type Error = ConvertError;

    fn try_from(wire: wire::Comment) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_comment("comment.name", &wire.name)?,
            create_time: time("comment.create_time", wire.create_time)?,
            update_time: time("comment.update_time", wire.update_time)?,
            etag: Etag::new(wire.etag.clone()),
            content: wire.try_into()?,
        })
    }
}

impl From<CommentContent> for wire::Comment {
    fn from(content: CommentContent) -> Self {
        Self {
            author: content.author.into(),
            start_sample: signed(content.span.start),
            end_sample: signed(content.span.end),
            text: content.text.into(),
            ..Self::default()
        }
    }
}

impl TryFrom<wire::Comment> for CommentContent {
    type Error = ConvertError;

    fn try_from(wire: wire::Comment) -> Result<Self, ConvertError> {
        let span = Span {
            start: start(wire.start_sample)?,
            end: end(wire.end_sample)?,
        };
        Ok(Self {
            author: checked("comment.author", Author::new(wire.author))?,
            span: checked("comment.end_sample", check_span(span))?,
            text: text(wire.text)?,
        })
    }
}

impl From<Update<CommentId, CommentChange>> for wire::UpdateCommentRequest {
    fn from(update: Update<CommentId, CommentChange>) -> Self {
        let CommentChange { start, end, text } = update.change;
        let changed = [
            text.is_some().then_some(TEXT),
            start.is_some().then_some(START),
            end.is_some().then_some(END),
        ];
        Self {
            comment: Some(wire::Comment {
                name: name::comment(&update.id),
                etag: update.etag.map_or_else(String::new, Into::into),
                start_sample: signed(start.unwrap_or_default()),
                end_sample: signed(end.unwrap_or_default()),
                text: text.map_or_else(String::new, Into::into),
                ..wire::Comment::default()
            }),
            update_mask: Some(FieldMask {
                paths: changed.into_iter().flatten().map(str::to_owned).collect(),
            }),
        }
    }
}

impl TryFrom<wire::UpdateCommentRequest> for Update<CommentId, CommentChange> {
    type Error = ConvertError;

    fn try_from(wire: wire::UpdateCommentRequest) -> Result<Self, ConvertError> {
        let comment = required("comment", wire.comment)?;
        let id = name::parse_comment("comment.name", &comment.name)?;
        let mask = mask("update_mask", wire.update_mask, &[TEXT, START, END])?;
        let changed = |field| mask.contains(&field);
        Ok(Self {
            id,
            etag: etag(comment.etag),
            change: CommentChange {
                start: changed(START)
                    .then(|| start(comment.start_sample))
                    .transpose()?,
                end: changed(END).then(|| end(comment.end_sample)).transpose()?,
                text: changed(TEXT).then(|| text(comment.text)).transpose()?,
            },
        })
    }
}

fn start(sample: i64) -> Result<u64, ConvertError> {
    unsigned("comment.start_sample", sample)
}

fn end(sample: i64) -> Result<u64, ConvertError> {
    unsigned("comment.end_sample", sample)
}

fn text(text: String) -> Result<CommentText, ConvertError> {
    checked("comment.text", CommentText::new(text))
}
