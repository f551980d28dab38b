//! Comments.

use prost_types::FieldMask;
use starling_practice::{
    Author, Comment, CommentChange, CommentContent, CommentId, CommentKind, CommentText, Criterion,
    Etag, Voice, check_span,
};
use starling_speech::Span;

use super::{
    ConvertError, Update, checked, etag, mask, optional_time, required, signed, signed_32, time,
    timestamp, unsigned,
};
use crate::{name, session as wire};

const TEXT: &str = "text";
const TEXT_FIELD: &str = "comment.text";
const START: &str = "start_sample";
const END: &str = "end_sample";

impl From<Comment> for wire::Comment {
    fn from(comment: Comment) -> Self {
        Self {
            name: name::comment(&comment.id),
            create_time: Some(timestamp(comment.create_time)),
            update_time: Some(timestamp(comment.update_time)),
            etag: comment.etag.as_str().to_owned(),
            voice: comment.voice.map(Into::into),
            resolve_time: comment.resolve_time.map(timestamp),
            is_own: comment.is_own,
            is_speakers: comment.is_speakers,
            ..comment.content.into()
        }
    }
}

impl TryFrom<wire::Comment> for Comment {
    type Error = ConvertError;

    fn try_from(wire: wire::Comment) -> Result<Self, ConvertError> {
        let comment = Self {
            id: name::parse_comment("comment.name", &wire.name)?,
            create_time: time("comment.create_time", wire.create_time)?,
            update_time: time("comment.update_time", wire.update_time)?,
            etag: Etag::new(wire.etag.clone()),
            voice: wire.voice.map(TryInto::try_into).transpose()?,
            resolve_time: optional_time("comment.resolve_time", wire.resolve_time)?,
            is_own: wire.is_own,
            is_speakers: wire.is_speakers,
            content: wire.try_into()?,
        };
        let says = comment
            .content
            .check_says_something(comment.voice.is_some());
        checked(TEXT_FIELD, says)?;
        Ok(comment)
    }
}

impl From<CommentContent> for wire::Comment {
    fn from(content: CommentContent) -> Self {
        Self {
            author: content.author.into(),
            start_sample: signed(content.span.start),
            end_sample: signed(content.span.end),
            text: content.text.into(),
            kind: kind_value(content.kind),
            criterion: content.criterion.into(),
            reply_to: content
                .reply_to
                .as_ref()
                .map_or_else(String::new, name::comment),
            is_imported: content.is_imported,
            ..Self::default()
        }
    }
}

/// Whether it says something depends on whether it is spoken, which is not known yet.
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
            kind: kind(wire.kind)?,
            criterion: checked("comment.criterion", Criterion::new(wire.criterion))?,
            reply_to: match wire.reply_to.as_str() {
                "" => None,
                thread => Some(name::parse_comment("comment.reply_to", thread)?),
            },
            is_imported: wire.is_imported,
        })
    }
}

impl From<Voice> for wire::Voice {
    fn from(voice: Voice) -> Self {
        Self {
            sample_rate_hertz: signed_32(voice.sample_rate().hertz()),
            sample_count: signed(voice.sample_count()),
        }
    }
}

impl TryFrom<wire::Voice> for Voice {
    type Error = ConvertError;

    fn try_from(wire: wire::Voice) -> Result<Self, ConvertError> {
        let rate = unsigned("voice.sample_rate_hertz", wire.sample_rate_hertz)?;
        let count = unsigned("voice.sample_count", wire.sample_count)?;
        checked("voice", Self::new(rate, count))
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
    checked(TEXT_FIELD, CommentText::new(text))
}

fn kind(value: i32) -> Result<CommentKind, ConvertError> {
    Ok(
        match checked("comment.kind", wire::CommentKind::try_from(value))? {
            wire::CommentKind::Unspecified => CommentKind::Note,
            wire::CommentKind::Strong => CommentKind::Strong,
            wire::CommentKind::Unclear => CommentKind::Unclear,
            wire::CommentKind::WeForI => CommentKind::WeForI,
            wire::CommentKind::NoFigure => CommentKind::NoFigure,
            wire::CommentKind::TooLong => CommentKind::TooLong,
            wire::CommentKind::RedFlag => CommentKind::RedFlag,
            wire::CommentKind::Signal => CommentKind::Signal,
        },
    )
}

fn kind_value(kind: CommentKind) -> i32 {
    let kind = match kind {
        CommentKind::Note => wire::CommentKind::Unspecified,
        CommentKind::Strong => wire::CommentKind::Strong,
        CommentKind::Unclear => wire::CommentKind::Unclear,
        CommentKind::WeForI => wire::CommentKind::WeForI,
        CommentKind::NoFigure => wire::CommentKind::NoFigure,
        CommentKind::TooLong => wire::CommentKind::TooLong,
        CommentKind::RedFlag => wire::CommentKind::RedFlag,
        CommentKind::Signal => wire::CommentKind::Signal,
    };
    kind.into()
}
