//! Reviews: what a coach makes of a take as a whole.

use std::fmt;
use std::time::SystemTime;

use crate::lifecycle::Etag;
use crate::rating::Ratings;
use crate::slug::Slug;
use crate::take::TakeId;
use crate::text::Text;

/// What the author of a review or a comment calls themselves.
pub type Author = Text<1, 100>;
/// The overall note of a review.
pub type Note = Text<0, 10_000>;
/// The one thing to do next.
pub type NextStep = Text<0, 500>;

/// What a coach makes of a take as a whole, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Which review.
    pub id: ReviewId,
    /// What it says.
    pub content: ReviewContent,
    /// When it was sent to the speaker; none for a draft.
    pub send_time: Option<SystemTime>,
    /// Whether whoever sees it wrote it.
    pub is_own: bool,
    /// When it was created.
    pub create_time: SystemTime,
    /// When it was last changed.
    pub update_time: SystemTime,
    /// Which state of it this is.
    pub etag: Etag,
}

/// Which review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId {
    /// The take it is of.
    pub take: TakeId,
    /// The review's id within the take.
    pub review: Slug,
}

/// What a review says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewContent {
    /// Who says it; this never changes.
    pub author: Author,
    /// The overall note.
    pub note: Note,
    /// The one thing to do next.
    pub next_step: NextStep,
    /// How dimensions of the rubrics were rated.
    pub ratings: Ratings,
}

/// New values for fields of a review; none for a field that stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewChange {
    /// The overall note.
    pub note: Option<Note>,
    /// The one thing to do next.
    pub next_step: Option<NextStep>,
    /// All ratings.
    pub ratings: Option<Ratings>,
}

impl ReviewContent {
    /// The same with some fields changed.
    #[must_use]
    pub fn changed(self, change: ReviewChange) -> Self {
        Self {
            author: self.author,
            note: change.note.unwrap_or(self.note),
            next_step: change.next_step.unwrap_or(self.next_step),
            ratings: change.ratings.unwrap_or(self.ratings),
        }
    }
}

impl fmt::Display for ReviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.take, self.review)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_changes() {
        let content = ReviewContent {
            author: Author::new("Ann").unwrap(),
            note: Note::new("Good").unwrap(),
            next_step: NextStep::new("Breathe").unwrap(),
            ratings: Ratings::default(),
        };
        let unchanged = content.clone().changed(ReviewChange::default());
        assert_eq!(unchanged, content);
        let change = ReviewChange {
            note: Some(Note::new("").unwrap()),
            ..ReviewChange::default()
        };
        let changed = content.clone().changed(change);
        assert_eq!(changed.note.as_str(), "");
        assert_eq!(changed.next_step, content.next_step);
    }
}
