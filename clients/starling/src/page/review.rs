//! What coaches sent on a take.

use starling_practice::{Comment, Level, Rating, Review, Rubric};
use starling_speech::SampleRate;

use super::block::{Page, Run, Tone};
use crate::coaching::{Coaching, Thread};
use crate::command::links::minute;

/// The page of a take with its reviews, then its comments by time.
pub(crate) fn review(take: &str, coaching: &Coaching) -> Page {
    let question = &coaching.take.question;
    let level = format!("{:?}", question.level);
    let mut page = Page::new(&question.title, "reviews", Some(&level));
    page.remark(take);
    for review in &coaching.reviews {
        write_review(&mut page, review, &coaching.rubrics, question.level);
    }
    if !coaching.threads.is_empty() {
        page.heading("Comments", "");
    }
    for thread in &coaching.threads {
        page.gap();
        write_thread(&mut page, thread, coaching.sample_rate);
    }
    if coaching.reviews.is_empty() && coaching.threads.is_empty() {
        page.gap();
        page.remark(
            "No review and no comment yet. `starling share TAKE --role comment --for 7d` lets a coach in.",
        );
    }
    page
}

/// One comment alone, as it comes.
pub(crate) fn comment(comment: &Comment, rate: SampleRate) -> Page {
    let mut page = Page::default();
    let marker = format!("{:>7}  ", moment(comment.content.span.start, rate));
    let reply = comment.content.reply_to.is_some().then_some("a reply");
    write_comment(&mut page, &marker, comment, reply);
    page
}

/// One review alone, as it comes.
pub(crate) fn one_review(review: &Review, coaching: &Coaching) -> Page {
    let mut page = Page::default();
    let level = coaching.take.question.level;
    write_review(&mut page, review, &coaching.rubrics, level);
    page
}

fn write_review(page: &mut Page, review: &Review, rubrics: &[Rubric], of_question: Level) {
    let content = &review.content;
    let sent = match review.send_time {
        Some(time) => format!("review, sent {}", minute(time)),
        None => "review, a draft that only you see".to_owned(),
    };
    page.heading(content.author.as_str(), &sent);
    if !content.next_step.is_empty() {
        let words = [
            Run::new(Tone::Strong, "Do this next: "),
            Run::new(Tone::Plain, content.next_step.as_str()),
        ];
        page.push("", words.into());
        page.gap();
    }
    page.paragraphs(content.note.as_str());
    for level in [Level::L6, Level::L7] {
        let ratings = content.ratings.as_slice().iter();
        let ratings: Vec<&Rating> = ratings
            .filter(|rating| rating.level.unwrap_or(of_question) == level)
            .collect();
        if !ratings.is_empty() {
            page.gap();
            page.remark(&format!("as an {level:?}"));
        }
        for rating in ratings {
            write_rating(page, rating, rubrics);
        }
    }
}

fn write_rating(page: &mut Page, rating: &Rating, rubrics: &[Rubric]) {
    let dimensions = rubrics.iter().flat_map(|rubric| &rubric.dimensions);
    let dimension = { dimensions }.find(|dimension| dimension.id == rating.dimension);
    let title = dimension.map_or(rating.dimension.as_str(), |dimension| &dimension.title);
    let mut words = vec![Run::new(Tone::Plain, title)];
    let missing = rating.missing_evidence.as_str();
    if !missing.is_empty() {
        words.push(Run::new(
            Tone::Quiet,
            format!(" \u{2013} missing: {missing}"),
        ));
    }
    page.push(&format!("{} of 5  ", u8::from(rating.point)), words);
}

fn write_thread(page: &mut Page, thread: &Thread, rate: SampleRate) {
    let span = thread.comment.content.span;
    let until = (span.end > span.start).then(|| format!("to {}", moment(span.end, rate)));
    let marker = format!("{:>7}  ", moment(span.start, rate));
    write_comment(page, &marker, &thread.comment, until.as_deref());
    for reply in &thread.replies {
        write_comment(page, "         > ", reply, None);
    }
}

/// A comment: who, a few words of how it is meant, and what is said.
fn write_comment(page: &mut Page, marker: &str, comment: &Comment, note: Option<&str>) {
    let content = &comment.content;
    let spoken = comment.voice.map(|voice| {
        let seconds = voice.sample_count() / u64::from(voice.sample_rate().hertz());
        format!("spoken, {seconds} s")
    });
    let is_resolved = comment.resolve_time.is_some();
    let quiet = [
        note.map(str::to_owned),
        spoken,
        comment.is_speakers.then(|| "the speaker".to_owned()),
        content.is_imported.then(|| "from a file".to_owned()),
        is_resolved.then(|| "resolved".to_owned()),
    ];
    let quiet: Vec<String> = quiet.into_iter().flatten().collect();
    let mut words = vec![Run::new(Tone::Strong, content.author.as_str())];
    if !quiet.is_empty() {
        words.push(Run::new(Tone::Quiet, format!(" ({})", quiet.join(", "))));
    }
    let meant = [
        content.kind.title().unwrap_or_default(),
        content.criterion.as_str(),
    ];
    let meant: Vec<&str> = meant.into_iter().filter(|part| !part.is_empty()).collect();
    if !meant.is_empty() {
        words.push(Run::new(Tone::Care, format!("  {}", meant.join(": "))));
    }
    if !content.text.is_empty() {
        words.push(Run::new(
            Tone::Plain,
            format!("  {}", content.text.as_str()),
        ));
    }
    page.push(marker, words);
}

/// A moment of a take, such as `12:03.4`: never later than it is.
fn moment(sample: u64, rate: SampleRate) -> String {
    let tenths = u128::from(sample) * 10 / u128::from(rate.hertz());
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sample: u64, expected: &str) {
        assert_eq!(moment(sample, SampleRate::new(16_000).unwrap()), expected);
    }

    #[test]
    fn moments_are_told_to_the_tenth() {
        check(0, "0:00.0");
        check(1_599, "0:00.0");
        check(1_600, "0:00.1");
        check(959_999, "0:59.9");
        check(960_000, "1:00.0");
        check(16_000 * 3_600 * 2, "120:00.0");
    }
}
