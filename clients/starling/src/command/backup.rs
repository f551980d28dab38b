//! `starling backup`

use std::time::SystemTime;

use indicatif::HumanBytes;

use crate::args::{BackupArguments, Global};
use crate::failure::Failure;
use crate::{output, progress, services};

pub(crate) fn run(global: &Global, arguments: &BackupArguments) -> Result<(), Failure> {
    let sessions = services::sessions_dir(global)?;
    let backed_up = progress::of_bytes("backing up", |progress| {
        starling_session::backup(&sessions, &arguments.folder, SystemTime::now(), progress)
    })?;
    if global.json {
        return output::json(&backed_up);
    }
    output::text(&format!(
        "backed up and verified: {}, {}; `starling restore {}` brings it back\n",
        progress::takes(backed_up.take_count),
        HumanBytes(backed_up.size_bytes),
        backed_up.path.display()
    ))
}
