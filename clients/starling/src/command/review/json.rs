//! Reviews and comments for programs.

use jiff::Timestamp;
use serde::Serialize;
use starling_practice::{Comment, Ratings, Review};
use starling_proto::name;
use starling_speech::SampleRate;

use crate::coaching::{Coaching, Thread};

#[derive(Serialize)]
pub(super) struct CoachingJson<'a> {
    take: &'a str,
    name: String,
    question: &'a str,
    sample_rate_hertz: u32,
    reviews: Vec<ReviewJson<'a>>,
    threads: Vec<ThreadJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct ReviewJson<'a> {
    name: String,
    author: &'a str,
    is_own: bool,
    send_time: Option<Timestamp>,
    next_step: &'a str,
    note: &'a str,
    ratings: &'a Ratings,
}

#[derive(Serialize)]
struct ThreadJson<'a> {
    #[serde(flatten)]
    comment: CommentJson<'a>,
    replies: Vec<CommentJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct CommentJson<'a> {
    name: String,
    author: &'a str,
    is_own: bool,
    is_speakers: bool,
    is_imported: bool,
    create_time: Option<Timestamp>,
    start_sample: u64,
    end_sample: u64,
    start_s: f64,
    end_s: f64,
    kind: &'a str,
    criterion: &'a str,
    text: &'a str,
    spoken_s: Option<f64>,
    resolve_time: Option<Timestamp>,
}

pub(super) fn coaching<'a>(take: &'a str, coaching: &'a Coaching) -> CoachingJson<'a> {
    let rate = coaching.sample_rate;
    CoachingJson {
        take,
        name: name::take(&coaching.take.id),
        question: coaching.take.question.id.as_str(),
        sample_rate_hertz: rate.hertz(),
        reviews: coaching.reviews.iter().map(review).collect(),
        threads: { coaching.threads.iter() }
            .map(|thread| self::thread(thread, rate))
            .collect(),
    }
}

pub(super) fn review(review: &Review) -> ReviewJson<'_> {
    let content = &review.content;
    ReviewJson {
        name: name::review(&review.id),
        author: content.author.as_str(),
        is_own: review.is_own,
        send_time: review.send_time.and_then(|time| time.try_into().ok()),
        next_step: content.next_step.as_str(),
        note: content.note.as_str(),
        ratings: &content.ratings,
    }
}

fn thread(thread: &Thread, rate: SampleRate) -> ThreadJson<'_> {
    ThreadJson {
        comment: comment(&thread.comment, rate),
        replies: { thread.replies.iter() }
            .map(|reply| comment(reply, rate))
            .collect(),
    }
}

pub(super) fn comment(comment: &Comment, rate: SampleRate) -> CommentJson<'_> {
    let content = &comment.content;
    let seconds = |sample: u64, rate: SampleRate| sample as f64 / f64::from(rate.hertz());
    CommentJson {
        name: name::comment(&comment.id),
        author: content.author.as_str(),
        is_own: comment.is_own,
        is_speakers: comment.is_speakers,
        is_imported: content.is_imported,
        create_time: comment.create_time.try_into().ok(),
        start_sample: content.span.start,
        end_sample: content.span.end,
        start_s: seconds(content.span.start, rate),
        end_s: seconds(content.span.end, rate),
        kind: content.kind.as_str(),
        criterion: content.criterion.as_str(),
        text: content.text.as_str(),
        spoken_s: { comment.voice }.map(|voice| seconds(voice.sample_count(), voice.sample_rate())),
        resolve_time: comment.resolve_time.and_then(|time| time.try_into().ok()),
    }
}
