//! Reviews, comments and share links: they come back as they went, and what breaks the contract is refused.

use std::num::NonZero;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use starling_practice::{
    Author, Comment, CommentChange, CommentContent, CommentId, CommentKind, CommentText, Criterion,
    Etag, Level, LinkLabel, LinkRole, LinkTerms, MissingEvidence, NextStep, Note, Point, Rating,
    Ratings, Review, ReviewChange, ReviewContent, ReviewId, ShareLink, ShareLinkId, Slug, TakeId,
    Voice,
};
use starling_speech::Span;

use super::{check, refused, survive};
use crate::convert::Update;
use crate::session as wire;

/// What browsers, shells and databases would stumble over.
const NASTY: &str = "<img src=x onerror=alert(1)>'; DROP TABLE reviews;--\0\u{202e}\r\n👩‍👩‍👧 🇨🇭 é";

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn take() -> TakeId {
    TakeId {
        session: slug("s"),
        take: slug("t"),
    }
}

fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::new(seconds, 123_456_789)
}

fn rating(dimension: &str, point: u8) -> Rating {
    Rating {
        dimension: slug(dimension),
        point: Point::new(point).unwrap(),
        level: None,
        missing_evidence: MissingEvidence::default(),
    }
}

fn ratings() -> Ratings {
    let at_l7 = Rating {
        level: Some(Level::L7),
        missing_evidence: MissingEvidence::new(NASTY).unwrap(),
        ..rating("depth", 2)
    };
    Ratings::new(vec![rating("depth", 1), rating("ownership", 5), at_l7]).unwrap()
}

fn review() -> Review {
    Review {
        id: ReviewId {
            take: take(),
            review: slug("r"),
        },
        content: ReviewContent {
            author: Author::new("Ann <ann@example.org>").unwrap(),
            note: Note::new(NASTY).unwrap(),
            next_step: NextStep::new("Breathe").unwrap(),
            ratings: ratings(),
        },
        send_time: Some(time(3)),
        is_own: true,
        create_time: time(1),
        update_time: time(2),
        etag: Etag::of_revision(2),
    }
}

fn review_update() -> Update<ReviewId, ReviewChange> {
    Update {
        id: review().id,
        etag: Some(Etag::of_revision(2)),
        change: ReviewChange {
            note: Some(Note::new("").unwrap()),
            next_step: None,
            ratings: Some(ratings()),
        },
    }
}

fn comment() -> Comment {
    Comment {
        id: CommentId {
            take: take(),
            comment: slug("c"),
        },
        content: CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start: 5, end: 9 },
            text: CommentText::new(NASTY).unwrap(),
            kind: CommentKind::Note,
            criterion: Criterion::default(),
            reply_to: None,
            is_imported: false,
        },
        voice: None,
        resolve_time: Some(time(4)),
        is_own: true,
        is_speakers: false,
        create_time: time(1),
        update_time: time(1),
        etag: Etag::of_revision(1),
    }
}

fn spoken_reply() -> Comment {
    let text = CommentText::default();
    Comment {
        content: CommentContent {
            reply_to: Some(comment().id),
            is_imported: true,
            text,
            ..comment().content
        },
        voice: Some(Voice::new(48_000, 96_000).unwrap()),
        resolve_time: None,
        is_own: false,
        is_speakers: true,
        ..comment()
    }
}

fn comment_update() -> Update<CommentId, CommentChange> {
    Update {
        id: comment().id,
        etag: None,
        change: CommentChange {
            start: None,
            end: Some(0),
            text: Some(CommentText::new("Here").unwrap()),
        },
    }
}

fn share_link() -> ShareLink {
    ShareLink {
        id: ShareLinkId {
            session: slug("s"),
            link: slug("l"),
        },
        terms: LinkTerms {
            label: LinkLabel::new("my coach").unwrap(),
            role: LinkRole::Comment,
            expire_time: time(100),
            max_use_count: NonZero::new(3),
        },
        create_time: time(1),
        use_count: 1,
        last_use_time: Some(time(2)),
        revoke_time: None,
    }
}

#[test]
fn each_comes_back_as_it_went() {
    check::<wire::Review, _>(review());
    check::<wire::UpdateReviewRequest, _>(review_update());
    check::<wire::Review, _>(Review {
        send_time: None,
        is_own: false,
        ..review()
    });
    check::<wire::Comment, _>(comment());
    check::<wire::Comment, _>(spoken_reply());
    for kind in CommentKind::ALL {
        let criterion = Criterion::new("Composure").unwrap();
        check::<wire::Comment, _>(Comment {
            content: CommentContent {
                kind,
                criterion,
                ..comment().content
            },
            ..comment()
        });
    }
    check::<wire::UpdateCommentRequest, _>(comment_update());
    check::<wire::ShareLink, _>(share_link());
    check::<wire::ShareLink, _>(ShareLink {
        terms: LinkTerms {
            label: LinkLabel::new("").unwrap(),
            role: LinkRole::Listen,
            max_use_count: None,
            ..share_link().terms
        },
        last_use_time: None,
        revoke_time: Some(time(3)),
        ..share_link()
    });
}

