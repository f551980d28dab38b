//! Things to keep.

use std::time::{Duration, SystemTime};

use starling_practice::{
    Author, Budget, CommentContent, CommentId, CommentKind, CommentText, Criterion, Fit, Format,
    FormatSection, ItemId, Level, Lifecycle, NextStep, Note, Question, Ratings, ReviewContent,
    ReviewId, SectionId, Session, Slug, Take, TakeId, Voice,
};
use starling_speech::Span;
use uuid::Uuid;

use crate::limits::Limits;
use crate::store::{
    NewComment, NewReview, NewTake, NewVoice, Owner, Page, Reviewer, Store, StoreError,
};

/// Small, so that they are reached.
pub(crate) fn limits() -> Limits {
    Limits {
        max_sessions: 4,
        max_takes: 4,
        max_bytes: 10_000,
        max_open_uploads: 3,
        max_take_bytes: 8_000,
        max_take_comments: 20,
        max_take_reviews: 10,
        grace_seconds: 100,
        ..Limits::default()
    }
}

/// The first page of a list.
pub(crate) const PAGE: Page = Page {
    below: i64::MAX,
    size: 50,
};

/// So many seconds after the time at which everything here is created.
pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

pub(crate) fn id(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub(crate) fn session(name: &str) -> Session {
    Session {
        id: id(name),
        title: format!("title of {name}"),
        retention: None,
        lifecycle: Lifecycle::new(at(0)),
    }
}

pub(crate) async fn new_session(store: &impl Store, owner: &str, name: &str) -> Session {
    let created = store.create_session(Uuid::new_v4(), Owner::new(owner), session(name));
    created.await.unwrap()
}

/// What a take is asked for with.
pub(crate) fn request(session: &str) -> NewTake {
    let item = |text: &str| ItemId {
        pack: id("pack"),
        id: id(text),
    };
    NewTake {
        request: Uuid::new_v4(),
        session: id(session),
        question: item("question"),
        format: item("format"),
        fit: Fit::Printed,
        consent: None,
    }
}

pub(crate) fn take(session: &str, name: &str) -> Take {
    let second = Duration::from_secs(1);
    let section = FormatSection {
        id: SectionId::new("result").unwrap(),
        title: String::new(),
        budget: Budget::new(second, second).unwrap(),
    };
    Take {
        id: TakeId {
            session: id(session),
            take: id(name),
        },
        consent: None,
        lifecycle: Lifecycle::new(at(0)),
        question: Question {
            pack: id("pack"),
            id: id("question"),
            title: String::new(),
            level: Level::L6,
            format: id("format"),
            principles: Vec::new(),
            text: String::new(),
            evaluated: Vec::new(),
            follow_ups: Vec::new(),
            red_flags: Vec::new(),
            source: String::new(),
        },
        format: Format::new(
            id("pack"),
            id("format"),
            String::new(),
            Level::L6,
            vec![section],
        )
        .unwrap(),
        fit: Fit::Printed,
        end: None,
    }
}

pub(crate) async fn create_take(
    store: &impl Store,
    session: &str,
    name: &str,
) -> Result<TakeId, StoreError> {
    let created = store.create_take(request(session), take(session, name));
    created.await.map(|take| take.id)
}

/// A take of a session of its own, of the machine's user.
pub(crate) async fn new_take(store: &impl Store) -> TakeId {
    new_session(store, "local", "session").await;
    create_take(store, "session", "take").await.unwrap()
}

/// The owner of the session, or a coach with a link.
pub(crate) fn reviewer(id: &str) -> Reviewer {
    Reviewer {
        id: id.to_owned(),
        is_owner: id == "owner",
    }
}

pub(crate) fn new_review(take: &TakeId) -> NewReview {
    NewReview {
        request: Uuid::new_v4(),
        id: ReviewId {
            take: take.clone(),
            review: id(&Uuid::new_v4().to_string()),
        },
        content: ReviewContent {
            author: Author::new("Ann").unwrap(),
            note: Note::new("Good").unwrap(),
            next_step: NextStep::default(),
            ratings: Ratings::default(),
        },
        create_time: at(0),
    }
}

pub(crate) fn new_comment(take: &TakeId, text: &str) -> NewComment {
    NewComment {
        request: Uuid::new_v4(),
        id: CommentId {
            take: take.clone(),
            comment: id(&Uuid::new_v4().to_string()),
        },
        content: CommentContent {
            author: Author::new("Ann").unwrap(),
            span: Span { start: 10, end: 20 },
            text: CommentText::new(text).unwrap(),
            kind: CommentKind::Note,
            criterion: Criterion::default(),
            reply_to: None,
            is_imported: false,
        },
        voice: None,
        create_time: at(0),
    }
}

/// A reply somewhere else than its thread.
pub(crate) fn new_reply(thread: &CommentId) -> NewComment {
    let mut new = new_comment(&thread.take, "Why?");
    new.content.span = Span { start: 0, end: 0 };
    new.content.reply_to = Some(thread.clone());
    new
}

/// A comment that is spoken, with a file of so many bytes.
pub(crate) fn new_spoken(take: &TakeId, size: usize) -> NewComment {
    let mut new = new_comment(take, "");
    new.voice = Some(NewVoice {
        voice: Voice::new(8_000, 9_000).unwrap(),
        wav: vec![7; size],
    });
    new
}
