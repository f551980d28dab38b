//! `starling practice`: the main job.

mod microphone;
mod recording;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use starling_practice::{Consent, Fit, Format, ItemId, Question};
use starling_proto::client::SessionClient;
use starling_proto::error::CallError;
use starling_recorder::device::{self, Device};
use starling_recorder::library::{Entry, Library, TakeRecord};
use starling_recorder::recording::Ending;
use starling_recorder::recover::recover;
use starling_recorder::upload::UploadError;
use uuid::Uuid;

use super::{repair, upload};
use crate::args::{Global, PracticeArguments};
use crate::failure::{Failure, Kind};
use crate::output::tell;
use crate::services::Connection;
use crate::{choose, output, report, services};

pub(crate) async fn run(global: &Global, arguments: PracticeArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let practised = on(&connection, global, arguments).await;
    let closed = connection.close().await;
    practised.and(closed)
}

/// The same with services that are there already.
pub(crate) async fn on(
    connection: &Connection,
    global: &Global,
    arguments: PracticeArguments,
) -> Result<(), Failure> {
    let library = repair::library(global)?;
    for recovered in recover(&library)? {
        tell(repair::sentence(&recovered));
    }
    let practised = practise(global, &arguments, &library, connection).await;
    practised.map_err(name_other_ways)
}

async fn practise(
    global: &Global,
    arguments: &PracticeArguments,
    library: &Library,
    connection: &Connection,
) -> Result<(), Failure> {
    let source = source(arguments)?;
    let fit = arguments.fit.fit();
    let (own_question, own_format) = match source {
        Source::Demo => (Some(recording::DEMO_QUESTION), Some(recording::DEMO_FORMAT)),
        Source::Microphone(_) | Source::Recording(_) => (None, None),
    };
    let (takes, _) = library.entries()?;
    let (question, format) = choose::question_and_format(
        &mut connection.content(),
        arguments.question.as_deref().or(own_question),
        arguments.format.as_deref().or(own_format),
        fit,
        &takes,
    )
    .await?;
    let plan = Plan {
        question,
        format,
        fit,
        server: global.server.clone(),
        told: arguments.told.clone(),
        keep_for: arguments.keep_for,
    };
    let mut sessions = connection.sessions();
    let answer = match source {
        Source::Microphone(device) => {
            microphone::answer(arguments, library, &sessions, &plan, device).await?
        }
        Source::Recording(path) => {
            let labels = arguments.marks.as_deref();
            Some(recording::answer(library, &mut sessions, &plan, &path, labels).await?)
        }
        Source::Demo => {
            if plan.question.id.as_str() != recording::DEMO_QUESTION {
                tell("the sample answers another question; only its times mean something here");
            }
            Some(recording::demo(library, &mut sessions, &plan).await?)
        }
    };
    let Some(answer) = answer else {
        tell("nothing was recorded");
        return Ok(());
    };
    for trouble in &answer.troubles {
        tell(format_args!("starling: {trouble}"));
    }
    show(global, &answer.entry)?;
    bring(global, library, &mut sessions, answer.entry).await;
    match answer.early {
        None => Ok(()),
        Some(ending) => Err(ended_early(&ending)),
    }
}

/// Prints the report; where no section was begun there is none, and nothing to score.
fn show(global: &Global, entry: &Entry) -> Result<(), Failure> {
    let record = &entry.record;
    let Some(report) = &record.report else {
        return Err(Failure::new(
            Kind::EndedEarly,
            format!(
                "no section was begun, so there is nothing to score; the recording is kept: {}",
                entry.wav.display()
            ),
        ));
    };
    if global.json {
        output::json(&report::json(
            report,
            Some(record.question.id.as_str()),
            &entry.wav,
        ))
    } else {
        output::text(&report::text(&record.format, report, &entry.wav))
    }
}

/// Brings the take to its server, and those that could not be brought before. Where that fails the takes are safe
/// on this machine, and it is tried again the next time.
async fn bring(global: &Global, library: &Library, sessions: &mut SessionClient, entry: Entry) {
    let earlier = upload::waiting(global, library).unwrap_or_default();
    let earlier = earlier
        .into_iter()
        .filter(|waiting| waiting.wav != entry.wav && !waiting.record.superseded);
    for mut entry in std::iter::once(entry.clone()).chain(earlier) {
        let (error, next) = match upload::bring(sessions, library, &mut entry).await {
            Ok(()) => continue,
            Err(error @ UploadError::Superseded) => (error, "only `starling upload` takes it back"),
            Err(error) => (error, "the next practice or `starling upload` tries again"),
        };
        tell(format_args!(
            "starling: the take is safe in {}, but not uploaded yet: {error}; {next}",
            entry.wav.display()
        ));
        return;
    }
}

fn ended_early(ending: &Ending) -> Failure {
    Failure::new(
        Kind::EndedEarly,
        format!("{ending}; what was recorded up to then is kept"),
    )
}

/// Without a microphone there are still two ways to practise.
fn name_other_ways(failure: Failure) -> Failure {
    if failure.kind() != Kind::Microphone {
        return failure;
    }
    Failure::new(
        Kind::Microphone,
        format!(
            "{failure}; `starling practice --demo` shows the whole path on a sample answer, and \
             `--input FILE.wav` takes a recording"
        ),
    )
}

/// Where the answer comes from.
enum Source {
    Microphone(Device),
    Recording(PathBuf),
    Demo,
}

/// What is practised.
#[derive(Clone)]
struct Plan {
    question: Question,
    format: Format,
    fit: Fit,
    server: Option<String>,
    /// Who was told that recording runs.
    told: Vec<String>,
    /// How long the service keeps the session; none for ever.
    keep_for: Option<Duration>,
}

/// An answer on the disk.
struct Answer {
    entry: Entry,
    /// How it ended before its time, if it did.
    early: Option<Ending>,
    /// What went wrong beside the audio.
    troubles: Vec<String>,
}

fn source(arguments: &PracticeArguments) -> Result<Source, Failure> {
    if arguments.demo {
        return Ok(Source::Demo);
    }
    if let Some(recording) = &arguments.input {
        return Ok(Source::Recording(recording.clone()));
    }
    let device = device::find(arguments.device.as_deref())?;
    Ok(Source::Microphone(device))
}

/// Creates the take where it will be kept, with its question and format frozen in it.
async fn create(sessions: &mut SessionClient, plan: &Plan) -> Result<TakeRecord, CallError> {
    let session = sessions
        .create_session(Uuid::new_v4(), &plan.question.title, plan.keep_for)
        .await?;
    let question = ItemId {
        pack: plan.question.pack.clone(),
        id: plan.question.id.clone(),
    };
    let format = ItemId {
        pack: plan.format.pack.clone(),
        id: plan.format.id.clone(),
    };
    let consent = (!plan.told.is_empty()).then(|| Consent {
        told: plan.told.clone(),
        tell_time: SystemTime::now(),
    });
    let take = sessions
        .create_take(
            &session.id,
            Uuid::new_v4(),
            &question,
            &format,
            plan.fit,
            consent,
        )
        .await?;
    Ok(TakeRecord::new(take, plan.server.clone()))
}
