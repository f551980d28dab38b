//! Silence between speech, and when it cannot be told.

use crate::Span;

/// The pauses of a take: silence of 250 ms or more between speech, or why they are not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pauses {
    /// The pauses in order; never before the first speech or after the last.
    Measured(Vec<Span>),
    /// The take does not allow an honest count.
    Withheld {
        /// What stands in the way.
        reason: WithheldReason,
    },
}

/// Why pauses are not given. The text of it (`Display`) is fit to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithheldReason {
    /// The speech does not stand out from the noise.
    Noise,
    /// Other voices fill the gaps, so that a pause cannot be told from speech.
    BackgroundVoices,
}
