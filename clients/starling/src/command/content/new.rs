//! `starling content new`

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use starling_content::{NewItem, new_pack, new_question, new_story};

use crate::args::{Global, NewCommand, NewItemArguments, PlaceArguments};
use crate::failure::{Failure, Kind};
use crate::output::tell;
use crate::{output, services};

pub(super) fn run(global: &Global, command: NewCommand) -> Result<(), Failure> {
    const FILL_IN: &str =
        "fill in what stands in brackets; `starling content check` says what is left";
    let (path, place, next) = match command {
        NewCommand::Pack { id, title, place } => {
            let folder = new_pack(&packs_dir(global, &place)?, &id, title.as_deref())?;
            let next = format!("`starling content new story ID --pack {id}` begins a story in it");
            (folder.join("pack.toml"), place, next)
        }
        NewCommand::Story(arguments) => {
            let packs = packs_dir(global, &arguments.place)?;
            let (item, place) = item(arguments);
            (new_story(&packs, &item)?, place, FILL_IN.to_owned())
        }
        NewCommand::Question(arguments) => {
            let packs = packs_dir(global, &arguments.place)?;
            let (item, place) = item(arguments);
            (new_question(&packs, &item)?, place, FILL_IN.to_owned())
        }
    };
    if global.json {
        output::json(&path)?;
    } else {
        output::text(&format!("{}\n", path.display()))?;
    }
    tell(next);
    if place.edit { edit(&path) } else { Ok(()) }
}

fn packs_dir(global: &Global, place: &PlaceArguments) -> Result<PathBuf, Failure> {
    match &place.dir {
        Some(folder) => Ok(folder.clone()),
        None => services::packs_dir(global),
    }
}

fn item(arguments: NewItemArguments) -> (NewItem, PlaceArguments) {
    let item = NewItem {
        pack: arguments.pack,
        id: arguments.id,
        title: arguments.title,
        level: arguments.level.map(Into::into),
        format: arguments.format,
        principles: arguments.principle,
    };
    (item, arguments.place)
}

/// Opens a file in the person's editor and waits until it is closed.
fn edit(path: &Path) -> Result<(), Failure> {
    let named = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok());
    let Some(editor) = named.into_iter().find(|editor| !editor.is_empty()) else {
        return Err(Failure::new(
            Kind::Other,
            "--edit needs $VISUAL or $EDITOR; the file is there",
        ));
    };
    // The variable may hold options too, and the shell knows how they are written.
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(path);
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Other,
        format!("`{editor}` failed; the file is there"),
    ))
}
