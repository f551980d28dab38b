//! Other programs read what was meant, whatever anybody writes.

use std::time::{Duration, SystemTime};

use expect_test::{Expect, expect};
use proptest::prelude::*;
use starling_speech::Analyzer;

use super::*;
use crate::budget::Budget;
use crate::comment::{CommentContent, CommentText, Criterion};
use crate::comment_kind::CommentKind;
use crate::format::{Fit, Format, FormatSection, Level};
use crate::lifecycle::{Etag, Lifecycle};
use crate::marks::{Mark, Place};
use crate::material::Question;
use crate::rating::{MissingEvidence, Point, Rating, Ratings};
use crate::review::{Author, NextStep, Note, ReviewContent, ReviewId};
use crate::slug::{SectionId, Slug};
use crate::take::TakeId;
use crate::voice::Voice;

const RATE: u32 = 8_000;

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn take() -> Take {
    let second = Duration::from_secs(1);
    let section = FormatSection {
        id: SectionId::new("result").unwrap(),
        title: String::new(),
        budget: Budget::new(second, second).unwrap(),
    };
    Take {
        id: TakeId {
            session: slug("s"),
            take: slug("t"),
        },
        question: Question {
            pack: slug("p"),
            id: slug("worst-day"),
            title: "The *worst* day".to_owned(),
            level: Level::L6,
            format: slug("f"),
            principles: Vec::new(),
            text: "Tell me about your worst day.".to_owned(),
            evaluated: Vec::new(),
            follow_ups: Vec::new(),
            red_flags: Vec::new(),
            source: String::new(),
        },
        format: Format::new(
            slug("p"),
            slug("f"),
            String::new(),
            Level::L6,
            vec![section],
        )
        .unwrap(),
        fit: Fit::Printed,
        end: None,
        consent: None,
        lifecycle: Lifecycle::new(at(0)),
    }
}

fn comment(id: &str, start: u64, end: u64, text: &str) -> Comment {
    Comment {
        id: CommentId {
            take: take().id,
            comment: slug(id),
        },
        content: CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start, end },
            text: CommentText::new(text).unwrap(),
            kind: CommentKind::Note,
            criterion: Criterion::default(),
            reply_to: None,
            is_imported: false,
        },
        voice: None,
        resolve_time: None,
        is_own: false,
        is_speakers: false,
        create_time: at(0),
        update_time: at(0),
        etag: Etag::of_revision(1),
    }
}

/// A thread with a reply, a moment that is spoken of, and a red flag, newest first.
fn comments() -> Vec<Comment> {
    let thread = comment("c1", 8_000, 12_000, "Who decided?\n\n--> <b>you</b> & who?");
    let mut reply = comment("c3", 8_000, 12_000, "=1+1\t\"I did\"");
    reply.content.reply_to = Some(thread.id.clone());
    reply.content.author = Author::new("Bo, the speaker").unwrap();
    let mut spoken = comment("c2", 4_000, 4_000, "");
    spoken.voice = Some(Voice::new(RATE, 16_000).unwrap());
    let mut flag = comment(
        "c4",
        40_000_000,
        40_000_001,
        "- not\r\n1. a list\n# nor a [title](x)",
    );
    flag.content.kind = CommentKind::RedFlag;
    flag.content.criterion = Criterion::new("Blames others").unwrap();
    flag.resolve_time = Some(at(9));
    vec![flag, reply, spoken, thread]
}

fn reviews() -> Vec<Review> {
    let rating = Rating {
        dimension: slug("depth"),
        point: Point::new(3).unwrap(),
        level: Some(Level::L7),
        missing_evidence: MissingEvidence::new("Whose idea | when?").unwrap(),
    };
    vec![Review {
        id: ReviewId {
            take: take().id,
            review: slug("r"),
        },
        content: ReviewContent {
            author: Author::new("Ann <ann@example.org>").unwrap(),
            note: Note::new("Good.\n\n1. Figures\n2. Names").unwrap(),
            next_step: NextStep::new("Breathe").unwrap(),
            ratings: Ratings::new(vec![rating]).unwrap(),
        },
        send_time: None,
        is_own: true,
        create_time: at(0),
        update_time: at(0),
        etag: Etag::of_revision(1),
    }]
}

/// Of two seconds of silence.
fn report() -> Report {
    let mut analyzer = Analyzer::new(SampleRate::new(RATE).unwrap());
    analyzer.push(&[0.0; 2 * RATE as usize]);
    let section = SectionId::new("result").unwrap();
    let mark = Mark {
        sample: 0,
        place: Place::Section(section),
    };
    let measures = analyzer.finish();
    let ended = "stopped".to_owned();
    crate::report::report(&take().format, Fit::Printed, &[mark], &measures, 0, ended).unwrap()
}

