//! Searches. They are of the protocol, so their types live here.

use std::ops::Range;

use starling_practice::{Collection, ItemId, Level};

use super::level::{level_filter, level_value, optional_level};
use crate::convert::{ConvertError, checked, signed_32, unsigned};
use crate::{content as wire, name};

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// The words.
    pub text: String,
    /// Items of these collections; of all where it is empty.
    pub collections: Vec<Collection>,
    /// Items that are for a level or for all.
    pub level: Option<Level>,
}

/// An item that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// What it is.
    pub collection: Collection,
    /// Which it is.
    pub item: ItemId,
    /// Its title.
    pub title: String,
    /// The level that it is for; none where it is for all.
    pub level: Option<Level>,
    /// What stands around the place where it was found, on one line.
    pub snippet: String,
    /// The words looked for: ranges of bytes of the snippet, from the first, none empty or overlapping, each
    /// between two characters.
    pub highlights: Vec<Range<usize>>,
    /// How well it fits: more is better, among the hits of one search.
    pub score: f64,
}

impl From<&SearchQuery> for wire::SearchRequest {
    fn from(query: &SearchQuery) -> Self {
        Self {
            query: query.text.clone(),
            collections: query
                .collections
                .iter()
                .map(|collection| wire::Collection::from(*collection).into())
                .collect(),
            level: level_value(query.level),
            ..Self::default()
        }
    }
}

impl TryFrom<&wire::SearchRequest> for SearchQuery {
    type Error = ConvertError;

    fn try_from(wire: &wire::SearchRequest) -> Result<Self, ConvertError> {
        Ok(Self {
            text: wire.query.clone(),
            collections: wire
                .collections
                .iter()
                .map(|value| collection("collections", *value))
                .collect::<Result<_, _>>()?,
            level: level_filter(wire.level)?,
        })
    }
}

impl From<SearchHit> for wire::SearchHit {
    fn from(hit: SearchHit) -> Self {
        Self {
            name: name::item(hit.collection, &hit.item),
            title: hit.title,
            collection: wire::Collection::from(hit.collection).into(),
            level: level_value(hit.level),
            highlights: hit
                .highlights
                .iter()
                .map(|range| wire::Highlight {
                    start: signed_32(characters_before(&hit.snippet, range.start)),
                    end: signed_32(characters_before(&hit.snippet, range.end)),
                })
                .collect(),
            snippet: hit.snippet,
            score: hit.score,
        }
    }
}

impl TryFrom<wire::SearchHit> for SearchHit {
    type Error = ConvertError;

    fn try_from(wire: wire::SearchHit) -> Result<Self, ConvertError> {
        let (in_name, item) = name::parse_any_item("hit.name", &wire.name)?;
        let collection = collection("hit.collection", wire.collection)?;
        if collection != in_name {
            return Err(ConvertError::new(
                "hit.collection",
                "must be as in the name",
            ));
        }
        Ok(Self {
            collection,
            item,
            title: wire.title,
            level: optional_level("hit.level", wire.level)?,
            highlights: byte_ranges(&wire.snippet, &wire.highlights)?,
            snippet: wire.snippet,
            score: wire.score,
        })
    }
}

fn characters_before(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count()
}

fn byte_ranges(
    text: &str,
    highlights: &[wire::Highlight],
) -> Result<Vec<Range<usize>>, ConvertError> {
    let field = "hit.highlights";
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let mut last_end = 0;
    let mut ranges = Vec::new();
    for highlight in highlights {
        let start: usize = unsigned(field, highlight.start)?;
        let end: usize = unsigned(field, highlight.end)?;
        if start < last_end || end <= start || end >= bytes.len() {
            let problem = "must be parts of the snippet, one after the other";
            return Err(ConvertError::new(field, problem));
        }
        ranges.push(bytes[start]..bytes[end]);
        last_end = end;
    }
    Ok(ranges)
}

impl From<Collection> for wire::Collection {
    fn from(collection: Collection) -> Self {
        match collection {
            Collection::Formats => Self::Formats,
            Collection::Questions => Self::Questions,
            Collection::Stories => Self::Stories,
            Collection::Scenarios => Self::Scenarios,
            Collection::Principles => Self::Principles,
            Collection::Guidance => Self::Guidance,
            Collection::Competencies => Self::Competencies,
            Collection::Assessments => Self::Assessments,
            Collection::Plans => Self::Plans,
            Collection::Rubrics => Self::Rubrics,
            Collection::Contradictions => Self::Contradictions,
        }
    }
}

fn collection(field: &'static str, value: i32) -> Result<Collection, ConvertError> {
    let wire = checked(field, wire::Collection::try_from(value))?;
    Collection::ALL
        .into_iter()
        .find(|collection| wire::Collection::from(*collection) == wire)
        .ok_or_else(|| ConvertError::new(field, "is required"))
}
