//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use starling_practice::{Fit, Level, Slug};

mod coaching;
mod console;
mod content;
mod duration;
mod material;
mod sharing;
mod show;
mod stored;

pub(crate) use coaching::{
    ExportArguments, ExportKind, ParcelArguments, ParcelCommand, ReviewArguments,
};
pub(crate) use console::ConsoleArguments;
pub(crate) use content::{ContentCommand, NewCommand, NewItemArguments, PlaceArguments};
pub(crate) use material::{CompareArguments, CoverageArguments, SearchArguments};
pub(crate) use sharing::{LinksArguments, RevokeArguments, ShareArguments};
pub(crate) use show::{
    BrowseArguments, FilterArguments, QuestionCommand, ScenarioCommand, ShowArguments, StoryCommand,
};
pub(crate) use stored::{BackupArguments, DeleteArguments, RestoreArguments, VerifyArguments};

/// Practise spoken interview answers: record, time and score them by the STAR method.
///
/// Everything works on this machine, with no account. Takes are WAV files with their sections marked in them.
#[derive(Debug, Parser)]
#[command(name = "starling", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  starling practice                        a question, your answer, a report
  starling practice --format l7-executive  in another format
  starling practice --demo                 how it works, on a sample answer
  starling score answer.wav --format l6-2min
  starling browse                          what is asked, and others' answers
  starling console                         your takes in the browser
  starling share TAKE --role comment --for 7d
                                           a link that lets a coach in

Exit codes:
  0  done
  1  something went wrong
  2  a wrong command line
  3  no usable microphone
  4  what was named cannot be used: a recording, a file, an id, a link
  5  the server does not answer, or breaks off
  6  the take ended early; what was recorded is kept";

/// Apart from the options of a command, which are what somebody looks for.
const EVERYWHERE: &str = "Options of every command";

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Print JSON to standard output instead of text
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,
    /// Keep takes and sessions in this folder instead of the user's data folder
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR", env = "STARLING_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Use the server at this address instead of this machine's own
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "URL", env = "STARLING_SERVER")]
    pub(crate) server: Option<String>,
    /// What lets you in with that server [default: the token of a server on this machine]
    #[arg(
        long,
        global = true,
        help_heading = EVERYWHERE,
        value_name = "TOKEN",
        env = "STARLING_TOKEN",
        hide_env_values = true
    )]
    pub(crate) token: Option<String>,
    /// Trust that server if this certificate authority, in PEM, vouches for it
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", env = "STARLING_CA")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Get a question, answer it aloud, get a report
    Practice(PracticeArguments),
    /// Score a recording, or times that you make up
    Score(ScoreArguments),
    /// Measure a recording: speech, pauses, level
    #[command(after_help = "Example:\n  starling measure answer.wav")]
    Measure {
        /// Any WAV file; no marks needed
        #[arg(value_name = "FILE.wav")]
        recording: PathBuf,
    },
    /// List the formats and their time budgets
    #[command(after_help = "Example:\n  starling formats --json")]
    Formats,
    /// List the questions
    #[command(after_help = "Example:\n  starling questions --level l7 --principle earn-trust")]
    Questions {
        /// Only those of this level
        #[arg(long, value_enum, ignore_case = true)]
        level: Option<LevelArgument>,
        /// Only those that probe this principle, such as earn-trust
        #[arg(long, value_name = "ID", value_parser = Slug::new)]
        principle: Option<Slug>,
    },
    /// Look through everything there is, and practise from there
    Browse(BrowseArguments),
    /// Show a question
    #[command(subcommand)]
    Question(QuestionCommand),
    /// List the stories, or show one
    #[command(subcommand)]
    Story(StoryCommand),
    /// List the scenarios, or show one
    #[command(subcommand)]
    Scenario(ScenarioCommand),
    /// Show an item of any kind
    Show(ShowArguments),
    /// Look for words in everything there is
    Search(SearchArguments),
    /// See what is expected at both levels, side by side
    Compare(CompareArguments),
    /// See which principles your own stories show, and which none does
    Coverage(CoverageArguments),
    /// Write stories, questions and packs of your own
    #[command(
        subcommand,
        arg_required_else_help = true,
        after_help = "Example:\n  starling content new story late-launch"
    )]
    Content(ContentCommand),
    /// List the microphones
    #[command(after_help = "Example:\n  starling devices")]
    Devices,
    /// List your takes, or show the report of one
    #[command(after_help = TAKES_HELP)]
    Takes {
        /// A take's name as the list shows it
        #[arg(value_name = "TAKE")]
        take: Option<String>,
    },
    /// Make takes whole that a killed recorder left unfinished
    #[command(after_help = "Example:\n  starling repair")]
    Repair,
    /// Bring takes to the server that could not be brought before
    #[command(after_help = "Example:\n  starling upload --server http://127.0.0.1:7350")]
    Upload,
    /// Let a coach in to a take, with a link
    Share(ShareArguments),
    /// Read what coaches sent on a take
    Review(ReviewArguments),
    /// Write what coaches said of a take as a file for other programs
    Export(ExportArguments),
    /// Put a take into a file for a coach who reaches no server
    Parcel(ParcelArguments),
    /// List the links that let coaches in
    Links(LinksArguments),
    /// Take a link back, at once
    Revoke(RevokeArguments),
    /// Delete takes for good, here and on the server
    Delete(DeleteArguments),
    /// Open the coach's page in your browser
    Console(ConsoleArguments),
    /// Run both services for other machines or programs
    Serve(ServeArguments),
    /// Copy all sessions, while they may be in use
    Backup(BackupArguments),
    /// Put a backup in place of the sessions
    Restore(RestoreArguments),
    /// Check that all sessions, or a backup, are as they were stored
    Verify(VerifyArguments),
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

