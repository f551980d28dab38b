//! What can be typed about what is stored: `backup`, `restore`, `verify`.

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
