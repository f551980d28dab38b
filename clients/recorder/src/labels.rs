//! Audacity label tracks: `start<TAB>end<TAB>label` in seconds.

use thiserror::Error;

/// One line of a label track.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The first sample it covers.
    pub start: u64,
    /// The sample after the last it covers.
    pub end: u64,
    /// Its text.
    pub text: String,
}

/// What is wrong with a label track, and where.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}: {problem}")]
pub struct LabelError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it and what to do.
    pub problem: String,
}

/// Reads a label track; times become samples at `sample_rate`.
pub fn parse(_text: &str, _sample_rate: u32) -> Result<Vec<Label>, LabelError> {
    unimplemented!()
}

/// Writes a label track with six decimals.
pub fn render(_labels: &[Label], _sample_rate: u32) -> String {
    unimplemented!()
}
