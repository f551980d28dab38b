//! What can be typed about what coaches say: `review`, `export`, `parcel`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = REVIEW_HELP)]
pub(crate) struct ReviewArguments {
    /// A take as `starling takes` or the address of its page names it [default: the newest one]
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
  starling review 2026-11-21-101709-late-launch --watch";

#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct ExportArguments {
    /// A take as `starling takes` or the address of its page names it [default: the newest one]
    #[arg(value_name = "TAKE")]
    pub(crate) take: Option<String>,
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
A recording that lies on a server is fetched and checked before it is written.

Examples:
  starling export --as markdown > review.md
  starling export 2026-11-21-101709-late-launch --as wav --output reviewed.wav
  starling export sessions/0198f3a2/takes/0198f3b7 --as csv \\
      --server https://starling.example > comments.csv";

#[derive(Debug, Args)]
#[command(after_help = PARCEL_HELP, args_conflicts_with_subcommands = true)]
pub(crate) struct ParcelArguments {
    #[command(subcommand)]
    pub(crate) command: Option<ParcelCommand>,
    /// A take as `starling takes` or the address of its page names it [default: the newest one]
    #[arg(value_name = "TAKE")]
    pub(crate) take: Option<String>,
    /// The file to write; it must not be there yet [default: TAKE.html]
    #[arg(long, value_name = "FILE.html")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ParcelCommand {
    /// Take over the comments that a coach wrote in a parcel; a second time, nothing is added
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// The file that the coach saved and sent back
        #[arg(value_name = "FILE.comments.json")]
        file: PathBuf,
    },
}

const IMPORT_HELP: &str = "\
Example:
  starling parcel import 2026-11-21-101709-late-launch.comments.json";

const PARCEL_HELP: &str = "\
The file opens in any browser, needs no network, and holds the recording, its
sections and report, and what was said and rated so far. What the coach writes
in it comes back as a file, which `starling parcel import` takes over. Whoever
has the file has the recording: it cannot be taken back.

Examples:
  starling parcel
  starling parcel 2026-11-21-101709-late-launch --output for-ana.html
  starling parcel import 2026-11-21-101709-late-launch.comments.json";
