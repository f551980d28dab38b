//! The timing score, version 1: how an answer's times stand against a format's budgets.
//!
//! The rules' numbers are those of the project's scoring design, which `ARCHITECTURE.md` restates.

use serde::{Deserialize, Serialize};

use crate::budget::Band;
use crate::format::{Fit, FitError, Format};
use crate::marks::Place;
use crate::slug::SectionId;

/// The version of the rules in this file; stored with every report.
pub const SCORE_VERSION: u32 = 1;

/// One stretch of an answer in spoken order: what it belongs to, how long it took, how long somebody spoke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spoken {
    /// What the stretch belongs to.
    #[serde(rename = "section")]
    pub place: Place,
    /// Its length in seconds, pauses included; never negative.
    pub elapsed_s: f64,
    /// The part of it with speech, in seconds.
    pub speech_s: f64,
}

/// The score and how it came about. Scores run from 0 to 100.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The version of the rules.
    pub score_version: u32,
    /// The times that the answer was held against.
    pub fit: Fit,
    /// Every section of the format, in the format's order.
    pub sections: Vec<SectionScore>,
    /// All sections together.
    pub total: TotalScore,
    /// The share of changes between sections that do not go backwards, 0 to 100.
    pub order_score: f64,
    /// The score of the whole answer.
    pub timing_score: f64,
    /// How far the answer ran over its headline in seconds (negative: under it), where the format has one.
    pub headline_overrun_s: Option<f64>,
    /// Where the points to 100 went: their sum is 100 − `timing_score`. Only causes that cost something.
    pub losses: Vec<Loss>,
}

/// One section's time against its band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SectionScore {
    /// Which section.
    pub section: SectionId,
    /// Its segments added up, pauses included, in seconds.
    pub elapsed_s: f64,
    /// The part of it with speech, in seconds.
    pub speech_s: f64,
    /// The shortest time that scores in full, in seconds.
    pub low_s: f64,
    /// The longest time that scores in full, in seconds.
    pub high_s: f64,
    /// 0 to 100.
    pub score: f64,
    /// The same in a word.
    pub verdict: Verdict,
}

/// The whole answer's time against all bands added up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TotalScore {
    /// All sections added up, in seconds.
    pub elapsed_s: f64,
    /// The shortest time that scores in full, in seconds.
    pub low_s: f64,
    /// The longest time that scores in full, in seconds.
    pub high_s: f64,
    /// 0 to 100.
    pub score: f64,
}

/// How a section's time stands against its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Hardly anybody spoke in it.
    Missing,
    /// Below the band.
    Short,
    /// Inside the band.
    OnTime,
    /// Above the band, up to one and a half times its high edge.
    Long,
    /// Beyond that.
    Over,
}

/// Points that an answer did not get.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// Why.
    pub cause: Cause,
    /// How many, above 0 and at most 100.
    pub points: f64,
}

/// What points were lost to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A section's own time.
    Section(SectionId),
    /// The length of the whole answer.
    Total,
    /// Going back to an earlier section.
    Order,
    /// Every section is missing.
    Silence,
}

const SECTIONS_WEIGHT: f64 = 0.8;
const TOTAL_WEIGHT: f64 = 0.2;
const ORDER_WEIGHT: f64 = 0.2;
const LEAST_SPEECH_S: f64 = 1.0;

/// Scores an answer: its stretches in spoken order, off-clock ones included. A stretch of a section that
/// the format does not have counts for nothing; callers refuse it before (see [`crate::segments`]).
///
/// # Errors
/// [`FitError`] for the headline fit of a format with no headline.
pub fn score(format: &Format, fit: Fit, answer: &[Spoken]) -> Result<Score, FitError> {
    let bands = format.bands(fit)?;
    let sections: Vec<SectionScore> = format
        .sections()
        .iter()
        .zip(&bands)
        .map(|(section, band)| section_score(&section.id, *band, answer))
        .collect();
    let mut total = total_score(&sections);
    let mut order = order(format, answer);
    let silent = sections
        .iter()
        .all(|section| section.verdict == Verdict::Missing);
    let (timing_score, losses) = if silent {
        // Silence has no length and no order that could score.
        (total.score, order) = (0.0, 0.0);
        let cause = Cause::Silence;
        (
            0.0,
            vec![Loss {
                cause,
                points: 100.0,
            }],
        )
    } else {
        timing_score(&sections, &total, order)
    };
    Ok(Score {
        score_version: SCORE_VERSION,
        fit,
        headline_overrun_s: format
            .headline
            .map(|headline| total.elapsed_s - headline.as_secs_f64()),
        sections,
        total,
        order_score: order * 100.0,
        timing_score,
        losses,
    })
}

