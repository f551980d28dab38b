//! What can be typed to read the material: `show`, `question`, `story`, `scenario`, `browse`.

use clap::{Args, Subcommand, ValueEnum};
use starling_practice::{Collection, Outcome, Slug};

use super::LevelArgument;
use super::material::KindArgument;

#[derive(Debug, Args)]
#[command(after_help = SHOW_HELP)]
pub(crate) struct ShowArguments {
    /// The item: a collection and an id, after a pack where two packs have it
    #[arg(value_name = "[PACK/]COLLECTION/ID", value_parser = ItemArgument::parse)]
    pub(crate) item: ItemArgument,
}

const SHOW_HELP: &str = "\
Collections:
  formats, questions, stories, scenarios, principles, guidance, competencies,
  assessments, plans, rubrics, contradictions

Examples:
  starling show rubrics/l7
  starling show plans/l7-week
  starling show amazon-em/principles/earn-trust
  starling browse --plain --kind guidance    the ids of a collection";

/// An item, as it is named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ItemArgument {
    pub(crate) collection: Collection,
    /// `ID` or `PACK/ID`
    pub(crate) id: String,
}

impl ItemArgument {
    fn parse(text: &str) -> Result<Self, String> {
        let read = |collection, id| {
            let collection = Collection::from_name(collection)?;
            Some(Self { collection, id })
        };
        let parts: Vec<&str> = text.split('/').collect();
        let item = match parts[..] {
            [collection, id] => read(collection, id.to_owned()),
            [pack, collection, id] => read(collection, format!("{pack}/{id}")),
            _ => None,
        };
        item.ok_or_else(|| "write a collection and an id, such as rubrics/l7".to_owned())
    }
}

#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  starling question show worst-production-incident")]
pub(crate) enum QuestionCommand {
    /// Show a question, and what a listener should hear in its answer
    #[command(after_help = "Example:\n  starling question show worst-production-incident")]
    Show(IdArgument),
}

#[derive(Debug, Subcommand)]
#[command(after_help = STORY_HELP)]
pub(crate) enum StoryCommand {
    /// List the stories
    #[command(after_help = "Example:\n  starling story list --level l7 --category ownership")]
    List {
        #[command(flatten)]
        filter: FilterArguments,
        /// Only those of this category, such as dive-deep
        #[arg(long, value_name = "ID", value_parser = Slug::new)]
        category: Option<Slug>,
    },
    /// Show a story, section by section
    #[command(after_help = "Example:\n  starling story show l6-cart-abandonment")]
    Show(IdArgument),
}

const STORY_HELP: &str = "\
Examples:
  starling story list --principle earn-trust
  starling story show l6-cart-abandonment";

#[derive(Debug, Subcommand)]
#[command(after_help = SCENARIO_HELP)]
pub(crate) enum ScenarioCommand {
    /// List the scenarios
    #[command(after_help = "Example:\n  starling scenario list --outcome failure")]
    List {
        #[command(flatten)]
        filter: FilterArguments,
        /// Only those that ended so
        #[arg(long, value_enum, ignore_case = true)]
        outcome: Option<OutcomeArgument>,
    },
    /// Show a scenario, section by section, and what there is to learn from it
    #[command(after_help = "Example:\n  starling scenario show crisis-recovery")]
    Show(IdArgument),
}

const SCENARIO_HELP: &str = "\
Examples:
  starling scenario list --outcome failure
  starling scenario show crisis-recovery";

#[derive(Debug, Args)]
pub(crate) struct IdArgument {
    /// The id, after its pack where two packs have it
    #[arg(value_name = "[PACK/]ID")]
    pub(crate) id: String,
}

#[derive(Debug, Args)]
pub(crate) struct FilterArguments {
    /// Only those of this level
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) level: Option<LevelArgument>,
    /// Only those that show this principle, such as earn-trust
    #[arg(long, value_name = "ID", value_parser = Slug::new)]
    pub(crate) principle: Option<Slug>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum OutcomeArgument {
    Success,
    Failure,
}

impl From<OutcomeArgument> for Outcome {
    fn from(outcome: OutcomeArgument) -> Self {
        match outcome {
            OutcomeArgument::Success => Self::Success,
            OutcomeArgument::Failure => Self::Failure,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = BROWSE_HELP)]
pub(crate) struct BrowseArguments {
    /// Begin with what these words find
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// Begin with items of this kind
    #[arg(long, value_enum, ignore_case = true, value_name = "KIND")]
    pub(crate) kind: Option<KindArgument>,
    /// Begin with items for this level, or for all
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) level: Option<LevelArgument>,
    /// Print the list instead, for screen readers and scripts
    #[arg(long)]
    pub(crate) plain: bool,
}

const BROWSE_HELP: &str = "\
Examples:
  starling browse
  starling browse disagree with a director --level l7
  starling browse --plain --kind plan

Keys:
  /          filter as you type       enter, p   practise the question
  up, down   go through the list      space, b   read on, and back
  tab        the next kind            l          the next level
  q, esc     leave                    ?          all keys";
