//! The little Markdown that items are written in: paragraphs, headings, bullets.

use super::error::Problems;
use super::front_matter::Body;
use super::table::begin;
use crate::nearest::did_you_mean;

/// A body whose headings are asked for one after the other.
///
/// Lines are joined: their ends are only for the one who writes.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    opening: Part<'a>,
    left: Vec<Part<'a>>,
    asked: Vec<String>,
}

/// A heading and the lines below it.
#[derive(Debug)]
struct Part<'a> {
    heading: &'a str,
    /// The line of the file that the heading stands on; for the opening, the line before its first.
    line: usize,
    below: Vec<&'a str>,
}

/// The text below a heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Its paragraphs, an empty line between them.
    pub(super) text: String,
    /// The line of the heading.
    pub(super) line: usize,
}

impl<'a> Outline<'a> {
    pub(super) fn of(body: Body<'a>) -> Self {
        let part = |heading, line| Part {
            heading,
            line,
            below: Vec::new(),
        };
        let mut opening = part("", body.line - 1);
        let mut left: Vec<Part<'_>> = Vec::new();
        for (line, text) in (body.line..).zip(body.text.lines()) {
            if text.starts_with('#') {
                left.push(part(text.trim_end(), line));
            } else {
                let part = left.last_mut().unwrap_or(&mut opening);
                part.below.push(text.trim());
            }
        }
        Self {
            opening,
            left,
            asked: Vec::new(),
        }
    }

    /// What stands before the first heading, which must be there; `missing` says what it would be.
    pub(super) fn opening(&self, missing: &str, problems: &mut Problems) -> String {
        let text = paragraphs(&self.opening.below);
        if text.is_empty() {
            problems.at(self.opening.line + 1, missing);
        }
        text
    }

    /// The paragraphs before the first heading, and the bullets after them.
    pub(super) fn opening_and_bullets(
        &self,
        missing: &str,
        problems: &mut Problems,
    ) -> (String, Vec<String>) {
        let below = &self.opening.below;
        let at = below.iter().position(|text| text.starts_with("- "));
        let (before, list) = below.split_at(at.unwrap_or(below.len()));
        let text = paragraphs(before);
        if text.is_empty() || list.is_empty() {
            problems.at(self.opening.line + 1, missing);
        }
        let bullets = bullets(self.opening.line + 1 + before.len(), list, problems);
        (text, bullets)
    }

    /// The paragraphs below `## heading`; none where there is no such heading.
    pub(super) fn text(&mut self, heading: &str, problems: &mut Problems) -> Option<Text> {
        let part = self.ask(heading, problems)?;
        let text = paragraphs(&part.below);
        if text.is_empty() {
            let problem = format!("there is nothing under `{}`; write it", part.heading);
            problems.at(part.line, problem);
        }
        Some(Text {
            text,
            line: part.line,
        })
    }

    /// The bullets below `## heading`; none where there is no such heading.
    pub(super) fn bullets(&mut self, heading: &str, problems: &mut Problems) -> Vec<String> {
        let Some(part) = self.ask(heading, problems) else {
            return Vec::new();
        };
        let bullets = bullets(part.line + 1, &part.below, problems);
        // What stands there in their place was told.
        if part.below.iter().all(|text| text.is_empty()) {
            let text = format!(
                "there is no bullet under `{}`; write one or leave the heading out",
                part.heading
            );
            problems.at(part.line, text);
        }
        bullets
    }

    /// Notes every heading that was not asked for.
    pub(super) fn finish(self, problems: &mut Problems) {
        for part in self.left {
            let nearest = did_you_mean(part.heading, self.asked.iter().map(String::as_str));
            let only = self.asked.iter().map(|heading| format!("`{heading}`"));
            let hint = match &self.asked[..] {
                [] => "; take it out".to_owned(),
                _ if nearest.is_empty() => {
                    format!(", only {}", only.collect::<Vec<_>>().join(", "))
                }
                _ => nearest,
            };
            let text = format!("there is no heading `{}` here{hint}", begin(part.heading));
            problems.at(part.line, text);
        }
    }

    fn ask(&mut self, heading: &str, problems: &mut Problems) -> Option<Part<'a>> {
        let written = format!("## {heading}");
        let is_asked = |part: &Part<'_>| part.heading == written;
        let found = self.left.iter().position(is_asked);
        let part = found.map(|index| self.left.remove(index));
        while let Some(index) = self.left.iter().position(is_asked) {
            let again = self.left.remove(index);
            let problem = format!("`{written}` is there twice; make one of both");
            problems.at(again.line, problem);
        }
        self.asked.push(written);
        part
    }
}

fn paragraphs(lines: &[&str]) -> String {
    let paragraphs: Vec<String> = lines
        .split(|line| line.is_empty())
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.join(" "))
        .collect();
    paragraphs.join("\n\n")
}

/// The bullets of lines, of which the first is line `first` of the file.
fn bullets(first: usize, lines: &[&str], problems: &mut Problems) -> Vec<String> {
    let mut bullets: Vec<String> = Vec::new();
    let mut open = false;
    for (line, &text) in (first..).zip(lines) {
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
    bullets
}
