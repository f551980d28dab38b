//! What can be typed about what is stored: `backup`, `restore`, `verify`, `delete`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = BACKUP_HELP)]
pub(crate) struct BackupArguments {
    /// A new or empty folder, best on another disk
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

const BACKUP_HELP: &str = "\
The recordings in the folder `takes` are plain files; copy them as you like.

Example:
  starling backup /media/disk/starling-$(date +%F)";

#[derive(Debug, Args)]
#[command(after_help = RESTORE_HELP)]
pub(crate) struct RestoreArguments {
    /// The folder of a backup
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Move sessions that are there aside; they are never deleted
    #[arg(long)]
    pub(crate) replace: bool,
}

const RESTORE_HELP: &str = "\
The backup is verified first. If this is interrupted, do the same again.

Examples:
  starling restore /media/disk/starling-2026-11-21
  starling restore /media/disk/starling-2026-11-21 --replace";

#[derive(Debug, Args)]
#[command(after_help = VERIFY_HELP)]
pub(crate) struct VerifyArguments {
    /// The folder of a backup, or of sessions [default: your sessions]
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}

const VERIFY_HELP: &str = "\
Every hash and every reference is checked; a server may run meanwhile.

Exit codes:
  0  all is as it was stored
  1  something is damaged, or there is nothing to verify

Examples:
  starling verify
  starling verify /media/disk/starling-2026-11-21 --json";

#[derive(Debug, Args)]
#[command(after_help = DELETE_HELP)]
pub(crate) struct DeleteArguments {
    /// Takes' names as `starling takes` lists them
    #[arg(value_name = "TAKE", required_unless_present = "everything")]
    pub(crate) takes: Vec<String>,
    /// All takes, and all that the server keeps of yours
    #[arg(long, conflicts_with = "takes")]
    pub(crate) everything: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

const DELETE_HELP: &str = "\
A deleted take is gone for good: the recording, its marks and its report, on
this machine and on the server, with all that a coach wrote about it. The server
goes first; where it does not answer, nothing is deleted. Backups that may still
hold the take are named. Stories and questions of your own stay.

Examples:
  starling delete 2026-11-21-101709-late-launch
  starling delete --everything --yes";
