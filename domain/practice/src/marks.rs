//! Marks on a recording, and the segments they cut it into.

use std::fmt;

use serde::{Deserialize, Serialize};
use starling_speech::{SampleRate, Span};

use crate::format::Format;
use crate::slug::{SectionId, SlugError};

/// From this sample on, this place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The first sample that belongs to the place.
    pub sample: u64,
    /// What begins there.
    pub place: Place,
}

/// What a stretch of a recording belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// A section of the format.
    Section(SectionId),
    /// Nothing: the interviewer speaks, or the speaker has paused the clock.
    OffClock,
}

/// From a mark to the next one, or to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// What the segment belongs to.
    pub place: Place,
    /// Its samples.
    pub span: Span,
}

/// Marks that do not fit their recording or their format.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MarksError {
    /// There is nothing to time.
    #[error("there are no marks; without at least one, no section has a time")]
    None,
    /// A mark stands before its predecessor.
    #[error(
        "mark {number} (`{label}`) comes before the mark above it; put the marks in the order of time"
    )]
    OutOfOrder {
        /// Which mark, counted from 1.
        number: usize,
        /// What it begins.
        label: String,
    },
    /// A mark stands where there is no audio.
    #[error(
        "mark {number} (`{label}` at {at_s:.3} s) lies outside the audio, which ends at {length_s:.3} s; are these the marks of another recording?"
    )]
    OutsideAudio {
        /// Which mark, counted from 1.
        number: usize,
        /// What it begins.
        label: String,
        /// Where it stands.
        at_s: f64,
        /// Where the audio ends.
        length_s: f64,
    },
    /// A mark names a section that the format does not have.
    #[error(
        "mark {number} names the section `{label}`, which format `{format}` does not have; its sections are {sections}"
    )]
    UnknownSection {
        /// Which mark, counted from 1.
        number: usize,
        /// The section it names.
        label: String,
        /// The format's id.
        format: String,
        /// The sections that there are.
        sections: String,
    },
}

const OFF_CLOCK: &str = "off_clock";

impl Place {
    /// Takes a place's name as people write it: `Off-clock` and `off_clock` are the same.
    ///
    /// # Errors
    /// [`SlugError`] where the text cannot name a section.
    pub fn from_name(text: &str) -> Result<Self, SlugError> {
        let id = SectionId::new(text)?;
        Ok(if id.as_str() == OFF_CLOCK {
            Self::OffClock
        } else {
            Self::Section(id)
        })
    }

    /// The place's name: a section's id, or `off_clock`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Section(id) => id.as_str(),
            Self::OffClock => OFF_CLOCK,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Place {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        Self::from_name(&text)
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.as_str().to_owned()
    }
}

/// Cuts a recording of `sample_count` samples at its marks. What comes before the first mark, the lead-in,
/// is in no segment. A mark at the very sample of its successor makes an empty segment, which is left out.
///
/// # Errors
/// [`MarksError`] where the marks are none, out of order, outside the audio or of another format.
pub fn segments(
    format: &Format,
    marks: &[Mark],
    sample_rate: SampleRate,
    sample_count: u64,
) -> Result<Vec<Segment>, MarksError> {
    if marks.is_empty() {
        return Err(MarksError::None);
    }
    check_marks(format, marks)?;
    let outside = |(_, mark): &(usize, &Mark)| mark.sample > sample_count;
    if let Some((index, mark)) = marks.iter().enumerate().find(outside) {
        return Err(MarksError::OutsideAudio {
            number: index + 1,
            label: mark.place.to_string(),
            at_s: sample_rate.seconds(mark.sample),
            length_s: sample_rate.seconds(sample_count),
        });
    }
    let ends = marks[1..]
        .iter()
        .map(|next| next.sample)
        .chain([sample_count]);
    let segments = marks.iter().zip(ends).map(|(mark, end)| Segment {
        place: mark.place.clone(),
        span: Span {
            start: mark.sample,
            end,
        },
    });
    Ok(segments
        .filter(|segment| !segment.span.is_empty())
        .collect())
}

/// Checks what can be checked of marks before their audio is known: their order, and their sections. No marks are
/// sound marks.
///
/// # Errors
/// [`MarksError`] where they are out of order or of another format.
pub fn check_marks(format: &Format, marks: &[Mark]) -> Result<(), MarksError> {
    for (index, mark) in marks.iter().enumerate() {
        let number = index + 1;
        let label = mark.place.to_string();
        if index > 0 && mark.sample < marks[index - 1].sample {
            return Err(MarksError::OutOfOrder { number, label });
        }
        if let Place::Section(id) = &mark.place
            && format.position(id).is_none()
        {
            return Err(MarksError::UnknownSection {
                number,
                label,
                format: format.id.to_string(),
                sections: format.section_ids(),
            });
        }
    }
    Ok(())
}

/// The marks of places that cover spans of a recording: a gap between two spans, or after the last one, is
/// off-clock. The spans are in order and do not overlap.
#[must_use]
pub fn marks_of_spans(spans: &[(Span, Place)], sample_count: u64) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(spans.len());
    for (index, (span, place)) in spans.iter().enumerate() {
        marks.push(Mark {
            sample: span.start,
            place: place.clone(),
        });
        let next = spans
            .get(index + 1)
            .map_or(sample_count, |(next, _)| next.start);
        if span.end < next {
            marks.push(Mark {
                sample: span.end,
                place: Place::OffClock,
            });
        }
    }
    marks
}