#[test]
fn a_star_changes_all_fields() {
    let mut request = wire::UpdateReviewRequest::from(review_update());
    request.update_mask.as_mut().unwrap().paths = vec!["*".to_owned()];
    let change = Update::<ReviewId, ReviewChange>::try_from(request).unwrap();
    let cleared = Some(NextStep::new("").unwrap());
    assert_eq!(change.change.next_step, cleared);
}

#[test]
fn what_the_mask_does_not_name_is_not_read() {
    let mut request = wire::UpdateCommentRequest::from(comment_update());
    let comment = request.comment.as_mut().unwrap();
    comment.start_sample = -1;
    comment.author = "x".repeat(101);
    assert_eq!(Update::try_from(request), Ok(comment_update()));
}

#[test]
fn a_broken_review_is_refused_by_its_field() {
    type W = wire::Review;
    refused(review(), "review.name", |w: &mut W| {
        w.name = "sessions/s/takes/t/comments/r".into()
    });
    for author in [String::new(), "x".repeat(101)] {
        refused(review(), "review.author", |w: &mut W| w.author = author);
    }
    refused(review(), "review.note", |w: &mut W| {
        w.note = "x".repeat(10_001)
    });
    refused(review(), "review.next_step", |w: &mut W| {
        w.next_step = "x".repeat(501)
    });
    refused(review(), "review.ratings", |w: &mut W| {
        w.ratings[1].dimension = "depth".into()
    });
    refused(review(), "rating.dimension", |w: &mut W| {
        w.ratings[0].dimension.clear()
    });
    for point in [i32::MIN, -1, 0, 6, 257, i32::MAX] {
        refused(review(), "rating.point", |w: &mut W| {
            w.ratings[0].point = point
        });
    }

    for level in [3, -1] {
        refused(review(), "rating.level", |w: &mut W| {
            w.ratings[0].level = level
        });
    }
    refused(review(), "rating.missing_evidence", |w: &mut W| {
        w.ratings[0].missing_evidence = "x".repeat(1_001)
    });
    refused(review(), "review.ratings", |w: &mut W| {
        w.ratings[0].level = 2
    });

    type U = wire::UpdateReviewRequest;
    refused(review_update(), "review", |w: &mut U| w.review = None);
    refused(review_update(), "update_mask", |w: &mut U| {
        w.update_mask = None
    });
    refused(review_update(), "update_mask", |w: &mut U| {
        let mask = w.update_mask.as_mut().unwrap();
        mask.paths.push("author".to_owned());
    });
}

#[test]
fn a_broken_comment_is_refused_by_its_field() {
    type W = wire::Comment;
    refused(comment(), "comment.name", |w: &mut W| w.name.clear());
    refused(comment(), "comment.author", |w: &mut W| w.author.clear());
    refused(comment(), "comment.start_sample", |w: &mut W| {
        w.start_sample = -1
    });
    for end in [i64::MIN, -1, 4] {
        refused(comment(), "comment.end_sample", |w: &mut W| {
            w.end_sample = end
        });
    }
    for text in [String::new(), "🦀".repeat(5_001)] {
        refused(comment(), "comment.text", |w: &mut W| w.text = text);
    }

    for kind in [-1, 8] {
        refused(comment(), "comment.kind", |w: &mut W| w.kind = kind);
    }
    refused(comment(), "comment.criterion", |w: &mut W| {
        w.criterion = "x".repeat(1_001)
    });
    refused(comment(), "comment.reply_to", |w: &mut W| {
        w.reply_to = "sessions/s/takes/t/reviews/c".into()
    });
    refused(spoken_reply(), "comment.text", |w: &mut W| w.voice = None);
    for (hertz, count) in [(7_999, 8_000), (48_001, 50_000), (8_000, 7_999)] {
        refused(spoken_reply(), "voice", |w: &mut W| {
            w.voice = Some(wire::Voice {
                sample_rate_hertz: hertz,
                sample_count: count,
            })
        });
    }

    type U = wire::UpdateCommentRequest;
    refused(comment_update(), "comment", |w: &mut U| w.comment = None);
    refused(comment_update(), "update_mask", |w: &mut U| {
        w.update_mask.as_mut().unwrap().paths.clear()
    });
}

#[test]
fn a_broken_share_link_is_refused_by_its_field() {
    type W = wire::ShareLink;
    refused(share_link(), "share_link.name", |w: &mut W| {
        w.name = "sessions/s/share_links/l".into()
    });
    refused(share_link(), "share_link.label", |w: &mut W| {
        w.label = "x".repeat(101)
    });
    for role in [0, 3, -1] {
        refused(share_link(), "share_link.role", |w: &mut W| w.role = role);
    }
    refused(share_link(), "share_link.expire_time", |w: &mut W| {
        w.expire_time = None
    });
    refused(share_link(), "share_link.max_use_count", |w: &mut W| {
        w.max_use_count = -1
    });
}

proptest! {
    #[test]
    fn damaged_messages_are_refused_or_taken_whole(
        damage in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4)
    ) {
        survive::<wire::Review, _>(review(), &damage)?;
        survive::<wire::UpdateReviewRequest, _>(review_update(), &damage)?;
        survive::<wire::Comment, _>(comment(), &damage)?;
        survive::<wire::Comment, _>(spoken_reply(), &damage)?;
        survive::<wire::UpdateCommentRequest, _>(comment_update(), &damage)?;
        survive::<wire::ShareLink, _>(share_link(), &damage)?;
    }
}
