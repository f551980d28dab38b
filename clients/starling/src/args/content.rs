//! What can be typed to write material of one's own: `content`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use starling_practice::Slug;

use super::LevelArgument;

#[derive(Debug, Subcommand)]
pub(crate) enum ContentCommand {
    /// Begin a pack, a story or a question
    #[command(subcommand, arg_required_else_help = true)]
    New(NewCommand),
    /// Say what is wrong with packs, what is still to be written, and what is worth another look
    #[command(after_help = CHECK_HELP)]
    Check {
        /// A pack, something in it, or a folder of packs [default: your own packs]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Fail for hints, too
        #[arg(long)]
        strict: bool,
    },
    /// Print the folder of your own packs
    #[command(after_help = "Example:\n  cd \"$(starling content path)\"")]
    Path,
}

const CHECK_HELP: &str = "\
Examples:
  starling content check
  starling content check my-pack --strict";

#[derive(Debug, Subcommand)]
pub(crate) enum NewCommand {
    /// Begin a pack, with a copy of the formats and principles that come with Starling
    #[command(after_help = "Example:\n  starling content new pack library-jobs")]
    Pack {
        /// The pack's id, which becomes its folder's name
        #[arg(value_name = "ID", value_parser = Slug::new)]
        id: Slug,
        /// What people call it [default: the words of the id]
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
        #[command(flatten)]
        place: PlaceArguments,
    },
    /// Begin a story: a question with your answer, section by section
    #[command(
        after_help = "Example:\n  starling content new story late-launch --principle ownership --edit"
    )]
    Story(NewItemArguments),
    /// Begin a question to practise
    #[command(after_help = "Example:\n  starling content new question angry-customer --level l7")]
    Question(NewItemArguments),
}

#[derive(Debug, Args)]
pub(crate) struct NewItemArguments {
    /// The id, which becomes the file's name
    #[arg(value_name = "ID", value_parser = Slug::new)]
    pub(crate) id: Slug,
    /// The pack to put it in [default: my-stories, made where it is not there yet]
    #[arg(long, value_name = "ID", value_parser = Slug::new)]
    pub(crate) pack: Option<Slug>,
    /// The level [default: that of the format, or l6]
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) level: Option<LevelArgument>,
    /// The format to answer in; see `starling formats` [default: the pack's first of the level]
    #[arg(long, value_name = "ID", value_parser = Slug::new)]
    pub(crate) format: Option<Slug>,
    /// A principle that an answer shows; may be given up to five times
    #[arg(long, value_name = "ID", value_parser = Slug::new)]
    pub(crate) principle: Vec<Slug>,
    /// What people call it [default: the words of the id]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PlaceArguments {
    /// The folder of the packs [default: that of `starling content path`]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Open the file in $VISUAL or $EDITOR
    #[arg(long)]
    pub(crate) edit: bool,
}
