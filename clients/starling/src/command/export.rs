//! `starling export`: what coaches say, as files for other programs.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::json;
use starling_practice::export::label;
use starling_proto::client;
use starling_speech::markers::{Marker, Piece, combined};

use crate::args::{ExportArguments, ExportKind, Global};
use crate::coaching::{self, Meant};
use crate::failure::{Failure, Kind};
use crate::output;
use crate::services::{self, Connection};

pub(crate) async fn run(global: &Global, arguments: ExportArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let exported = export(global, &arguments, &connection).await;
    let closed = connection.close().await;
    exported.and(closed)
}

async fn export(
    global: &Global,
    arguments: &ExportArguments,
    connection: &Connection,
) -> Result<(), Failure> {
    let meant = coaching::meant(global, Some(&arguments.take))?;
    let kind = match arguments.kind {
        ExportKind::Labels => client::ExportKind::Labels,
        ExportKind::Vtt => client::ExportKind::WebVtt,
        ExportKind::Csv => client::ExportKind::Csv,
        ExportKind::Markdown => client::ExportKind::Markdown,
        ExportKind::Wav => return recording(global, arguments, &meant, connection).await,
    };
    let mut reviews = connection.reviews();
    let file = reviews.export_review(&meant.id, kind).await?;
    let Some(path) = &arguments.output else {
        let text = String::from_utf8_lossy(&file.content);
        return if global.json {
            output::json(
                &json!({"file_name": file.name, "media_type": file.media_type, "content": text}),
            )
        } else {
            output::text(&text)
        };
    };
    write_new(path, |out| out.write_all(&file.content))?;
    wrote(global, path, &file.media_type)
}

/// The take's WAV with its comments as markers, besides those of its sections.
async fn recording(
    global: &Global,
    arguments: &ExportArguments,
    meant: &Meant,
    connection: &Connection,
) -> Result<(), Failure> {
    let entry = meant.entry.as_ref().ok_or_else(|| {
        Failure::input(
            "only takes that are recorded here are written as WAV; `starling takes` lists them",
        )
    })?;
    let comments = connection.reviews().comments(&meant.id).await?;
    // The oldest first, so that a reply comes after what it is to.
    let comments = comments.iter().rev().map(|comment| Marker {
        sample: comment.content.span.start,
        label: label(comment),
    });
    let mut wav = BufReader::new(File::open(&entry.wav)?);
    let pieces = combined(&mut wav, comments.collect())
        .map_err(|error| Failure::input(format!("{}: {error}", entry.wav.display())))?;
    match &arguments.output {
        Some(path) => {
            write_new(path, |out| copy(&mut wav, &pieces, out))?;
            wrote(global, path, "audio/wav")
        }
        None if io::stdout().is_terminal() || global.json => Err(Failure::new(
            Kind::Usage,
            "a recording is no text; say --output FILE.wav",
        )),
        None => Ok(copy(&mut wav, &pieces, &mut io::stdout().lock())?),
    }
}

fn copy(wav: &mut (impl Read + Seek), pieces: &[Piece], out: &mut dyn Write) -> io::Result<()> {
    for piece in pieces {
        match piece {
            Piece::New(bytes) => out.write_all(bytes)?,
            Piece::Old(range) => {
                wav.seek(SeekFrom::Start(range.start))?;
                io::copy(&mut wav.take(piece.size()), out)?;
            }
        }
    }
    out.flush()
}

/// Writes a file that is not there yet, whole or not at all.
pub(crate) fn write_new(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        let (kind, problem) = match error.kind() {
            io::ErrorKind::AlreadyExists => (Kind::Input, "it is there already".to_owned()),
            _ => (Kind::Other, error.to_string()),
        };
        Failure::new(kind, format!("cannot write {}: {problem}", path.display()))
    };
    let file = File::create_new(path).map_err(failed)?;
    let mut out = BufWriter::new(file);
    let written = write(&mut out).and_then(|()| out.flush());
    written.map_err(|error| {
        // What is there in part helps nobody.
        let _ = fs::remove_file(path);
        failed(error)
    })
}

/// Says what was written.
pub(crate) fn wrote(global: &Global, path: &Path, media_type: &str) -> Result<(), Failure> {
    if global.json {
        return output::json(&json!({"file": path, "media_type": media_type}));
    }
    output::text(&format!("{}\n", path.display()))
}