/// Rules 1 to 4.
fn section_score(id: &SectionId, band: Band, answer: &[Spoken]) -> SectionScore {
    let own = || {
        answer
            .iter()
            .filter(|spoken| matches!(&spoken.place, Place::Section(section) if section == id))
    };
    let elapsed_s = sum(own().map(|spoken| spoken.elapsed_s));
    let speech_s = sum(own().map(|spoken| spoken.speech_s));
    let verdict = if speech_s < LEAST_SPEECH_S || speech_s < elapsed_s / 10.0 {
        Verdict::Missing
    } else {
        band.verdict(elapsed_s)
    };
    let fitness = match verdict {
        Verdict::Missing => 0.0,
        _ => band.fitness(elapsed_s),
    };
    SectionScore {
        section: id.clone(),
        elapsed_s,
        speech_s,
        low_s: band.low_s,
        high_s: band.high_s,
        score: fitness * 100.0,
        verdict,
    }
}

impl Band {
    /// How a time with speech in it stands against the band (rule 4).
    #[must_use]
    pub fn verdict(self, elapsed_s: f64) -> Verdict {
        if elapsed_s < self.low_s {
            Verdict::Short
        } else if elapsed_s <= self.high_s {
            Verdict::OnTime
        } else if elapsed_s <= self.over_s() {
            Verdict::Long
        } else {
            Verdict::Over
        }
    }
}

/// Rule 5.
fn total_score(sections: &[SectionScore]) -> TotalScore {
    let elapsed_s = sum(sections.iter().map(|section| section.elapsed_s));
    let band = Band {
        low_s: sum(sections.iter().map(|section| section.low_s)),
        high_s: sum(sections.iter().map(|section| section.high_s)),
    };
    TotalScore {
        elapsed_s,
        low_s: band.low_s,
        high_s: band.high_s,
        score: band.fitness(elapsed_s) * 100.0,
    }
}

/// Rule 6, from 0 to 1.
fn order(format: &Format, answer: &[Spoken]) -> f64 {
    let told: Vec<usize> = answer
        .iter()
        .filter_map(|spoken| match &spoken.place {
            Place::Section(id) => format.position(id),
            Place::OffClock => None,
        })
        .collect();
    let changes = told.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let forwards = told.windows(2).filter(|pair| pair[0] < pair[1]).count();
    if changes == 0 {
        return 1.0;
    }
    forwards as f64 / changes as f64
}

/// Rule 7, with every point to 100 accounted for.
fn timing_score(sections: &[SectionScore], total: &TotalScore, order: f64) -> (f64, Vec<Loss>) {
    let mean = sum(sections.iter().map(|section| section.score)) / sections.len() as f64;
    let times = SECTIONS_WEIGHT * mean + TOTAL_WEIGHT * total.score;
    let timing_score = times * ((1.0 - ORDER_WEIGHT) + ORDER_WEIGHT * order);

    let of_sections = sections.iter().map(|section| Loss {
        cause: Cause::Section(section.section.clone()),
        points: SECTIONS_WEIGHT * (100.0 - section.score) / sections.len() as f64,
    });
    let of_whole = [
        Loss {
            cause: Cause::Total,
            points: TOTAL_WEIGHT * (100.0 - total.score),
        },
        Loss {
            cause: Cause::Order,
            points: times - timing_score,
        },
    ];
    let losses = of_sections
        .chain(of_whole)
        .filter(|loss| loss.points > 0.0)
        .collect();
    (timing_score, losses)
}

/// The sum, 0 of nothing: that of the standard library is -0, which a report would show.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}
