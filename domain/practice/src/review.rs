//! Reviews: what a coach makes of a take as a whole.

use std::collections::BTreeSet;
use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::lifecycle::Etag;
use crate::material::RUBRIC_POINTS;
use crate::slug::Slug;
use crate::take::TakeId;
use crate::text::Text;

/// What the author of a review or a comment calls themselves.
pub type Author = Text<1, 100>;
/// The overall note of a review.
pub type Note = Text<0, 10_000>;
/// The one thing to do next.
pub type NextStep = Text<0, 500>;

const MAX_RATINGS: usize = 50;

/// What a coach makes of a take as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Which review.
    pub id: ReviewId,
    /// What it says.
    pub content: ReviewContent,
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
    /// How dimensions of a rubric were rated.
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

/// How one dimension was rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The id of the dimension.
    pub dimension: Slug,
    /// The point of its scale.
    pub point: Point,
}

/// A point of a dimension's scale: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Point(u8);

/// Ratings of at most 50 dimensions, none of them twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Rating>", into = "Vec<Rating>")]
pub struct Ratings(Vec<Rating>);

/// Ratings that do not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RatingsError {
    /// A point that is on no scale.
    #[error("the point {0} must be 1 to {RUBRIC_POINTS}")]
    Point(u8),
    /// More than there are dimensions.
    #[error("must be at most {MAX_RATINGS}")]
    TooMany,
    /// It is not clear which of the two holds.
    #[error("the dimension `{0}` is rated twice")]
    RatedTwice(Slug),
}

impl Ratings {
    /// Takes ratings in their order.
    ///
    /// # Errors
    /// [`RatingsError`] for more than 50, or a dimension that is rated twice.
    pub fn new(ratings: Vec<Rating>) -> Result<Self, RatingsError> {
        if ratings.len() > MAX_RATINGS {
            return Err(RatingsError::TooMany);
        }
        let mut rated = BTreeSet::new();
        match ratings
            .iter()
            .find(|rating| !rated.insert(&rating.dimension))
        {
            Some(again) => Err(RatingsError::RatedTwice(again.dimension.clone())),
            None => Ok(Self(ratings)),
        }
    }
}

impl Point {
    /// A point of the scale.
    ///
    /// # Errors
    /// [`RatingsError::Point`] for anything but 1 to 5.
    pub fn new(point: u8) -> Result<Self, RatingsError> {
        if (1..=RUBRIC_POINTS).contains(&usize::from(point)) {
            Ok(Self(point))
        } else {
            Err(RatingsError::Point(point))
        }
    }
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

impl TryFrom<Vec<Rating>> for Ratings {
    type Error = RatingsError;

    fn try_from(ratings: Vec<Rating>) -> Result<Self, RatingsError> {
        Self::new(ratings)
    }
}

impl From<Ratings> for Vec<Rating> {
    fn from(ratings: Ratings) -> Self {
        ratings.0
    }
}

impl TryFrom<u8> for Point {
    type Error = RatingsError;

    fn try_from(point: u8) -> Result<Self, RatingsError> {
        Self::new(point)
    }
}

impl From<Point> for u8 {
    fn from(point: Point) -> Self {
        point.0
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

    fn rating(dimension: &str) -> Rating {
        Rating {
            dimension: Slug::new(dimension).unwrap(),
            point: Point::new(3).unwrap(),
        }
    }

    #[test]
    fn a_scale_has_five_points() {
        for point in 1..=5 {
            assert_eq!(u8::from(Point::new(point).unwrap()), point);
        }
        for point in [0, 6, 255] {
            assert_eq!(Point::new(point), Err(RatingsError::Point(point)));
        }
    }

    #[test]
    fn no_dimension_is_rated_twice() {
        let ratings = vec![rating("depth"), rating("ownership")];
        assert!(Ratings::new(ratings.clone()).is_ok());
        let twice = [ratings, vec![rating("depth")]].concat();
        let dimension = rating("depth").dimension;
        assert_eq!(
            Ratings::new(twice),
            Err(RatingsError::RatedTwice(dimension))
        );
    }

    #[test]
    fn there_are_at_most_fifty_ratings() {
        let ratings = |count| (0..count).map(|number| rating(&format!("d{number}")));
        assert!(Ratings::new(ratings(50).collect()).is_ok());
        assert_eq!(
            Ratings::new(ratings(51).collect()),
            Err(RatingsError::TooMany)
        );
    }

    #[test]
    fn what_is_stored_is_checked_when_it_is_read() {
        let stored = r#"[{"dimension":"depth","point":5}]"#;
        let ratings: Ratings = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&ratings).unwrap(), stored);
        for damaged in [
            r#"[{"dimension":"depth","point":6}]"#,
            r#"[{"dimension":"Depth","point":5}]"#,
            r#"[{"dimension":"a","point":5},{"dimension":"a","point":4}]"#,
        ] {
            assert!(serde_json::from_str::<Ratings>(damaged).is_err());
        }
    }

    #[test]
    fn only_what_is_named_changes() {
        let content = ReviewContent {
            author: Author::new("Ann").unwrap(),
            note: Note::new("Good").unwrap(),
            next_step: NextStep::new("Breathe").unwrap(),
            ratings: Ratings::new(vec![rating("depth")]).unwrap(),
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
