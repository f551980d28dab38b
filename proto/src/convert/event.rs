//! What a watch tells.

use starling_practice::{Comment, CommentId, Review, ReviewId, Slug, TakeId, TakeOverview};

use super::ConvertError;
use crate::session::watch_response::Event as Wire;
use crate::{name, session as wire};

/// What has changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// From here on everything is told: read anew.
    Ready,
    /// A take, as it is now.
    Take(Box<TakeOverview>),
    /// A take that is gone.
    TakeRemoved(TakeId),
    /// A comment, as it is now.
    Comment(Box<Comment>),
    /// A comment that is gone, with the replies to it.
    CommentRemoved(CommentId),
    /// A review, as it is now.
    Review(Box<Review>),
    /// A review that is gone.
    ReviewRemoved(ReviewId),
    /// A session that is new, changed or gone.
    Session(Slug),
    /// Nothing has changed for a while.
    Heartbeat,
}

impl From<Event> for wire::WatchResponse {
    fn from(event: Event) -> Self {
        let event = match event {
            Event::Ready => Wire::Ready(wire::Ready {}),
            Event::Take(take) => Wire::Take((*take).into()),
            Event::TakeRemoved(id) => Wire::RemovedTake(name::take(&id)),
            Event::Comment(comment) => Wire::Comment((*comment).into()),
            Event::CommentRemoved(id) => Wire::RemovedComment(name::comment(&id)),
            Event::Review(review) => Wire::Review((*review).into()),
            Event::ReviewRemoved(id) => Wire::RemovedReview(name::review(&id)),
            Event::Session(id) => Wire::Session(name::session(&id)),
            Event::Heartbeat => Wire::Heartbeat(wire::Heartbeat {}),
        };
        Self { event: Some(event) }
    }
}

/// Reads what has changed; none for what is not known here, which is to be passed over.
///
/// # Errors
/// [`ConvertError`] for anything that breaks the contract.
pub(crate) fn event(wire: wire::WatchResponse) -> Result<Option<Event>, ConvertError> {
    let Some(event) = wire.event else {
        return Ok(None);
    };
    Ok(Some(match event {
        Wire::Ready(_) => Event::Ready,
        Wire::Take(take) => Event::Take(Box::new(take.try_into()?)),
        Wire::RemovedTake(name) => Event::TakeRemoved(name::parse_take("removed_take", &name)?),
        Wire::Comment(comment) => Event::Comment(Box::new(comment.try_into()?)),
        Wire::RemovedComment(name) => {
            Event::CommentRemoved(name::parse_comment("removed_comment", &name)?)
        }
        Wire::Review(review) => Event::Review(Box::new(review.try_into()?)),
        Wire::RemovedReview(name) => {
            Event::ReviewRemoved(name::parse_review("removed_review", &name)?)
        }
        Wire::Session(name) => Event::Session(name::parse_session("session", &name)?),
        Wire::Heartbeat(_) => Event::Heartbeat,
    }))
}