fn check(export: fn(ReviewedTake<'_>) -> String, expected: Expect) {
    expected.assert_eq(&exported(export, Some(&report()), &comments()));
}

fn exported(
    export: fn(ReviewedTake<'_>) -> String,
    report: Option<&Report>,
    comments: &[Comment],
) -> String {
    export(ReviewedTake {
        take: &take(),
        sample_rate: SampleRate::new(RATE).unwrap(),
        report,
        reviews: &reviews(),
        comments,
    })
}

#[test]
fn each_kind_of_file() {
    check(
        |m| labels(m).replace('\t', "→"),
        expect![[r#"
        0.500000→0.500000→Ann: (spoken)
        1.000000→1.500000→Ann: Who decided? --> <b>you</b> & who?
        1.000000→1.500000→Bo, the speaker: =1+1 "I did"
        5000.000000→5000.000125→Ann: Red flag: Blames others – - not 1. a list # nor a [title](x)
    "#]],
    );
    check(
        vtt,
        expect![[r#"
        WEBVTT

        00:00:00.500 --> 00:00:02.500
        Ann: (spoken)

        00:00:01.000 --> 00:00:01.500
        Ann: Who decided? --&gt; &lt;b&gt;you&lt;/b&gt; &amp; who?

        00:00:01.000 --> 00:00:01.500
        Bo, the speaker: =1+1 "I did"

        01:23:20.000 --> 01:23:22.000
        Ann: Red flag: Blames others – - not 1. a list # nor a [title](x)
    "#]],
    );
    check(
        |m| csv(m).replace('\r', "␍"),
        expect![[r#"
        start_s,end_s,author,kind,criterion,text,comment,thread,resolved,spoken␍
        0.500,0.500,"Ann",note,"","",c2,c2,no,yes␍
        1.000,1.500,"Ann",note,"","Who decided?

        --> <b>you</b> & who?",c1,c1,no,no␍
        1.000,1.500,"Bo, the speaker",note,"","'=1+1	""I did""",c3,c1,no,no␍
        5000.000,5000.000,"Ann",red_flag,"Blames others","'- not␍
        1. a list
        # nor a [title](x)",c4,c4,yes,no␍
    "#]],
    );
    check(
        markdown,
        expect![[r##"
            # The \*worst\* day

            > Tell me about your worst day.

            ## Sections

            | Section | Time | Band | Verdict |
            | --- | --- | --- | --- |
            | result | 2 s | 0 to 3 s | missing |

            Timing score: 0 of 100. No section has enough speech to score. Check the microphone, then tell the story once, aloud, from start to end.

            ## Reviews

            ### Ann \<ann@example.org\> (draft, not sent)

            Good.\
            1\. Figures\
            2\. Names

            **Next step:** Breathe

            | Dimension | Level | Point | Missing evidence |
            | --- | --- | --- | --- |
            | depth | L7 | 3 | Whose idea \| when? |

            ## Comments

            - **0:00** Ann: (spoken)
            - **0:01** Ann: Who decided?\
              \--\> \<b\>you\</b\> \& who?
              - Bo, the speaker: \=1+1 "I did"
            - **83:20** Ann (settled): Red flag: Blames others – - not\
              1\. a list\
              \# nor a \[title\](x)
        "##]],
    );
}

#[test]
fn no_comments_are_a_file_too() {
    assert_eq!(exported(labels, None, &[]), "");
    assert_eq!(exported(vtt, None, &[]), "WEBVTT\n");
    assert_eq!(exported(csv, None, &[]).lines().count(), 1);
}

proptest! {
    #[test]
    fn no_text_breaks_out(text in "(\\PC|[\n\r\t\0\u{1b}\"'<>&=|`*-]|-->){0,60}", start: u64, length: u32) {
        let comment = comment("c", start, start.saturating_add(u64::from(length)), &text);
        let comments = std::slice::from_ref(&comment);

        let steers = |file: &str| file.contains(|c: char| c.is_control() && !"\n\r\t".contains(c));
        for write in [labels, vtt, csv, markdown] {
            let file = exported(write, None, comments);
            prop_assert!(!steers(&file), "{:?}", file);
        }

        let labels = exported(labels, None, comments);
        prop_assert_eq!(labels.lines().count(), 1);
        prop_assert_eq!(labels.matches('\t').count(), 2);

        let vtt = exported(vtt, None, comments);
        prop_assert_eq!(vtt.matches("-->").count(), 1);
        prop_assert_eq!(vtt.lines().count(), 4);
        prop_assert!(!vtt.contains('<'));

        let csv = exported(csv, None, comments);
        let row = csv.split_once("\r\n").unwrap().1;
        // Outside of quotes there are nine commas and the end of the line.
        let outside: String = row.split('"').step_by(2).collect();
        prop_assert_eq!(outside.matches(',').count(), 9, "{}", row);
        prop_assert!(outside.ends_with("\r\n"));
        let (_, text) = row.split_once(",note,\"\",\"").unwrap();
        prop_assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", text);
    }
}
