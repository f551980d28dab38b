//! Reviews.

use prost_types::FieldMask;
use starling_practice::{
    Author, Etag, MissingEvidence, NextStep, Note, Point, Rating, Ratings, Review, ReviewChange,
    ReviewContent, ReviewId, Slug,
};

use super::{
    ConvertError, Update, checked, each, etag, level_value, mask, optional_level, optional_time,
    required, time, timestamp,
};
use crate::{name, session as wire};

const NOTE: &str = "note";
const NEXT_STEP: &str = "next_step";
const RATINGS: &str = "ratings";

impl From<Review> for wire::Review {
    fn from(review: Review) -> Self {
        Self {
            name: name::review(&review.id),
            create_time: Some(timestamp(review.create_time)),
            update_time: Some(timestamp(review.update_time)),
            etag: review.etag.as_str().to_owned(),
            send_time: review.send_time.map(timestamp),
            is_own: review.is_own,
            ..review.content.into()
        }
    }
}

impl TryFrom<wire::Review> for Review {
    type Error = ConvertError;

    fn try_from(wire: wire::Review) -> Result<Self, ConvertError> {
        Ok(Self {
            id: name::parse_review("review.name", &wire.name)?,
            create_time: time("review.create_time", wire.create_time)?,
            update_time: time("review.update_time", wire.update_time)?,
            etag: Etag::new(wire.etag.clone()),
            send_time: optional_time("review.send_time", wire.send_time)?,
            is_own: wire.is_own,
            content: wire.try_into()?,
        })
    }
}

impl From<ReviewContent> for wire::Review {
    fn from(content: ReviewContent) -> Self {
        Self {
            author: content.author.into(),
            note: content.note.into(),
            next_step: content.next_step.into(),
            ratings: ratings_to_wire(content.ratings),
            ..Self::default()
        }
    }
}

impl TryFrom<wire::Review> for ReviewContent {
    type Error = ConvertError;

    fn try_from(wire: wire::Review) -> Result<Self, ConvertError> {
        Ok(Self {
            author: checked("review.author", Author::new(wire.author))?,
            note: note(wire.note)?,
            next_step: next_step(wire.next_step)?,
            ratings: ratings(wire.ratings)?,
        })
    }
}

impl From<Update<ReviewId, ReviewChange>> for wire::UpdateReviewRequest {
    fn from(update: Update<ReviewId, ReviewChange>) -> Self {
        let ReviewChange {
            note,
            next_step,
            ratings,
        } = update.change;
        let changed = [
            note.is_some().then_some(NOTE),
            next_step.is_some().then_some(NEXT_STEP),
            ratings.is_some().then_some(RATINGS),
        ];
        Self {
            review: Some(wire::Review {
                name: name::review(&update.id),
                etag: update.etag.map_or_else(String::new, Into::into),
                note: note.map_or_else(String::new, Into::into),
                next_step: next_step.map_or_else(String::new, Into::into),
                ratings: ratings.map_or_else(Vec::new, ratings_to_wire),
                ..wire::Review::default()
            }),
            update_mask: Some(FieldMask {
                paths: changed.into_iter().flatten().map(str::to_owned).collect(),
            }),
        }
    }
}

impl TryFrom<wire::UpdateReviewRequest> for Update<ReviewId, ReviewChange> {
    type Error = ConvertError;

    fn try_from(wire: wire::UpdateReviewRequest) -> Result<Self, ConvertError> {
        let review = required("review", wire.review)?;
        let id = name::parse_review("review.name", &review.name)?;
        let mask = mask("update_mask", wire.update_mask, &[NOTE, NEXT_STEP, RATINGS])?;
        let changed = |field| mask.contains(&field);
        Ok(Self {
            id,
            etag: etag(review.etag),
            change: ReviewChange {
                note: changed(NOTE).then(|| note(review.note)).transpose()?,
                next_step: changed(NEXT_STEP)
                    .then(|| next_step(review.next_step))
                    .transpose()?,
                ratings: changed(RATINGS)
                    .then(|| ratings(review.ratings))
                    .transpose()?,
            },
        })
    }
}

fn note(text: String) -> Result<Note, ConvertError> {
    checked("review.note", Note::new(text))
}

fn next_step(text: String) -> Result<NextStep, ConvertError> {
    checked("review.next_step", NextStep::new(text))
}

fn ratings(wire: Vec<wire::Rating>) -> Result<Ratings, ConvertError> {
    checked("review.ratings", Ratings::new(each(wire)?))
}

fn ratings_to_wire(ratings: Ratings) -> Vec<wire::Rating> {
    Vec::from(ratings).into_iter().map(Into::into).collect()
}

impl From<Rating> for wire::Rating {
    fn from(rating: Rating) -> Self {
        Self {
            dimension: rating.dimension.into(),
            point: u8::from(rating.point).into(),
            level: level_value(rating.level),
            missing_evidence: rating.missing_evidence.into(),
        }
    }
}

impl TryFrom<wire::Rating> for Rating {
    type Error = ConvertError;

    fn try_from(wire: wire::Rating) -> Result<Self, ConvertError> {
        // What is too large for a byte is as wrong as the largest byte.
        let point = u8::try_from(wire.point).unwrap_or(u8::MAX);
        Ok(Self {
            dimension: checked("rating.dimension", Slug::new(&wire.dimension))?,
            point: checked("rating.point", Point::new(point))?,
            level: optional_level("rating.level", wire.level)?,
            missing_evidence: checked(
                "rating.missing_evidence",
                MissingEvidence::new(wire.missing_evidence),
            )?,
        })
    }
}
