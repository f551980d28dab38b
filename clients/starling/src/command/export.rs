//! `starling export`: what coaches say, as files for other programs.

use std::env;
use std::fs::Permissions;
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::json;
use starling_practice::export::label;
use starling_proto::client;
use starling_speech::markers::{Marker, Piece, combined};

use crate::args::{ExportArguments, ExportKind, Global};
use crate::coaching::{self, Meant};
use crate::failure::{Failure, Kind};
use crate::services::{self, Connection};
use crate::{output, recording};

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
    let meant = coaching::meant(global, arguments.take.as_deref())?;
    let kind = match arguments.kind {
        ExportKind::Labels => client::ExportKind::Labels,
        ExportKind::Vtt => client::ExportKind::WebVtt,
        ExportKind::Csv => client::ExportKind::Csv,
        ExportKind::Markdown => client::ExportKind::Markdown,
        ExportKind::Wav => return with_comments(global, arguments, &meant, connection).await,
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
async fn with_comments(
    global: &Global,
    arguments: &ExportArguments,
    meant: &Meant,
    connection: &Connection,
) -> Result<(), Failure> {
    let folder = match &arguments.output {
        Some(path) => {
            refuse_existing(path)?;
            folder_of(path).to_owned()
        }
        None if io::stdout().is_terminal() || global.json => {
            let problem = "a recording is no text; say --output FILE.wav";
            return Err(Failure::new(Kind::Usage, problem));
        }
        None => env::temp_dir(),
    };
    let comments = connection.reviews().comments(&meant.id).await?;
    // The oldest first, so that a reply comes after what it is to.
    let comments = comments.iter().rev().map(|comment| Marker {
        sample: comment.content.span.start,
        label: label(comment),
    });
    let wav = recording::open(meant, connection, &folder).await?;
    let mut wav = BufReader::new(wav);
    let pieces = combined(&mut wav, comments.collect())
        .map_err(|error| Failure::input(format!("{}: {error}", meant.name())))?;
    match &arguments.output {
        Some(path) => {
            write_new(path, |out| copy(&mut wav, &pieces, out))?;
            wrote(global, path, "audio/wav")
        }
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

/// Writes a file that is not there yet. It has its name once it is whole, and until then one that tells what it is a part
/// of, should somebody find what a kill has left.
pub(crate) fn write_new(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    refuse_existing(path)?;
    let failed = |error| cannot_write(path, &error);
    let mut prefix = path.file_name().unwrap_or_default().to_owned();
    prefix.push(".part-");
    let draft = tempfile::Builder::new()
        .prefix(&prefix)
        // As any file that a program makes; the umask takes from it.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder_of(path));
    let mut out = BufWriter::new(draft.map_err(failed)?);
    write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    let (draft, _) = out.into_parts();
    draft
        .persist_noclobber(path)
        .map_err(|refused| failed(refused.error))?;
    Ok(())
}

/// Refuses before the work what could not be written after it.
pub(crate) fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match path.try_exists() {
        Ok(true) => Err(cannot_write(path, &io::ErrorKind::AlreadyExists.into())),
        Ok(false) => Ok(()),
        Err(error) => Err(cannot_write(path, &error)),
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let (kind, problem) = match error.kind() {
        io::ErrorKind::AlreadyExists => (Kind::Input, "it is there already".to_owned()),
        _ => (Kind::Other, error.to_string()),
    };
    Failure::new(kind, format!("cannot write {}: {problem}", path.display()))
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent();
    folder
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Says what was written.
pub(crate) fn wrote(global: &Global, path: &Path, media_type: &str) -> Result<(), Failure> {
    if global.json {
        return output::json(&json!({"file": path, "media_type": media_type}));
    }
    output::text(&format!("{}\n", path.display()))
}
