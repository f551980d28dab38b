//! What can be typed about the material: `compare`, `coverage`, `search`.

use clap::{Args, ValueEnum};
use starling_practice::{Collection, Slug};

use super::LevelArgument;

#[derive(Debug, Args)]
#[command(after_help = COMPARE_HELP)]
pub(crate) struct CompareArguments {
    /// The level on the left
    #[arg(value_enum, ignore_case = true)]
    pub(crate) left: LevelArgument,
    /// The level on the right
    #[arg(value_enum, ignore_case = true)]
    pub(crate) right: LevelArgument,
    /// A competency, an area of competencies, or one aspect [default: all]
    #[arg(value_name = "AREA")]
    pub(crate) area: Option<String>,
}

const COMPARE_HELP: &str = "\
Examples:
  starling compare l6 l7
  starling compare l6 l7 leadership
  starling compare l7 l6 executive-presence";

#[derive(Debug, Args)]
#[command(after_help = COVERAGE_HELP)]
pub(crate) struct CoverageArguments {
    /// Count the stories of this pack instead of your own; may be given several times
    #[arg(long, value_name = "ID", value_parser = Slug::new)]
    pub(crate) pack: Vec<Slug>,
    /// Count only the stories of this level
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) level: Option<LevelArgument>,
}

const COVERAGE_HELP: &str = "\
Examples:
  starling coverage
  starling coverage --level l7
  starling coverage --pack amazon-em";

#[derive(Debug, Args)]
#[command(after_help = SEARCH_HELP)]
pub(crate) struct SearchArguments {
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// Only items of this kind; may be given several times
    #[arg(long, value_enum, ignore_case = true, value_name = "KIND")]
    pub(crate) kind: Vec<KindArgument>,
    /// Only items for this level, or for all
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) level: Option<LevelArgument>,
    /// How many to show at most
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(crate) limit: u16,
}

const SEARCH_HELP: &str = "\
Examples:
  starling search disagree with a director
  starling search outage --kind story --level l6";

/// A kind of item, in the singular or, as in the name of its folder, in the plural.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KindArgument(pub(crate) Collection);

impl ValueEnum for KindArgument {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [KindArgument; Collection::ALL.len()] = {
            let mut all = [KindArgument(Collection::Formats); Collection::ALL.len()];
            let mut index = 0;
            while index < all.len() {
                all[index] = KindArgument(Collection::ALL[index]);
                index += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        let (singular, plural) = (self.0.singular(), self.0.as_str());
        Some(clap::builder::PossibleValue::new(singular).alias(plural))
    }
}
