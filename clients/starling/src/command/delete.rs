//! `starling delete`: for good, on the server and here.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use starling_proto::convert::Backup;
use starling_recorder::library::{Entry, Library};

use super::{links, repair, takes};
use crate::args::{DeleteArguments, Global};
use crate::failure::{Failure, Kind};
use crate::output::{self, tell};
use crate::progress;
use crate::services::{self, Connection};

/// What is gone, and where it may still be.
#[derive(Default, Serialize)]
struct Deleted {
    takes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_count: Option<u32>,
    backups: Vec<String>,
}

pub(crate) async fn run(global: &Global, arguments: DeleteArguments) -> Result<(), Failure> {
    let library = repair::library(global)?;
    let meant = if arguments.everything {
        Meant::everything(global, &library)?
    } else {
        Meant::takes(global, &library, &arguments.takes)?
    };
    if !arguments.yes && !is_confirmed(&meant)? {
        tell("nothing was deleted");
        return Ok(());
    }
    let connection = services::connect(global).await?;
    let mut deleted = Deleted::default();
    let done = match &meant {
        Meant::Takes(takes) => one_by_one(&connection, &library, takes, &mut deleted).await,
        Meant::Everything { here, elsewhere } => {
            let done = everything(&connection, &library, here, &mut deleted).await;
            done.and_then(|()| nothing_elsewhere(*elsewhere))
        }
    };
    let told = show(global, &deleted);
    let closed = connection.close().await;
    done.and(told).and(closed)
}

/// What is to be deleted.
enum Meant {
    Takes(Vec<Entry>),
    Everything {
        /// The WAVs of the takes of the server in use.
        here: Vec<PathBuf>,
        /// How many takes belong to other servers.
        elsewhere: usize,
    },
}

impl Meant {
    fn takes(global: &Global, library: &Library, names: &[String]) -> Result<Self, Failure> {
        let names: BTreeSet<_> = names.iter().collect();
        let entries = names.into_iter().map(|name| {
            let found = library
                .path_of(name)
                .and_then(|wav| library.load(&wav).ok().map(|record| Entry { wav, record }));
            let entry = found.ok_or_else(|| takes::unknown(name))?;
            links::belongs_here(global, name, entry.record.server.as_deref())?;
            is_ended(library, &entry.wav)?;
            Ok(entry)
        });
        entries.collect::<Result<_, _>>().map(Self::Takes)
    }

    fn everything(global: &Global, library: &Library) -> Result<Self, Failure> {
        let (here, elsewhere): (Vec<_>, Vec<_>) = library.all()?.into_iter().partition(|wav| {
            // A take without a sound record belongs to nobody else, at least.
            let record = library.load(wav);
            record.map_or(true, |record| record.server == global.server)
        });
        here.iter().try_for_each(|wav| is_ended(library, wav))?;
        Ok(Self::Everything {
            here,
            elsewhere: elsewhere.len(),
        })
    }
}

fn is_ended(library: &Library, wav: &Path) -> Result<(), Failure> {
    if library.is_being_recorded(wav) {
        return Err(Failure::input(format!(
            "take `{}` is being recorded; finish it first",
            takes::name_of(wav)
        )));
    }
    Ok(())
}

/// Asks where there is somebody to answer.
fn is_confirmed(meant: &Meant) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            Kind::Usage,
            "what is deleted is gone for good, and nobody can be asked here; say --yes",
        ));
    }
    let what = match meant {
        Meant::Takes(takes) => progress::takes(takes.len() as u64),
        Meant::Everything { here, .. } => format!(
            "everything: {}, and all that the server keeps of yours",
            progress::takes(here.len() as u64)
        ),
    };
    tell(format_args!(
        "This deletes {what}, for good. Type yes to go on:"
    ));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}

/// The server first: what it has not deleted is not deleted here either.
async fn one_by_one(
    connection: &Connection,
    library: &Library,
    takes: &[Entry],
    deleted: &mut Deleted,
) -> Result<(), Failure> {
    let mut sessions = connection.sessions();
    for Entry { wav, record } in takes {
        let name = takes::name_of(wav);
        match sessions.expunge_take(&record.take, None).await {
            Ok(backups) => deleted.add_backups(backups),
            Err(error) if error.is_not_found() => {
                tell(format_args!("starling: the server does not have {name}"));
            }
            Err(error) => {
                let kind = Failure::from(error.clone()).kind();
                let problem = format!("{error}; {name} is still here and on the server");
                return Err(Failure::new(kind, problem));
            }
        }
        library.remove(wav)?;
        deleted.takes.push(name.to_owned());
    }
    Ok(())
}

async fn everything(
    connection: &Connection,
    library: &Library,
    takes: &[PathBuf],
    deleted: &mut Deleted,
) -> Result<(), Failure> {
    let (session_count, backups) = connection.sessions().expunge_owner().await?;
    deleted.session_count = Some(session_count);
    deleted.add_backups(backups);
    for wav in takes {
        library.remove(wav)?;
        deleted.takes.push(takes::name_of(wav).to_owned());
    }
    Ok(())
}

fn nothing_elsewhere(count: usize) -> Result<(), Failure> {
    if count == 0 {
        return Ok(());
    }
    let takes = progress::takes(count as u64);
    let problem = format!(
        "{takes} of other servers kept; `starling delete --everything --server URL` deletes those of one"
    );
    Err(Failure::new(Kind::Other, problem))
}

fn show(global: &Global, deleted: &Deleted) -> Result<(), Failure> {
    if global.json {
        return output::json(deleted);
    }
    let mut text: String = deleted
        .takes
        .iter()
        .map(|name| format!("deleted {name}\n"))
        .collect();
    if let Some(count) = deleted.session_count {
        text += &format!("sessions deleted on the server: {count}\n");
    }
    for backup in &deleted.backups {
        text += &format!("may still be in the backup {backup}\n");
    }
    output::text(&text)
}

impl Deleted {
    fn add_backups(&mut self, backups: Vec<Backup>) {
        for Backup { path, create_time } in backups {
            let backup = format!("{path} of {}", links::minute(create_time));
            if !self.backups.contains(&backup) {
                self.backups.push(backup);
            }
        }
    }
}
