//! What can be typed about what coaches say: `review`, `export`, `parcel`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = REVIEW_HELP)]
pub(crate) struct ReviewArguments {
    /// A take's name as `starling takes` lists it [default: the newest one]
    #[arg(value_name = "TAKE")]
    pub(crate) take: Option<String>,
    /// Go on and tell what comes, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}

const REVIEW_HELP: &str = "\
Reviews come first, with the one thing to do next; then the comments by time.

Examples:
  starling review
  starling review 2026-11-21-101709-worst-production-incident --watch";

#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct ExportArguments {
    /// A take's name as `starling takes` lists it
    #[arg(value_name = "TAKE")]
    pub(crate) take: String,
    /// What kind of file
    #[arg(long = "as", value_enum, value_name = "KIND")]
    pub(crate) kind: ExportKind,
    /// The file to write; it must not be there yet [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What reviews and comments are written as.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExportKind {
    /// Comments as an Audacity label track
    Labels,
    /// Comments as WebVTT captions
    Vtt,
    /// Comments as comma-separated values
    Csv,
    /// Question, sections, reviews and comments
    Markdown,
    /// The recording, with comments as cue markers besides its own
    Wav,
}

const EXPORT_HELP: &str = "\
Examples:
  starling export 2026-11-21-101709-worst-production-incident --as markdown > review.md
  starling export 2026-11-21-101709-worst-production-incident --as wav --output reviewed.wav";
