//! Ratings: how the dimensions of rubrics were rated.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::format::Level;
use crate::material::RUBRIC_POINTS;
use crate::slug::Slug;
use crate::text::Text;

/// What evidence an answer would have to give for another point.
pub type MissingEvidence = Text<0, 1_000>;

const MAX_RATINGS: usize = 50;

/// How one dimension was rated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The id of the dimension.
    pub dimension: Slug,
    /// The point of its scale.
    pub point: Point,
    /// By whose rubric; none for the level of the take's question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// What evidence the answer would have to give for another point.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub missing_evidence: MissingEvidence,
}

/// A point of a dimension's scale: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Point(u8);

/// At most 50 ratings, no dimension twice at a level.
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
    #[error("the dimension `{0}` is rated twice at a level")]
    RatedTwice(Slug),
}

impl Ratings {
    /// Takes ratings in their order.
    ///
    /// # Errors
    /// [`RatingsError`] for more than 50, or a dimension that is rated twice at a level.
    pub fn new(ratings: Vec<Rating>) -> Result<Self, RatingsError> {
        if ratings.len() > MAX_RATINGS {
            return Err(RatingsError::TooMany);
        }
        let mut rated = BTreeSet::new();
        match ratings
            .iter()
            .find(|rating| !rated.insert((&rating.dimension, rating.level)))
        {
            Some(again) => Err(RatingsError::RatedTwice(again.dimension.clone())),
            None => Ok(Self(ratings)),
        }
    }

    /// In their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Rating] {
        &self.0
    }

    /// The same at a glance: which points, without the evidence that was missing.
    #[must_use]
    pub fn without_evidence(mut self) -> Self {
        for rating in &mut self.0 {
            rating.missing_evidence = MissingEvidence::default();
        }
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rating(dimension: &str, level: Option<Level>) -> Rating {
        Rating {
            dimension: Slug::new(dimension).unwrap(),
            point: Point::new(3).unwrap(),
            level,
            missing_evidence: MissingEvidence::default(),
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
    fn no_dimension_is_rated_twice_at_a_level() {
        let ratings = [None, Some(Level::L6), Some(Level::L7)].map(|level| rating("depth", level));
        assert!(Ratings::new(ratings.to_vec()).is_ok());
        for again in &ratings {
            let twice = [&ratings[..], std::slice::from_ref(again)].concat();
            let dimension = again.dimension.clone();
            let refused = Err(RatingsError::RatedTwice(dimension));
            assert_eq!(Ratings::new(twice), refused);
        }
    }

    #[test]
    fn there_are_at_most_fifty_ratings() {
        let ratings = |count| (0..count).map(|number| rating(&format!("d{number}"), None));
        assert!(Ratings::new(ratings(50).collect()).is_ok());
        assert_eq!(
            Ratings::new(ratings(51).collect()),
            Err(RatingsError::TooMany)
        );
    }

    #[test]
    fn what_is_stored_is_checked_when_it_is_read() {
        for stored in [
            // Of before there were levels.
            r#"[{"dimension":"depth","point":5}]"#,
            r#"[{"dimension":"depth","point":5,"level":"L7","missing_evidence":"Whose idea?"}]"#,
        ] {
            let ratings: Ratings = serde_json::from_str(stored).unwrap();
            assert_eq!(serde_json::to_string(&ratings).unwrap(), stored);
        }
        let long = format!(
            r#"[{{"dimension":"a","point":5,"missing_evidence":"{}"}}]"#,
            "x".repeat(1_001)
        );
        for damaged in [
            r#"[{"dimension":"depth","point":6}]"#,
            r#"[{"dimension":"Depth","point":5}]"#,
            r#"[{"dimension":"a","point":5,"level":"L8"}]"#,
            r#"[{"dimension":"a","point":5},{"dimension":"a","point":4}]"#,
            &long,
        ] {
            assert!(serde_json::from_str::<Ratings>(damaged).is_err());
        }
    }
}
