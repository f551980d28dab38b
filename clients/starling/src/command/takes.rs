//! `starling takes`

use std::path::Path;

use serde::Serialize;
use starling_recorder::library::Entry;
use starling_recorder::ui::clock;

use crate::args::Global;
use crate::command::repair;
use crate::failure::Failure;
use crate::output::tell;
use crate::{output, report};

#[derive(Serialize)]
struct TakeJson<'a> {
    name: &'a str,
    wav: &'a Path,
    create_time: jiff::Timestamp,
    question: &'a str,
    format: &'a str,
    timing_score: Option<f64>,
    duration_s: Option<f64>,
    ended: Option<&'a str>,
    uploaded: bool,
    told: &'a [String],
}

pub(crate) fn run(global: &Global, take: Option<&str>) -> Result<(), Failure> {
    let library = repair::library(global)?;
    let (entries, troubles) = library.entries()?;
    for trouble in troubles {
        tell(format_args!("starling: {trouble}"));
    }
    match take {
        Some(name) => show(global, &entries, name),
        None if global.json => output::json(&entries.iter().map(json).collect::<Vec<_>>()),
        None if entries.is_empty() => {
            output::text("no takes yet; `starling practice` records one\n")
        }
        None => output::text(&entries.iter().map(line).collect::<String>()),
    }
}

fn show(global: &Global, entries: &[Entry], name: &str) -> Result<(), Failure> {
    let entry = entries
        .iter()
        .find(|entry| name_of(&entry.wav) == name)
        .ok_or_else(|| unknown(name))?;
    let record = &entry.record;
    let report = record.report.as_ref().ok_or_else(|| {
        Failure::input(format!(
            "take `{name}` has no report: no section was begun in it"
        ))
    })?;
    if global.json {
        let mut json = report::json(report, Some(record.question.id.as_str()), &entry.wav);
        // Where nobody has said, the report is the one that practice gave.
        if let told @ [_, ..] = told(entry) {
            json["take"]["told"] = told.into();
        }
        return output::json(&json);
    }
    let told = match told(entry) {
        [] => String::new(),
        told => format!("told that it is recorded: {}\n", told.join(", ")),
    };
    output::text(&format!(
        "{}\n\n{}{told}",
        textwrap::fill(&record.question.text, report::WIDTH),
        report::text(&record.format, report, &entry.wav)
    ))
}

pub(crate) fn unknown(name: &str) -> Failure {
    Failure::input(format!(
        "there is no take `{name}` (`starling takes` lists them all)"
    ))
}

/// Who knew that the take was recorded.
fn told(entry: &Entry) -> &[String] {
    let consent = entry.record.consent.as_ref();
    consent.map_or(&[], |consent| &consent.told)
}

fn line(entry: &Entry) -> String {
    let take = json(entry);
    let score = take
        .timing_score
        .map_or_else(|| "  –".to_owned(), |score| format!("{score:3.0}"));
    let length = take.duration_s.map_or_else(|| "–".to_owned(), clock);
    let upload = if take.uploaded {
        ""
    } else {
        "  (not uploaded yet)"
    };
    format!(
        "{score}  {length:>6}  {:13}  {}{upload}\n",
        take.format, take.name
    )
}

fn json(entry: &Entry) -> TakeJson<'_> {
    let record = &entry.record;
    TakeJson {
        name: name_of(&entry.wav),
        wav: &entry.wav,
        create_time: record.create_time,
        question: record.question.id.as_str(),
        format: record.format.id.as_str(),
        timing_score: record
            .report
            .as_ref()
            .map(|report| report.score.timing_score),
        duration_s: record.report.as_ref().map(|report| {
            report.take.sample_count as f64 / f64::from(report.take.sample_rate_hertz)
        }),
        ended: record.end.as_ref().map(|end| end.ended.as_str()),
        uploaded: record.uploaded,
        told: told(entry),
    }
}

/// A take's name: that of its WAV.
pub(crate) fn name_of(wav: &Path) -> &str {
    wav.file_stem()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}
