//! An answer from a recording: a person's own, or the sample that comes with Starling.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use starling_practice::{Format, Mark, segments};
use starling_proto::client::SessionClient;
use starling_recorder::assess::{
    Measured, marks_in_labels, marks_of_cues, marks_of_labels, measure,
};
use starling_recorder::import::import;
use starling_recorder::library::{Entry, Library};

use super::{Answer, Plan, create};
use crate::failure::Failure;
use crate::progress::measure_file;

/// The question that the sample answer is on.
pub(super) const DEMO_QUESTION: &str = "worst-production-incident";
/// The format that it is told in.
pub(super) const DEMO_FORMAT: &str = "l6-2min";
/// One copy in the program, where a constant would have one for each use.
static DEMO_AUDIO: &[u8] = include_bytes!("../../../demo/answer.wav");
const DEMO_LABELS: &str = include_str!("../../../demo/answer.labels.txt");
const DEMO_LABELS_PATH: &str = "demo/answer.labels.txt";

/// An answer from a WAV file, with the marks of a label track or its own.
pub(super) async fn answer(
    library: &Library,
    sessions: &mut SessionClient,
    plan: &Plan,
    path: &Path,
    labels: Option<&Path>,
) -> Result<Answer, Failure> {
    let measured = measure_file(path)?;
    let marks = match labels {
        Some(labels) => marks_of_labels(labels, &measured.measures)?,
        None => marks_of_cues(path)?,
    };
    take(
        library,
        sessions,
        plan,
        &mut File::open(path)?,
        marks,
        &measured,
    )
    .await
}

/// The sample answer.
pub(super) async fn demo(
    library: &Library,
    sessions: &mut SessionClient,
    plan: &Plan,
) -> Result<Answer, Failure> {
    let measured = measure(Path::new("demo/answer.wav"), DEMO_AUDIO)?;
    let marks = marks_in_labels(Path::new(DEMO_LABELS_PATH), DEMO_LABELS, &measured.measures)?;
    take(
        library,
        sessions,
        plan,
        &mut &DEMO_AUDIO[..],
        marks,
        &measured,
    )
    .await
}

async fn take(
    library: &Library,
    sessions: &mut SessionClient,
    plan: &Plan,
    audio: &mut impl Read,
    marks: Vec<Mark>,
    measured: &Measured,
) -> Result<Answer, Failure> {
    // Before anything is created: marks that do not fit are the caller's to mend.
    check(&plan.format, &marks, measured)?;
    let mut record = create(sessions, plan).await?;
    let (wav, troubles) = import(library, audio, marks, &mut record)?;
    Ok(Answer {
        entry: Entry { wav, record },
        early: None,
        troubles,
    })
}

fn check(format: &Format, marks: &[Mark], measured: &Measured) -> Result<(), Failure> {
    let measures = &measured.measures;
    segments(format, marks, measures.sample_rate, measures.sample_count)
        .map(|_| ())
        .map_err(|error| Failure::input(error.to_string()))
}
