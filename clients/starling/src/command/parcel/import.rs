//! Comments that come back from a parcel, as files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use starling_practice::{
    Author, Comment, CommentContent, CommentId, CommentKind, CommentText, Criterion, TakeId,
    check_span,
};
use starling_proto::name;
use starling_speech::Span;
use uuid::Uuid;

use crate::args::Global;
use crate::command::{links, repair, takes};
use crate::failure::{Failure, Kind};
use crate::output::{self, tell};
use crate::services::Connection;

/// Far beyond what anybody writes about one answer.
const MAX_FILE_SIZE: u64 = 5_000_000;
const VERSION: u64 = 1;

#[derive(Deserialize)]
struct Version {
    version: u64,
}

#[derive(Deserialize)]
struct CommentsFile {
    take: String,
    author: String,
    comments: Vec<FileComment>,
}

#[derive(Deserialize)]
struct FileComment {
    id: Uuid,
    start_sample: u64,
    end_sample: u64,
    text: String,
    kind: String,
    criterion: String,
    /// An id of the file, or the name of a comment.
    reply_to: String,
}

/// What became of the comments.
#[derive(Serialize)]
struct Imported {
    take: String,
    author: String,
    new: u32,
    already_there: u32,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    id: Uuid,
    why: String,
}

pub(super) async fn run(
    global: &Global,
    path: &Path,
    connection: &Connection,
) -> Result<(), Failure> {
    let file = read(path)?;
    let unusable = |problem: String| Failure::input(format!("{}: {problem}", path.display()));
    let take = name::parse_take("take", &file.take).map_err(|error| unusable(error.to_string()))?;
    let author = Author::new(file.author.trim());
    let author = author.map_err(|error| unusable(format!("author: {error}")))?;
    of_this_server(global, &take)?;
    let length = connection.sessions().newest_report(&take).await?;
    let length = length.map(|stored| stored.report.take.sample_count);
    // A service knows a repeated request for a day; the same file may come after a week.
    let mut there = connection.reviews().comments(&take).await?;
    there.retain(|comment| comment.content.is_imported);

    let mut imported = Imported {
        take: file.take,
        author: author.as_str().to_owned(),
        new: 0,
        already_there: 0,
        refused: Vec::new(),
    };
    let mut created: BTreeMap<Uuid, CommentId> = BTreeMap::new();
    for comment in file.comments {
        let id = comment.id;
        let outcome = match content(&take, &author, length, &created, comment) {
            Ok(content) => match take_same(&mut there, &content) {
                Some(same) => {
                    imported.already_there += 1;
                    Ok(same)
                }
                None => {
                    let outcome = create(connection, &take, id, content).await?;
                    imported.new += u32::from(outcome.is_ok());
                    outcome
                }
            },
            Err(why) => Err(why),
        };
        match outcome {
            Ok(comment) => {
                created.insert(id, comment);
            }
            Err(why) => imported.refused.push(Refused { id, why }),
        }
    }
    show(global, &imported)
}

fn read(path: &Path) -> Result<CommentsFile, Failure> {
    let unusable = |problem: String| Failure::input(format!("{}: {problem}", path.display()));
    let no_comments =
        "this is no file of comments from a parcel, or it was cut short; have it sent again";
    let file = File::open(path).map_err(|error| unusable(error.to_string()))?;
    let mut text = String::new();
    let read = file.take(MAX_FILE_SIZE + 1).read_to_string(&mut text);
    read.map_err(|_| unusable(no_comments.to_owned()))?;
    if text.len() as u64 > MAX_FILE_SIZE {
        return Err(unusable(
            "it is larger than any file of comments".to_owned(),
        ));
    }
    let Version { version } =
        serde_json::from_str(&text).map_err(|_| unusable(no_comments.to_owned()))?;
    if version != VERSION {
        return Err(unusable(format!(
            "its version is {version}, and this starling reads version {VERSION}; update it"
        )));
    }
    serde_json::from_str(&text).map_err(|error| unusable(format!("{no_comments} ({error})")))
}

