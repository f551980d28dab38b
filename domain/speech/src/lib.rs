//! Samples in, measures out: levels, voice activity, pauses and a waveform of one take.
//!
//! Every position is a sample index of the take at its own rate. Nothing here knows a clock, a network
//! or a file's path, and the same samples give the same [`Measures`], however they are cut into blocks.
//!
//! ```
//! use starling_speech::{Analyzer, SampleRate};
//!
//! let mut analyzer = Analyzer::new(SampleRate::new(48_000)?);
//! analyzer.push(&[0.0; 48_000]);
//! let measures = analyzer.finish();
//! assert_eq!(measures.sample_count, 48_000);
//! assert_eq!(measures.first_speech(), None);
//! # Ok::<(), starling_speech::SampleRateError>(())
//! ```

mod activity;
mod conditioning;
mod frames;
mod level;
pub mod markers;
mod measures;
mod noise;
mod pauses;
mod peaks;
mod resample;
pub mod riff;
mod units;
pub mod wav;
pub mod waveform;

pub use level::{Level, LevelMeter};
pub use measures::{Analyzer, Measures, measure};
pub use pauses::{Pauses, WithheldReason};
pub use peaks::{Peak, Peaks};
pub use units::{Dbfs, SampleRate, SampleRateError, Span};
