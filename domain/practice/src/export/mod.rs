//! What is said of a take, as files for other programs. Every text in them may have been written by anybody.

mod csv;
mod labels;
mod markdown;
#[cfg(test)]
mod tests;
mod vtt;

pub use csv::csv;
pub use labels::{label, labels};
pub use markdown::markdown;
pub use vtt::vtt;

use starling_speech::{SampleRate, Span};

use crate::comment::{Comment, CommentId};
use crate::report::Report;
use crate::review::Review;
use crate::take::Take;

/// A take and all that is said of it: what a file is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReviewedTake<'a> {
    /// The take.
    pub take: &'a Take,
    /// Its rate, in which the comments count.
    pub sample_rate: SampleRate,
    /// The newest report, if there is one.
    pub report: Option<&'a Report>,
    /// The reviews.
    pub reviews: &'a [Review],
    /// The comments, in any order.
    pub comments: &'a [Comment],
}

impl<'a> ReviewedTake<'a> {
    /// The comments by what they are about, each thread together.
    fn in_order(&self) -> Vec<&'a Comment> {
        let mut comments: Vec<&Comment> = self.comments.iter().collect();
        comments.sort_by_key(|comment| {
            let Span { start, end } = comment.content.span;
            let is_reply = comment.content.reply_to.is_some();
            (start, end, thread(comment), is_reply, comment.create_time)
        });
        comments
    }
}

/// The comment that begins the thread.
fn thread(comment: &Comment) -> &CommentId {
    let reply_to = comment.content.reply_to.as_ref();
    reply_to.unwrap_or(&comment.id)
}

/// What a comment says, with what it says in a word before: `Red flag: Blames others – Who decided?`.
fn said(comment: &Comment) -> String {
    let content = &comment.content;
    let text = match content.text.as_str() {
        "" if comment.voice.is_some() => "(spoken)",
        text => text,
    };
    let criterion = content.criterion.as_str();
    let heading: Vec<&str> = [content.kind.title().unwrap_or_default(), criterion]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let parts = [heading.join(": "), text.to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" \u{2013} ")
}

/// Milliseconds from the beginning of the take.
fn milliseconds(sample: u64, rate: SampleRate) -> u128 {
    u128::from(sample) * 1_000 / u128::from(rate.hertz())
}

/// On one line, with nothing in it that is no visible character.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
