//! Overviews and what a watch tells: they come back as they went, and what breaks the contract is refused.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;
use starling_practice::{
    Author, Caller, CallerRole, CommentId, Etag, ItemId, Level, Lifecycle, LinkRole, Place,
    Ratings, ReportOverview, ReviewId, ReviewOverview, SectionId, SectionScore, SegmentReport,
    Session, SessionFilter, SessionOverview, Slug, TakeId, TakeOverview, TakeState, Verdict,
};
use starling_speech::{SampleRate, Span};

use super::{check, refused, sent, survive};
use crate::convert::{Event, event, session_filter};
use crate::session as wire;

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::new(seconds, 123_456_789)
}

fn take_id() -> TakeId {
    TakeId {
        session: slug("s"),
        take: slug("t"),
    }
}

fn report() -> ReportOverview {
    let rate = SampleRate::new(48_000).unwrap();
    let section = || SectionId::new("result").unwrap();
    let span = Span { start: 5, end: 500 };
    ReportOverview {
        sample_rate_hertz: 48_000,
        sample_count: 96_000,
        segments: vec![SegmentReport::new(
            Place::Section(section()),
            span,
            400,
            rate,
        )],
        sections: vec![SectionScore {
            section: section(),
            elapsed_s: 1.5,
            speech_s: 1.0,
            low_s: 1.0,
            high_s: 2.0,
            score: 100.0,
            verdict: Verdict::OnTime,
        }],
        timing_score: 87.5,
    }
}

fn ratings() -> Ratings {
    let rating = wire::Rating {
        dimension: "depth".to_owned(),
        point: 4,
        ..wire::Rating::default()
    };
    Ratings::new(vec![rating.try_into().unwrap()]).unwrap()
}

fn take() -> TakeOverview {
    TakeOverview {
        id: take_id(),
        create_time: time(1),
        question: ItemId {
            pack: slug("p"),
            id: slug("q"),
        },
        question_title: "<b>A failure".to_owned(),
        level: Level::L7,
        format_title: "Two minutes".to_owned(),
        state: TakeState::Reported,
        report: Some(report()),
        is_heard: true,
        thread_count: 3,
        unanswered_comment_count: 2,
        reviews: vec![ReviewOverview {
            author: Author::new("Ann").unwrap(),
            send_time: time(2),
            ratings: ratings(),
        }],
    }
}

fn session() -> SessionOverview {
    SessionOverview {
        session: Session {
            id: slug("s"),
            title: "Monday".to_owned(),
            retention: None,
            lifecycle: Lifecycle {
                etag: Etag::of_revision(3),
                ..Lifecycle::new(time(1))
            },
        },
        take_count: 4,
        unheard_take_count: 3,
        unanswered_comment_count: 2,
        review_count: 1,
        is_live: true,
        latest_take: Some(take()),
    }
}

#[test]
fn overviews_come_back_as_they_went() {
    check::<wire::SessionOverview, _>(session());
    check::<wire::SessionOverview, _>(SessionOverview {
        latest_take: None,
        ..session()
    });
    for state in [
        TakeState::Interrupted,
        TakeState::Recording,
        TakeState::Uploading,
        TakeState::Stored,
        TakeState::Damaged,
    ] {
        check::<wire::TakeOverview, _>(TakeOverview {
            state,
            report: None,
            reviews: Vec::new(),
            ..take()
        });
    }
    for filter in [
        SessionFilter::Any,
        SessionFilter::Unheard,
        SessionFilter::Unanswered,
        SessionFilter::OverTime,
        SessionFilter::Live,
        SessionFilter::Reviewed,
    ] {
        let sent = wire::SessionFilter::from(filter).into();
        assert_eq!(session_filter(sent), Ok(filter));
    }
    assert!(session_filter(99).is_err());
}

#[test]
fn who_calls_comes_back_as_it_went() {
    let caller = |role| Caller {
        id: "local".to_owned(),
        role,
    };
    let owner = caller(CallerRole::Owner);
    check::<wire::GetCallerResponse, _>(owner.clone());
    for role in [LinkRole::Listen, LinkRole::Comment] {
        let session = slug("s");
        check::<wire::GetCallerResponse, _>(caller(CallerRole::Link { session, role }));
    }
    type Answer = wire::GetCallerResponse;
    refused(owner.clone(), "caller.id", |wire: &mut Answer| {
        wire.id.clear()
    });
    refused(owner.clone(), "caller.role", |wire: &mut Answer| {
        wire.role = 0
    });
    let role = wire::CallerRole::Listener.into();
    refused(owner, "caller.session", |wire: &mut Answer| {
        wire.role = role
    });
}

#[test]
fn an_overview_that_breaks_the_contract_is_refused() {
    type Take = wire::TakeOverview;
    refused(take(), "take_overview.name", |wire: &mut Take| {
        wire.name.clear()
    });
    refused(take(), "take_overview.question", |wire: &mut Take| {
        wire.question.push('/')
    });
    refused(take(), "take_overview.level", |wire: &mut Take| {
        wire.level = 0
    });
    refused(take(), "take_overview.state", |wire: &mut Take| {
        wire.state = 0
    });
    refused(
        take(),
        "take_overview.sample_rate_hertz",
        |wire: &mut Take| wire.sample_rate_hertz = -1,
    );
    refused(take(), "take_overview.thread_count", |wire: &mut Take| {
        wire.thread_count = -1
    });
    refused(take(), "review_overview.send_time", |wire: &mut Take| {
        wire.reviews[0].send_time = None
    });
    refused(
        session(),
        "session_overview.session",
        |wire: &mut wire::SessionOverview| wire.session = None,
    );
}

#[test]
fn what_is_told_comes_back_as_it_went() {
    let take_id = take_id();
    let told = [
        Event::Ready,
        Event::Take(Box::new(take())),
        Event::TakeRemoved(take_id.clone()),
        Event::CommentRemoved(CommentId {
            take: take_id.clone(),
            comment: slug("c"),
        }),
        Event::ReviewRemoved(ReviewId {
            take: take_id,
            review: slug("r"),
        }),
        Event::Session(slug("s")),
        Event::Heartbeat,
    ];
    for told in told {
        let heard = event(sent(&wire::WatchResponse::from(told.clone())));
        assert_eq!(heard, Ok(Some(told)));
    }
    // An event of a newer server is passed over.
    assert_eq!(event(wire::WatchResponse { event: None }), Ok(None));
}

proptest! {
    #[test]
    fn damaged_overviews_do_no_harm(damage in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        survive::<wire::SessionOverview, _>(session(), &damage)?;
    }
}
