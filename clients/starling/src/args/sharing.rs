//! What can be typed to let a coach in: `share`, `links`, `revoke`.

use std::num::NonZero;
use std::time::Duration;

use clap::{Args, ValueEnum};
use starling_practice::{LinkLabel, LinkRole};

use super::duration;

#[derive(Debug, Args)]
#[command(after_help = SHARE_HELP)]
pub(crate) struct ShareArguments {
    /// A take as `starling takes` lists it, or a session, such as sessions/0198f3a2
    #[arg(value_name = "TAKE|SESSION")]
    pub(crate) what: String,
    /// What the coach may do
    #[arg(long, value_enum)]
    pub(crate) role: RoleArgument,
    /// How long the link opens anything, such as 12h or 7d
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse)]
    pub(crate) life: Duration,
    /// How often it can be redeemed [default: any number of times]
    #[arg(long, value_name = "N")]
    pub(crate) uses: Option<NonZero<u32>>,
    /// Whom it is for, in your own words
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, value_parser = label)]
    pub(crate) label: LinkLabel,
    /// Print no QR code below the link
    #[arg(long)]
    pub(crate) no_qr: bool,
}

const SHARE_HELP: &str = "\
The link opens the whole session of the take in a browser, and nothing else,
while `starling console` or `starling serve` runs here. It is shown once. In a
pipe it is all that is printed; on a terminal a QR code comes with it.

Examples:
  starling share 2026-11-21-101709-late-launch --role comment --for 7d
  starling share sessions/0198f3a2 --role listen --for 12h --uses 1 --label Ana";

/// What a coach may do with a session.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RoleArgument {
    /// Hear the takes; read reports and comments
    Listen,
    /// That, and review and comment
    Comment,
}

#[derive(Debug, Args)]
#[command(after_help = LINKS_HELP)]
pub(crate) struct LinksArguments {
    /// Only those to this take or session
    #[arg(value_name = "TAKE|SESSION")]
    pub(crate) what: Option<String>,
}

const LINKS_HELP: &str = "\
Links that no longer open anything are listed too.

Examples:
  starling links
  starling links 2026-11-21-101709-late-launch --json";

#[derive(Debug, Args)]
#[command(after_help = REVOKE_HELP)]
pub(crate) struct RevokeArguments {
    /// The link, as `starling links` lists it, or the last part of that
    #[arg(value_name = "LINK", required_unless_present = "all_of")]
    pub(crate) link: Option<String>,
    /// Take back every link to this take or session
    #[arg(long, value_name = "TAKE|SESSION", conflicts_with = "link")]
    pub(crate) all_of: Option<String>,
}

const REVOKE_HELP: &str = "\
Who came in by the link is out at once, also in the middle of a recording.

Examples:
  starling revoke sessions/0198f3a2/shareLinks/0198f3b7
  starling revoke --all-of 2026-11-21-101709-late-launch";

fn label(text: &str) -> Result<LinkLabel, String> {
    LinkLabel::new(text).map_err(|error| error.to_string())
}

impl From<RoleArgument> for LinkRole {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Listen => Self::Listen,
            RoleArgument::Comment => Self::Comment,
        }
    }
}
