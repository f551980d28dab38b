//! How a take looks and is steered: the full screen, or line by line.

pub mod plain;
pub mod screen;

use starling_practice::Verdict;

use crate::take::Step;

/// What a person, or the system, wants of a running take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A step.
    Step(Step),
    /// The end of the take.
    Finish,
    /// The keys, please.
    Help,
    /// Something that means nothing.
    Unknown(String),
}

/// A verdict in a word that is never left to colour alone.
#[must_use]
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Missing => "missing",
        Verdict::Short => "short",
        Verdict::OnTime => "on time",
        Verdict::Long => "long",
        Verdict::Over => "far over",
    }
}

/// A time on a clock: `0:07`, `2:05`, `62:00`.
#[must_use]
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}
