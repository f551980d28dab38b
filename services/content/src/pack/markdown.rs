//! The little Markdown that a question is written in: paragraphs, three headings, bullets.

use super::error::Problems;
use super::front_matter::Body;

/// A question's text, taken apart. Lines are joined: their ends are only for the one who writes.
#[derive(Debug, Default)]
pub(super) struct QuestionText {
    /// What stands before the first heading, an empty line between paragraphs.
    pub(super) text: String,
    pub(super) evaluated: Vec<String>,
    pub(super) follow_ups: Vec<String>,
    pub(super) red_flags: Vec<String>,
}

/// A heading and the lines below it.
struct Part<'a> {
    heading: &'a str,
    line: usize,
    below: Vec<&'a str>,
}

/// Takes a question's text apart; notes what belongs to no part of it.
pub(super) fn question(body: Body<'_>, problems: &mut Problems) -> QuestionText {
    let (opening, parts) = parts(body);
    let mut question = QuestionText {
        text: paragraphs(&opening),
        ..QuestionText::default()
    };
    if question.text.is_empty() {
        problems.at(
            body.line,
            "the question is missing; write it here as it is asked aloud",
        );
    }
    for part in parts {
        let list = match part.heading {
            "## Evaluated" => &mut question.evaluated,
            "## Follow-ups" => &mut question.follow_ups,
            "## Red flags" => &mut question.red_flags,
            other => {
                let text = format!(
                    "there is no heading `{other}`, only `## Evaluated`, `## Follow-ups` and `## Red flags`"
                );
                problems.at(part.line, text);
                continue;
            }
        };
        if !list.is_empty() {
            let text = format!("`{}` is there twice; make one list of both", part.heading);
            problems.at(part.line, text);
        }
        *list = bullets(&part, problems);
    }
    question
}

/// The lines before the first heading, and the parts that begin with one.
fn parts(body: Body<'_>) -> (Vec<&str>, Vec<Part<'_>>) {
    let mut opening = Vec::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for (line, text) in (body.line..).zip(body.text.lines()) {
        if text.starts_with('#') {
            parts.push(Part {
                heading: text.trim_end(),
                line,
                below: Vec::new(),
            });
        } else if let Some(part) = parts.last_mut() {
            part.below.push(text.trim());
        } else {
            opening.push(text.trim());
        }
    }
    (opening, parts)
}

fn paragraphs(lines: &[&str]) -> String {
    let paragraphs: Vec<String> = lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join(" "))
        .collect();
    paragraphs.join("\n\n")
}

fn bullets(part: &Part<'_>, problems: &mut Problems) -> Vec<String> {
    let mut bullets: Vec<String> = Vec::new();
    let mut open = false;
    for (line, &text) in (part.line + 1..).zip(&part.below) {
        if let Some(bullet) = text.strip_prefix("- ") {
            bullets.push(bullet.trim_start().to_owned());
            open = true;
        } else if text.is_empty() {
            open = false;
        } else if let Some(bullet) = bullets.last_mut().filter(|_| open && text != "-") {
            *bullet += " ";
            *bullet += text;
        } else {
            problems.at(line, "only bullets stand here; begin each with `- `");
        }
    }
    if bullets.is_empty() {
        let text = format!(
            "there is no bullet under `{}`; write one or leave the heading out",
            part.heading
        );
        problems.at(part.line, text);
    }
    bullets
}
