//! What coaches have said of a take, as the session service has it.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;

use starling_practice::{Comment, CommentId, Review, Rubric, Take, TakeId};
use starling_proto::name;
use starling_recorder::library::Entry;
use starling_speech::SampleRate;
use starling_speech::wav::Reader;
use tokio_stream::StreamExt as _;

use crate::args::Global;
use crate::command::{links, repair, takes};
use crate::failure::Failure;
use crate::services::Connection;

/// More than stands before the audio of any take.
const MAX_HEADER_SIZE: usize = 64 * 1024;

/// The take that is meant, and what is here of it.
pub(crate) struct Meant {
    pub(crate) id: TakeId,
    pub(crate) entry: Option<Entry>,
}

/// A take, and all that was said of it.
pub(crate) struct Coaching {
    pub(crate) take: Take,
    pub(crate) sample_rate: SampleRate,
    /// By level.
    pub(crate) rubrics: Vec<Rubric>,
    /// The oldest first.
    pub(crate) reviews: Vec<Review>,
    /// By what they are about.
    pub(crate) threads: Vec<Thread>,
}

/// A comment, and the replies to it in the order of time.
pub(crate) struct Thread {
    pub(crate) comment: Comment,
    pub(crate) replies: Vec<Comment>,
}

/// A take by its name as `starling takes` lists it, or as its server calls it; the newest one where none is named.
///
/// # Errors
/// A failure where there is no such take, or another server has it.
pub(crate) fn meant(global: &Global, take: Option<&str>) -> Result<Meant, Failure> {
    if let Some(take) = take.filter(|take| take.starts_with("sessions/")) {
        let id =
            name::parse_take("take", take).map_err(|error| Failure::input(error.to_string()))?;
        return Ok(Meant { id, entry: None });
    }
    let (mut entries, _) = repair::library(global)?.entries()?;
    let entry = match take {
        Some(name) => {
            let found = entries
                .into_iter()
                .find(|entry| takes::name_of(&entry.wav) == name);
            let entry = found.ok_or_else(|| takes::unknown(name))?;
            links::belongs_here(global, name, entry.record.server.as_deref())?;
            entry
        }
        None => {
            entries.retain(|entry| entry.record.server == global.server);
            let newest = entries.pop();
            newest.ok_or_else(|| Failure::input("no takes yet; `starling practice` records one"))?
        }
    };
    let id = entry.record.take.clone();
    let entry = Some(entry);
    Ok(Meant { id, entry })
}

impl Meant {
    /// What people call it.
    pub(crate) fn name(&self) -> String {
        match &self.entry {
            Some(entry) => takes::name_of(&entry.wav).to_owned(),
            None => name::take(&self.id),
        }
    }

    /// How many samples of it are a second.
    pub(crate) async fn sample_rate(&self, connection: &Connection) -> Result<SampleRate, Failure> {
        if let Some(entry) = &self.entry {
            let wav = BufReader::new(File::open(&entry.wav)?);
            return rate_of(wav);
        }
        let mut header = Vec::new();
        let mut runs = connection.sessions().read_audio(&self.id, 0).await?;
        while let Some(run) = runs.next().await {
            header.extend(run?);
            if header.len() >= MAX_HEADER_SIZE {
                break;
            }
        }
        rate_of(&*header)
    }
}

fn rate_of(wav: impl std::io::Read) -> Result<SampleRate, Failure> {
    let reader = Reader::new(wav).map_err(|error| Failure::input(error.to_string()))?;
    Ok(reader.spec().sample_rate)
}

impl Coaching {
    /// Asks the session service.
    pub(crate) async fn of(meant: &Meant, connection: &Connection) -> Result<Self, Failure> {
        let mut coaches = connection.reviews();
        let mut reviews = coaches.reviews(&meant.id).await?;
        reviews.reverse();
        Ok(Self {
            take: connection.sessions().take(&meant.id).await?,
            sample_rate: meant.sample_rate(connection).await?,
            rubrics: coaches.take_rubrics(&meant.id).await?,
            reviews,
            threads: threads(coaches.comments(&meant.id).await?),
        })
    }

    /// The comments of all threads.
    pub(crate) fn comments(&self) -> impl Iterator<Item = &Comment> {
        let threads = self.threads.iter();
        threads.flat_map(|thread| [&thread.comment].into_iter().chain(&thread.replies))
    }

    /// Which state of each comment and review was read.
    pub(crate) fn states(&self) -> HashSet<State> {
        let reviews = self.reviews.iter();
        self.comments()
            .map(State::of_comment)
            .chain(reviews.map(State::of_review))
            .collect()
    }
}

/// A comment or a review as it was at a time.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct State {
    name: String,
    etag: String,
}

impl State {
    pub(crate) fn of_comment(comment: &Comment) -> Self {
        Self {
            name: name::comment(&comment.id),
            etag: comment.etag.clone().into(),
        }
    }

    pub(crate) fn of_review(review: &Review) -> Self {
        Self {
            name: name::review(&review.id),
            etag: review.etag.clone().into(),
        }
    }
}

/// Comments as threads, by what they are about.
fn threads(mut comments: Vec<Comment>) -> Vec<Thread> {
    comments.sort_by_key(|comment| comment.create_time);
    let (replies, mut begun): (Vec<_>, Vec<_>) = comments
        .into_iter()
        .partition(|comment| comment.content.reply_to.is_some());
    begun.sort_by_key(|comment| (comment.content.span.start, comment.content.span.end));
    let replies_to = |id: &CommentId| {
        let replies = replies.iter();
        let replies = replies.filter(|reply| reply.content.reply_to.as_ref() == Some(id));
        replies.cloned().collect()
    };
    begun
        .into_iter()
        .map(|comment| Thread {
            replies: replies_to(&comment.id),
            comment,
        })
        .collect()
}
