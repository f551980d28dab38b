//! A format: the sections of an answer, in order, each with a budget.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::budget::{Band, Budget, BudgetError};
use crate::marks::Place;
use crate::slug::{SectionId, Slug};

/// An ordered list of sections with a time budget each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FormatJson", into = "FormatJson")]
pub struct Format {
    /// The pack that the format comes from.
    pub pack: Slug,
    /// The id within its pack, such as `l6-2min`.
    pub id: Slug,
    /// What people call it.
    pub title: String,
    /// The level whose interviews it is for.
    pub level: Level,
    /// The answer length that its name promises.
    pub headline: Option<Duration>,
    /// When the format is the right one, and what to know about it.
    pub summary: String,
    /// Where its figures come from.
    pub source: String,
    sections: Vec<FormatSection>,
}

/// One section of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatSection {
    /// The id, unique in the format.
    pub id: SectionId,
    /// What people call it.
    pub title: String,
    /// How long it may take.
    pub budget: Budget,
}

/// The interview level that something is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Senior engineering manager.
    L6,
    /// Principal engineering manager.
    L7,
}

/// Which times an answer is held against (rule 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// The budgets as the source prints them.
    #[default]
    Printed,
    /// The budgets scaled so that together they last as long as the headline.
    Headline,
}

/// A list of sections that cannot be a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// No section, or more than anybody can keep apart.
    #[error("a format needs 1 to {MAX_SECTIONS} sections, this has {0}")]
    SectionCount(usize),
    /// The same section id twice.
    #[error("section `{0}` is there twice; give each section its own id")]
    DuplicateSection(SectionId),
    /// `off_clock` names time that belongs to no section.
    #[error("`off_clock` cannot be a section: it names the time that counts for nothing")]
    ReservedSection,
    /// A section's budget is no budget.
    #[error("section `{0}`: {1}")]
    Budget(SectionId, BudgetError),
    /// A headline of no time at all.
    #[error("headline_s must be above zero and at most 24 hours")]
    Headline,
}

/// A fit that the format cannot give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("format `{0}` has no headline length to fit to; use --fit printed")]
pub struct FitError(Slug);

const MAX_SECTIONS: usize = 9;

impl Format {
    /// A format with no headline, summary or source yet.
    ///
    /// # Errors
    /// [`FormatError`] where the sections cannot be a format.
    pub fn new(
        pack: Slug,
        id: Slug,
        title: String,
        level: Level,
        sections: Vec<FormatSection>,
    ) -> Result<Self, FormatError> {
        if sections.is_empty() || sections.len() > MAX_SECTIONS {
            return Err(FormatError::SectionCount(sections.len()));
        }
        for (index, section) in sections.iter().enumerate() {
            if Place::from_name(section.id.as_str()).is_ok_and(|place| place == Place::OffClock) {
                return Err(FormatError::ReservedSection);
            }
            if sections[..index]
                .iter()
                .any(|earlier| earlier.id == section.id)
            {
                return Err(FormatError::DuplicateSection(section.id.clone()));
            }
        }
        Ok(Self {
            pack,
            id,
            title,
            level,
            headline: None,
            summary: String::new(),
            source: String::new(),
            sections,
        })
    }

    /// The sections in the order in which they are told; 1 to 9 of them, all ids different.
    #[must_use]
    pub fn sections(&self) -> &[FormatSection] {
        &self.sections
    }

    /// The ids of the sections in a sentence's form: `situation, task, action`.
    #[must_use]
    pub fn section_ids(&self) -> String {
        let ids: Vec<&str> = self
            .sections
            .iter()
            .map(|section| section.id.as_str())
            .collect();
        ids.join(", ")
    }

    /// Where a section stands in the order, if the format has it.
    #[must_use]
    pub fn position(&self, id: &SectionId) -> Option<usize> {
        self.sections.iter().position(|section| section.id == *id)
    }

    /// The title of a section; its id where the format does not have it.
    #[must_use]
    pub fn section_title<'a>(&'a self, id: &'a SectionId) -> &'a str {
        self.position(id)
            .map_or(id.as_str(), |index| &self.sections[index].title)
    }

    /// The printed budgets added up, minima and maxima, in seconds.
    #[must_use]
    pub fn printed_s(&self) -> (f64, f64) {
        self.sections
            .iter()
            .fold((0.0, 0.0), |(min, max), section| {
                let budget = section.budget;
                (
                    min + budget.min().as_secs_f64(),
                    max + budget.max().as_secs_f64(),
                )
            })
    }

    /// The scored bands of the sections, in order, for a fit.
    ///
    /// `headline` multiplies every budget by headline ÷ sum of budgets; a range counts with its middle.
    ///
    /// # Errors
    /// [`FitError`] for `headline` where the format has none.
    pub fn bands(&self, fit: Fit) -> Result<Vec<Band>, FitError> {
        let scale = match (fit, self.headline) {
            (Fit::Printed, _) => 1.0,
            (Fit::Headline, Some(headline)) => {
                let sum_s: f64 = self
                    .sections
                    .iter()
                    .map(|section| section.budget.middle_s())
                    .sum();
                headline.as_secs_f64() / sum_s
            }
            (Fit::Headline, None) => return Err(FitError(self.id.clone())),
        };
        Ok(self
            .sections
            .iter()
            .map(|section| section.budget.band(scale))
            .collect())
    }
}

/// The shape of a format in JSON: times in seconds.
#[derive(Serialize, Deserialize)]
struct FormatJson {
    pack: Slug,
    id: Slug,
    title: String,
    level: Level,
    headline_s: Option<f64>,
    summary: String,
    source: String,
    sections: Vec<SectionJson>,
}

#[derive(Serialize, Deserialize)]
struct SectionJson {
    section: SectionId,
    title: String,
    min_s: f64,
    max_s: f64,
}

impl From<Format> for FormatJson {
    fn from(format: Format) -> Self {
        Self {
            pack: format.pack,
            id: format.id,
            title: format.title,
            level: format.level,
            headline_s: format.headline.map(|headline| headline.as_secs_f64()),
            summary: format.summary,
            source: format.source,
            sections: format
                .sections
                .into_iter()
                .map(|section| SectionJson {
                    section: section.id,
                    title: section.title,
                    min_s: section.budget.min().as_secs_f64(),
                    max_s: section.budget.max().as_secs_f64(),
                })
                .collect(),
        }
    }
}

impl TryFrom<FormatJson> for Format {
    type Error = FormatError;

    fn try_from(json: FormatJson) -> Result<Self, FormatError> {
        let sections = json
            .sections
            .into_iter()
            .map(|section| {
                let budget = budget_of_seconds(section.min_s, section.max_s)
                    .map_err(|error| FormatError::Budget(section.section.clone(), error))?;
                Ok(FormatSection {
                    id: section.section,
                    title: section.title,
                    budget,
                })
            })
            .collect::<Result<_, _>>()?;
        let headline = json
            .headline_s
            .map(|s| Duration::try_from_secs_f64(s).map_err(|_| FormatError::Headline))
            .transpose()?;
        Ok(Self {
            headline,
            summary: json.summary,
            source: json.source,
            ..Self::new(json.pack, json.id, json.title, json.level, sections)?
        })
    }
}

fn budget_of_seconds(min_s: f64, max_s: f64) -> Result<Budget, BudgetError> {
    let duration = |s| Duration::try_from_secs_f64(s).map_err(|_| BudgetError);
    Budget::new(duration(min_s)?, duration(max_s)?)
}
