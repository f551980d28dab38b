//! `starling score`

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use starling_practice::{Format, Place, Spoken, TakeEnd, advice, score};
use starling_recorder::assess::{assess, marks_of_cues, marks_of_labels};

use crate::args::{Global, ScoreArguments};
use crate::failure::Failure;
use crate::progress::measure_file;
use crate::report::{self, WhatIfJson};
use crate::{choose, output, services};

/// The most that a list of segments may be: beyond any answer.
const MAX_SEGMENTS: usize = 10_000;

pub(crate) async fn run(global: &Global, arguments: ScoreArguments) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let format = choose::format(&mut connection.content(), &arguments.format).await?;
    match (&arguments.segments, &arguments.recording) {
        (Some(segments), _) => what_if(global, &arguments, &format, segments)?,
        (None, Some(recording)) => score_recording(global, &arguments, &format, recording)?,
        (None, None) => unreachable!("the command line asks for one of them"),
    }
    connection.close().await
}

fn score_recording(
    global: &Global,
    arguments: &ScoreArguments,
    format: &Format,
    recording: &Path,
) -> Result<(), Failure> {
    let measures = measure_file(recording)?.measures;
    let marks = match &arguments.marks {
        Some(labels) => marks_of_labels(labels, &measures)?,
        None => marks_of_cues(recording)?,
    };
    let end = TakeEnd {
        marks,
        lost_frame_count: 0,
        ended: "file".to_owned(),
    };
    let report = assess(&measures, format, arguments.fit.fit(), &end)?;
    if global.json {
        output::json(&report::json(&report, None, recording))
    } else {
        output::text(&report::text(format, &report, recording))
    }
}

/// What a person writes into the list: the section as a word, checked against the format afterwards.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Segment {
    section: String,
    elapsed_s: f64,
    speech_s: f64,
}

fn what_if(
    global: &Global,
    arguments: &ScoreArguments,
    format: &Format,
    segments: &PathBuf,
) -> Result<(), Failure> {
    let answer = read_segments(format, segments)?;
    let score = score(format, arguments.fit.fit(), &answer)
        .map_err(|error| Failure::input(error.to_string()))?;
    let advice = advice(format, &score);
    if global.json {
        output::json(&WhatIfJson {
            format: format.id.as_str(),
            score: &score,
            advice: &advice,
            lead_in_s: 0.0,
            pauses: [],
            take: None,
        })
    } else {
        output::text(&report::score_text(format, &score, &advice))
    }
}

fn read_segments(format: &Format, path: &PathBuf) -> Result<Vec<Spoken>, Failure> {
    let name = path.display();
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map(|_| text)
    } else {
        std::fs::read_to_string(path)
    }
    .map_err(|error| Failure::input(format!("cannot read {name}: {error}")))?;
    let segments: Vec<Segment> = serde_json::from_str(&text).map_err(|error| {
        Failure::input(format!(
            "{name} is not a list of {{\"section\", \"elapsed_s\", \"speech_s\"}}: {error}"
        ))
    })?;
    if segments.len() > MAX_SEGMENTS {
        return Err(Failure::input(format!(
            "{name} has more than {MAX_SEGMENTS} segments"
        )));
    }
    let spoken = segments.into_iter().enumerate();
    spoken
        .map(|(index, segment)| {
            spoken_of(format, segment).map_err(|problem| {
                Failure::input(format!("{name}, segment {}: {problem}", index + 1))
            })
        })
        .collect()
}

fn spoken_of(format: &Format, segment: Segment) -> Result<Spoken, String> {
    let place = Place::from_name(&segment.section).map_err(|error| error.to_string())?;
    if let Place::Section(id) = &place
        && format.position(id).is_none()
    {
        return Err(format!(
            "format {} has no section `{id}`; its sections are {}",
            format.id,
            format.section_ids()
        ));
    }
    let sound = |seconds: f64| seconds.is_finite() && seconds >= 0.0;
    if !sound(segment.elapsed_s) || !sound(segment.speech_s) || segment.speech_s > segment.elapsed_s
    {
        return Err("the times must be seconds with 0 <= speech_s <= elapsed_s".to_owned());
    }
    Ok(Spoken {
        place,
        elapsed_s: segment.elapsed_s,
        speech_s: segment.speech_s,
    })
}