/// Refuses a take that is known here to belong to another server.
fn of_this_server(global: &Global, take: &TakeId) -> Result<(), Failure> {
    let (entries, _) = repair::library(global)?.entries()?;
    match entries.iter().find(|entry| entry.record.take == *take) {
        Some(entry) => {
            let name = takes::name_of(&entry.wav);
            links::belongs_here(global, name, entry.record.server.as_deref())
        }
        None => Ok(()),
    }
}

/// A comment of the file as one of ours, or why it cannot be one.
fn content(
    take: &TakeId,
    author: &Author,
    length: Option<u64>,
    created: &BTreeMap<Uuid, CommentId>,
    comment: FileComment,
) -> Result<CommentContent, String> {
    let span = check_span(Span {
        start: comment.start_sample,
        end: comment.end_sample,
    })
    .map_err(|error| format!("end_sample: {error}"))?;
    if length.is_some_and(|length| span.end > length) {
        return Err("it is about what comes after the end of the take".to_owned());
    }
    let reply_to = match comment.reply_to.as_str() {
        "" => None,
        id => Some(replied_to(take, created, id)?),
    };
    Ok(CommentContent {
        author: author.clone(),
        span,
        text: CommentText::new(comment.text).map_err(|error| format!("text: {error}"))?,
        kind: CommentKind::from_name(&comment.kind)
            .ok_or_else(|| format!("kind: there is no kind {:?}", comment.kind))?,
        criterion: Criterion::new(comment.criterion)
            .map_err(|error| format!("criterion: {error}"))?,
        reply_to,
        is_imported: true,
    })
}

fn replied_to(
    take: &TakeId,
    created: &BTreeMap<Uuid, CommentId>,
    id: &str,
) -> Result<CommentId, String> {
    let of_file = Uuid::parse_str(id).ok().and_then(|id| created.get(&id));
    let found = of_file.cloned().or_else(|| {
        let named = name::parse_comment("reply_to", id).ok();
        named.filter(|named| named.take == *take)
    });
    found.ok_or_else(|| "what it replies to is not there".to_owned())
}

/// Takes out the comment that a file has brought before, if it is there: imported comments are changed by nobody.
fn take_same(there: &mut Vec<Comment>, content: &CommentContent) -> Option<CommentId> {
    let is_same = |comment: &Comment| {
        // A reply is where its thread is, whatever its file says.
        let span = match content.reply_to {
            Some(_) => comment.content.span,
            None => content.span,
        };
        comment.content
            == CommentContent {
                span,
                ..content.clone()
            }
    };
    let place = there.iter().position(is_same)?;
    Some(there.swap_remove(place).id)
}

/// Creates a comment. The inner error is about this one alone.
async fn create(
    connection: &Connection,
    take: &TakeId,
    id: Uuid,
    content: CommentContent,
) -> Result<Result<CommentId, String>, Failure> {
    let mut reviews = connection.reviews();
    match reviews.create_comment(take, id, content, Vec::new()).await {
        Ok(comment) => Ok(Ok(comment.id)),
        Err(error) if error.is_transient() => Err(error.into()),
        Err(error) => Ok(Err(error.to_string())),
    }
}

fn show(global: &Global, imported: &Imported) -> Result<(), Failure> {
    if global.json {
        output::json(imported)?;
    } else {
        output::text(&format!(
            "{} new, {} already there\n",
            imported.new, imported.already_there
        ))?;
        for Refused { id, why } in &imported.refused {
            tell(format_args!("starling: comment {id} is refused: {why}"));
        }
    }
    match imported.refused.len() {
        0 => Ok(()),
        count => Err(Failure::new(
            Kind::Input,
            format!("{count} of the comments could not be taken over; all others are there"),
        )),
    }
}
