//! `starling restore`

use std::time::SystemTime;

use starling_session::Existing;

use crate::args::{Global, RestoreArguments};
use crate::failure::Failure;
use crate::{output, progress, services};

pub(crate) fn run(global: &Global, arguments: &RestoreArguments) -> Result<(), Failure> {
    let sessions = services::sessions_dir(global)?;
    let existing = if arguments.replace {
        Existing::SetAside
    } else {
        Existing::Keep
    };
    let restored = progress::of_bytes("restoring", |progress| {
        let now = SystemTime::now();
        starling_session::restore(&arguments.folder, &sessions, existing, now, progress)
    })?;
    if global.json {
        return output::json(&restored);
    }
    let mut text = format!(
        "restored as of {}: {}\n",
        restored.backup_time,
        progress::takes(restored.take_count)
    );
    if let Some(path) = &restored.set_aside {
        text += &format!("what was there before is in {}\n", path.display());
    }
    output::text(&text)
}
