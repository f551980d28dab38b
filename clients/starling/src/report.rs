//! A report as people read it: a bar for every section against its band, a verdict in words, the one thing to fix
//! first.

use std::fmt::Write as _;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::Value;
use starling_practice::{Cause, Fit, Format, Report, Score, SectionScore, Verdict};
use starling_recorder::ui::verdict_word;

/// What every terminal shows in a line.
pub(crate) const WIDTH: usize = 80;
const BAR_WIDTH: usize = 20;
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A what-if for programs: what a report says of times alone.
#[derive(Serialize)]
pub(crate) struct WhatIfJson<'a> {
    pub(crate) format: &'a str,
    #[serde(flatten)]
    pub(crate) score: &'a Score,
    pub(crate) advice: &'a str,
    pub(crate) lead_in_s: f64,
    pub(crate) pauses: [(); 0],
    pub(crate) take: Option<()>,
}

/// The report of a WAV for programs: the report itself, what was asked, and where the WAV lies.
pub(crate) fn json(report: &Report, question: Option<&str>, wav: &Path) -> Value {
    let mut json = serde_json::to_value(report).expect("the keys of a report are texts");
    json["question"] = question.into();
    json["take"]["wav"] = wav.to_string_lossy().into();
    json
}

/// The report of a WAV for people.
pub(crate) fn text(format: &Format, report: &Report, wav: &Path) -> String {
    let mut text = score_text(format, &report.score, &report.advice);
    text.push('\n');
    for line in facts(format, report) {
        line_of(&mut text, &line);
    }
    line_of(&mut text, &format!("take: {}", wav.display()));
    text
}

/// A score and its advice for people.
pub(crate) fn score_text(format: &Format, score: &Score, advice: &str) -> String {
    let mut text = String::new();
    let fit = match score.fit {
        Fit::Printed => "",
        Fit::Headline => ", fitted to its headline",
    };
    line_of(&mut text, &format!("{BOLD}{}{BOLD:#}{fit}", format.title));
    text.push('\n');
    let width = format
        .sections()
        .iter()
        .map(|section| section.title.chars().count())
        .max()
        .unwrap_or(0);
    for section in &score.sections {
        section_text(
            &mut text,
            format.section_title(&section.section),
            width,
            section,
        );
    }
    let total = &score.total;
    line_of(
        &mut text,
        &format!(
            "{:width$}  {:>8}  of {:.1}–{:.1} s{}",
            "Total",
            seconds(total.elapsed_s),
            total.low_s,
            total.high_s,
            headline(format, score),
        ),
    );
    text.push('\n');
    line_of(
        &mut text,
        &format!(
            "{BOLD}Timing score {:.0} of 100{BOLD:#}",
            score.timing_score
        ),
    );
    if let Some(losses) = losses(format, score) {
        line_of(&mut text, &losses);
    }
    let advice = textwrap::fill(&format!("Fix first: {advice}"), WIDTH);
    line_of(&mut text, &format!("{BOLD}{advice}{BOLD:#}"));
    text
}

fn section_text(text: &mut String, title: &str, width: usize, section: &SectionScore) {
    let style = verdict_style(section.verdict);
    let off_by = if section.elapsed_s > section.high_s {
        format!(" by {}", seconds(section.elapsed_s - section.high_s))
    } else if section.verdict == Verdict::Short {
        format!(" by {}", seconds(section.low_s - section.elapsed_s))
    } else {
        String::new()
    };
    line_of(
        text,
        &format!(
            "{title:width$}  {:>8}  {}  {DIM}{:>13}{DIM:#}  {style}{}{off_by}{style:#}",
            seconds(section.elapsed_s),
            bar(section),
            format!("{:.1}–{:.1} s", section.low_s, section.high_s),
            verdict_word(section.verdict),
        ),
    );
}

