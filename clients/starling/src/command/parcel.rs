//! `starling parcel`: a take in one file for a coach without a server, and the way back of what they wrote in it.

mod contents;
mod import;
mod voices;

use std::path::PathBuf;

use crate::args::{Global, ParcelArguments, ParcelCommand};
use crate::coaching::{self, Coaching};
use crate::command::export::{refuse_existing, write_new, wrote};
use crate::command::takes;
use crate::failure::{Failure, Kind};
use crate::output::advise;
use crate::services::{self, Connection};

pub(crate) async fn run(global: &Global, arguments: ParcelArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let done = match (&arguments.command, &arguments.take) {
        (Some(ParcelCommand::Import { file }), _) => import::run(global, file, &connection).await,
        (None, take) => write(global, take.as_deref(), arguments.output, &connection).await,
    };
    let closed = connection.close().await;
    done.and(closed)
}

async fn write(
    global: &Global,
    take: Option<&str>,
    output: Option<PathBuf>,
    connection: &Connection,
) -> Result<(), Failure> {
    let page = starling_console::parcel().ok_or_else(|| {
        let problem = "this starling was built without its page; build it with ./starling, which makes the page first";
        Failure::new(Kind::Other, problem)
    })?;
    let meant = coaching::meant(global, take)?;
    let name = match &meant.entry {
        Some(entry) => takes::name_of(&entry.wav).to_owned(),
        None => meant.id.take.to_string(),
    };
    let output = output.unwrap_or_else(|| PathBuf::from(format!("{name}.html")));
    refuse_existing(&output)?;
    let audio = contents::audio(&meant, connection).await?;
    let coaching = Coaching::of(&meant, connection).await?;
    let voices = voices::voices(&coaching, connection).await?;
    let left_out = voices.left_out;
    let report = connection.sessions().newest_report(&meant.id).await?;
    let contents = contents::json(&name, coaching, voices, report, &audio)?;
    write_new(&output, |out| contents::fill(page, &contents, &audio, out))?;
    wrote(global, &output, "text/html")?;
    if left_out > 0 {
        advise(&format!(
            "There was no room for {}; a link (`starling share`) lets the coach hear all of them.",
            spoken_comments(left_out)
        ));
    }
    if !global.json {
        advise(
            "Send this file to your coach, who opens it in a browser. What they send back, `starling parcel import FILE` takes over.",
        );
    }
    Ok(())
}

fn spoken_comments(count: usize) -> String {
    match count {
        1 => "the oldest spoken comment".to_owned(),
        count => format!("the {count} oldest spoken comments"),
    }
}
