//! `starling content check`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use starling_content::{PackCheck, PackError, is_shipped};
use starling_practice::{Collection, ItemRef, Slug};

use crate::args::Global;
use crate::failure::Failure;
use crate::{output, services};

const BOLD: Style = Style::new().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const HINT: Style = AnsiColor::Yellow.on_default();

#[derive(Serialize)]
struct PackJson<'a> {
    folder: &'a Path,
    counts: serde_json::Map<String, serde_json::Value>,
    unfinished: &'a [ItemRef],
    errors: Vec<ProblemJson<'a>>,
    hints: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    file: &'a Path,
    line: Option<usize>,
    problem: &'a str,
}

pub(super) fn run(global: &Global, paths: &[PathBuf], strict: bool) -> Result<(), Failure> {
    let mut checks = Vec::new();
    if paths.is_empty() {
        checks = check_own(&services::packs_dir(global)?)?;
    } else {
        for path in paths {
            checks.extend(starling_content::check(pack_around(path))?);
        }
    }
    if global.json {
        output::json(&checks.iter().map(json).collect::<Vec<_>>())?;
    } else if checks.is_empty() {
        output::text("no packs there yet; `starling content new story ID` begins one\n")?;
    } else {
        output::text(&checks.iter().map(text).collect::<String>())?;
    }
    let errors: usize = checks.iter().map(|check| check.errors.len()).sum();
    let hints: usize = checks.iter().map(|check| check.hints.len()).sum();
    if errors > 0 {
        let errors = counted(errors, "error");
        Err(Failure::input(format!(
            "{errors}; a pack with an error is not taken"
        )))
    } else if strict && hints > 0 {
        Err(Failure::input(format!(
            "{}, and --strict takes none",
            counted(hints, "hint")
        )))
    } else {
        Ok(())
    }
}

/// Checks the person's own packs, which are served beside the shipped ones.
fn check_own(packs: &Path) -> Result<Vec<PackCheck>, Failure> {
    if !packs.is_dir() {
        return Ok(Vec::new());
    }
    let mut checks = starling_content::check(packs)?;
    for check in &mut checks {
        let name = check
            .folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        if Slug::new(&name).is_ok_and(|id| is_shipped(&id)) {
            check.errors.push(PackError {
                file: check.folder.clone(),
                line: None,
                problem: format!("a shipped pack has the id {name}; give this folder another name"),
            });
        }
    }
    Ok(checks)
}

/// The pack that something lies in, or the path itself where it lies in none.
fn pack_around(path: &Path) -> &Path {
    let is_pack = |folder: &&Path| folder.join("pack.toml").is_file();
    path.ancestors().find(is_pack).unwrap_or(path)
}

fn text(check: &PackCheck) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}\n", check.folder.display());
    for (problems, word, style) in [
        (&check.errors, "error", ERROR),
        (&check.hints, "hint", HINT),
    ] {
        for problem in problems {
            let place = place(problem);
            writeln!(text, "{place}: {style}{word}{style:#}: {}", problem.problem)
                .expect("a String takes every text");
        }
    }
    text += &format!("  {}\n", summary(check));
    text
}

fn place(problem: &PackError) -> String {
    let line = problem
        .line
        .map_or_else(String::new, |line| format!(":{line}"));
    format!("{}{line}", problem.file.display())
}

/// How the pack is, in a sentence.
fn summary(check: &PackCheck) -> String {
    if !check.errors.is_empty() {
        return format!("{}: not taken", counted(check.errors.len(), "error"));
    }
    let counts: Vec<String> = check
        .counts
        .iter()
        .map(|(collection, count)| count_of(*collection, *count))
        .collect();
    let mut text = format!("no errors: {}", counts.join(", "));
    if !check.unfinished.is_empty() {
        let names: Vec<String> = check.unfinished.iter().map(ToString::to_string).collect();
        let names = names.join(", ");
        write!(
            text,
            "\n  not served until all that stands in brackets is written: {names}"
        )
        .expect("a String takes every text");
    }
    text
}

fn count_of(collection: Collection, count: usize) -> String {
    let name = if count == 1 {
        collection.singular()
    } else {
        collection.as_str()
    };
    format!("{count} {name}")
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

fn json(check: &PackCheck) -> PackJson<'_> {
    let counts = check.counts.iter();
    PackJson {
        folder: &check.folder,
        counts: counts
            .map(|(collection, count)| (collection.as_str().to_owned(), (*count).into()))
            .collect(),
        unfinished: &check.unfinished,
        errors: check.errors.iter().map(problem_json).collect(),
        hints: check.hints.iter().map(problem_json).collect(),
    }
}

fn problem_json(problem: &PackError) -> ProblemJson<'_> {
    ProblemJson {
        file: &problem.file,
        line: problem.line,
        problem: &problem.problem,
    }
}