/// `━` for time taken, `[` and `]` around the band, `·` for time not taken; the whole is one and a half times the
/// high edge, beyond which an arrow points on.
fn bar(section: &SectionScore) -> String {
    let full_s = section.high_s * 1.5;
    let cell = |s: f64| ((s / full_s * BAR_WIDTH as f64).round() as usize).min(BAR_WIDTH - 1);
    let (low, high) = (cell(section.low_s), cell(section.high_s));
    let taken = (section.elapsed_s / full_s * BAR_WIDTH as f64).round() as usize;
    (0..BAR_WIDTH)
        .map(|at| match at {
            _ if at == BAR_WIDTH - 1 && section.elapsed_s > full_s => '▶',
            _ if at == low => '[',
            _ if at == high => ']',
            _ if at < taken => '━',
            _ => '·',
        })
        .collect()
}

fn verdict_style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::OnTime => AnsiColor::Green,
        Verdict::Short | Verdict::Long => AnsiColor::Yellow,
        Verdict::Over | Verdict::Missing => AnsiColor::Red,
    };
    colour.on_default().bold()
}

fn headline(format: &Format, score: &Score) -> String {
    let (Some(headline), Some(over_s)) = (format.headline, score.headline_overrun_s) else {
        return String::new();
    };
    let word = if over_s < 0.0 { "under" } else { "over" };
    format!(
        "; {} {word} the headline of {}",
        seconds(over_s.abs()),
        seconds(headline.as_secs_f64())
    )
}

/// Where the points went, the greatest loss first.
fn losses(format: &Format, score: &Score) -> Option<String> {
    let mut losses: Vec<_> = score
        .losses
        .iter()
        .filter(|loss| loss.points >= 0.05)
        .collect();
    losses.sort_by(|a, b| b.points.total_cmp(&a.points));
    let parts: Vec<String> = losses
        .iter()
        .map(|loss| {
            let cause = match &loss.cause {
                Cause::Section(id) => format.section_title(id),
                Cause::Total => "the total length",
                Cause::Order => "the order",
                Cause::Silence => "silence",
            };
            format!("{cause} −{:.1}", loss.points)
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let parts = textwrap::fill(&format!("points: {}", parts.join(", ")), WIDTH);
    Some(format!("{DIM}{parts}{DIM:#}"))
}

fn facts(format: &Format, report: &Report) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(latency_s) = report.response_latency_s {
        facts.push(format!("first word after {}", seconds(latency_s)));
    }
    facts.push(
        match (&report.pauses_withheld, longest_pause(format, report)) {
            (Some(reason), _) => format!("pauses not told: {reason}"),
            (None, Some(longest)) => {
                let count = report.pauses.len();
                let plural = if count == 1 { "" } else { "s" };
                format!("{count} pause{plural} of 250 ms and more; {longest}")
            }

            (None, None) => "no pause of 250 ms and more".to_owned(),
        },
    );
    if report.level.clipped_sample_count > 0 {
        facts.push(format!(
            "{} samples clipped: lower the input volume",
            report.level.clipped_sample_count
        ));
    }
    if report.take.lost_frame_count > 0 {
        facts.push(format!(
            "{} frames lost on the way from the microphone; they are silence in the take",
            report.take.lost_frame_count
        ));
    }
    facts
}

fn longest_pause(format: &Format, report: &Report) -> Option<String> {
    let longest = report
        .pauses
        .iter()
        .max_by(|a, b| a.duration_s.total_cmp(&b.duration_s))?;
    let place = match &longest.section {
        Some(starling_practice::Place::Section(id)) => format!(" in {}", format.section_title(id)),
        Some(starling_practice::Place::OffClock) => " off-clock".to_owned(),
        None => " before the first section".to_owned(),
    };
    Some(format!(
        "the longest {} at {}{place}",
        seconds(longest.duration_s),
        seconds(longest.start_s)
    ))
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.1} s")
}

fn line_of(text: &mut String, line: &str) {
    writeln!(text, "{}", line.trim_end()).expect("a String takes every text");
}
