//! `starling content`

mod check;
mod new;

use crate::args::{ContentCommand, Global};
use crate::failure::Failure;
use crate::{output, services};

pub(crate) fn run(global: &Global, command: ContentCommand) -> Result<(), Failure> {
    match command {
        ContentCommand::New(command) => new::run(global, command),
        ContentCommand::Check { paths, strict } => check::run(global, &paths, strict),
        ContentCommand::Path => {
            let packs = services::packs_dir(global)?;
            if global.json {
                output::json(&packs)
            } else {
                output::text(&format!("{}\n", packs.display()))
            }
        }
    }
}