const COMPLETIONS_HELP: &str = "\
Examples:
  starling completions bash \\
      > ~/.local/share/bash-completion/completions/starling
  starling completions zsh > ~/.zfunc/_starling
  starling completions fish > ~/.config/fish/completions/starling.fish";

#[derive(Debug, Args)]
#[command(after_help = SERVE_HELP)]
pub(crate) struct ServeArguments {
    /// Where to listen, instead of where the configuration says; may be given several times [default: 127.0.0.1:7350]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Vec<SocketAddr>,
    /// The configuration; the environment (STARLING__LISTEN__TCP and so on) wins over it
    #[arg(long, value_name = "FILE.toml", env = "STARLING_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Check the configuration, print all of it, and end
    #[arg(long)]
    pub(crate) check_config: bool,
}

const SERVE_HELP: &str = "\
Examples:
  starling serve --listen 127.0.0.1:8080
  starling serve --config /etc/starling/starling.toml --check-config";

#[derive(Debug, Default, Args)]
#[command(after_help = PRACTICE_HELP)]
pub(crate) struct PracticeArguments {
    /// The question to answer; see `starling questions` [default: the one not practised for longest]
    #[arg(long, value_name = "ID")]
    pub(crate) question: Option<String>,
    /// The format to answer in; see `starling formats` [default: the question's own]
    #[arg(long, value_name = "ID")]
    pub(crate) format: Option<String>,
    #[command(flatten)]
    pub(crate) fit: FitArgument,
    /// The microphone; see `starling devices` [default: the system's]
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// Count down this long before recording, to think
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=3600))]
    pub(crate) think: u32,
    /// Line by line, for screen readers and scripts [default where there is no terminal]
    #[arg(long)]
    pub(crate) plain: bool,
    /// Read the question aloud (needs espeak-ng)
    #[arg(long)]
    pub(crate) speak: bool,
    /// Take the answer from a recording instead of the microphone
    #[arg(long, value_name = "FILE.wav", conflicts_with_all = ["device", "think", "demo"])]
    pub(crate) input: Option<PathBuf>,
    /// The recording's sections: an Audacity label track [default: the WAV's own cue markers]
    #[arg(long, value_name = "LABELS.txt", requires = "input")]
    pub(crate) marks: Option<PathBuf>,
    /// Note that this person knows of the recording; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) told: Vec<String>,
    /// Have the service forget the session after this long, such as 30d; your own files stay
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    pub(crate) keep_for: Option<Duration>,
    /// Take the answer from the sample that comes with Starling
    #[arg(long, conflicts_with_all = ["device", "think", "marks"])]
    pub(crate) demo: bool,
}

const PRACTICE_HELP: &str = "\
Examples:
  starling practice --question worst-production-incident --think 30
  starling practice --input answer.wav --marks labels.txt --format l6-2min
  starling practice --told Ana --keep-for 30d

Keys:
  space  begin, then next section    o  off-clock: the interviewer speaks
  1-9    go to a section             p  stop the clock, and start it again
  enter, q  finish                   ?  all keys
With --plain, type them followed by enter; enter alone begins, then moves on.";

const TAKES_HELP: &str = "\
Examples:
  starling takes
  starling takes 2026-11-21-101709-late-launch";

#[derive(Debug, Args)]
#[command(after_help = SCORE_HELP)]
pub(crate) struct ScoreArguments {
    /// The recording
    #[arg(value_name = "FILE.wav", required_unless_present = "segments")]
    pub(crate) recording: Option<PathBuf>,
    /// The recording's sections: an Audacity label track [default: the WAV's own cue markers]
    #[arg(long, value_name = "LABELS.txt", conflicts_with = "segments")]
    pub(crate) marks: Option<PathBuf>,
    /// What if? A JSON list of {"section", "elapsed_s", "speech_s"} in spoken order; - for standard input
    #[arg(long, value_name = "FILE.json", conflicts_with = "recording")]
    pub(crate) segments: Option<PathBuf>,
    /// The format to hold it against; see `starling formats`
    #[arg(long, value_name = "ID")]
    pub(crate) format: String,
    #[command(flatten)]
    pub(crate) fit: FitArgument,
}

const SCORE_HELP: &str = "\
Examples:
  starling score answer.wav --marks labels.txt --format l6-2min
  starling score --segments times.json --format l6-2min --fit headline";

#[derive(Debug, Default, Args)]
pub(crate) struct FitArgument {
    /// Hold the answer against the budgets as printed, or scaled to the format's headline length
    #[arg(long, value_enum, default_value_t)]
    fit: FitName,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum FitName {
    #[default]
    Printed,
    Headline,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LevelArgument {
    L6,
    L7,
}

impl FitArgument {
    pub(crate) fn fit(&self) -> Fit {
        match self.fit {
            FitName::Printed => Fit::Printed,
            FitName::Headline => Fit::Headline,
        }
    }
}

impl From<LevelArgument> for Level {
    fn from(level: LevelArgument) -> Self {
        match level {
            LevelArgument::L6 => Self::L6,
            LevelArgument::L7 => Self::L7,
        }
    }
}
