//! Question, sections, reviews and comments as Markdown.

use super::{ReviewedTake, milliseconds, one_line, said};
use crate::comment::Comment;
use crate::format::Level;
use crate::rating::Rating;
use crate::report::Report;
use crate::review::Review;
use crate::score::{SectionScore, Verdict};

/// What begins something else at the start of a line.
const LINE_STARTS: [char; 6] = ['#', '+', '-', '=', '.', ')'];
/// What means something anywhere.
const SPECIAL: [char; 11] = ['\\', '&', '`', '*', '_', '[', ']', '<', '>', '|', '~'];

/// A document of its own. Everything that anybody has written stands in it as they wrote it, and means nothing else.
#[must_use]
pub fn markdown(reviewed: ReviewedTake<'_>) -> String {
    let question = &reviewed.take.question;
    let title = if question.title.is_empty() {
        question.id.to_string()
    } else {
        question.title.clone()
    };
    let mut file = format!("# {}\n", inline(&title));
    if !question.text.is_empty() {
        file += &format!("\n> {}\n", inline(&question.text));
    }
    if let Some(report) = reviewed.report {
        file += &sections(reviewed, report);
    }
    if !reviewed.reviews.is_empty() {
        file += "\n## Reviews\n";
        file.extend(reviewed.reviews.iter().map(review));
    }
    if !reviewed.comments.is_empty() {
        file += "\n## Comments\n\n";
        file += &comments(reviewed);
    }
    file
}

fn sections(reviewed: ReviewedTake<'_>, report: &Report) -> String {
    let score = &report.score;
    let row = |section: &SectionScore| {
        let formats = reviewed.take.format.sections();
        let title = formats.iter().find(|of| of.id == section.section);
        let title = match title {
            Some(of) if !of.title.is_empty() => of.title.as_str(),
            _ => section.section.as_str(),
        };
        format!(
            "| {} | {:.0} s | {:.0} to {:.0} s | {} |\n",
            inline(title),
            section.elapsed_s,
            section.low_s,
            section.high_s,
            verdict(section.verdict),
        )
    };
    let rows: String = score.sections.iter().map(row).collect();
    format!(
        "\n## Sections\n\n| Section | Time | Band | Verdict |\n| --- | --- | --- | --- |\n{rows}\n\
         Timing score: {:.0} of 100. {}\n",
        score.timing_score,
        inline(&report.advice),
    )
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Missing => "missing",
        Verdict::Short => "short",
        Verdict::OnTime => "on time",
        Verdict::Long => "long",
        Verdict::Over => "over",
    }
}

fn review(review: &Review) -> String {
    let content = &review.content;
    let draft = match review.send_time {
        Some(_) => "",
        None => " (draft, not sent)",
    };
    let mut text = format!("\n### {}{draft}\n", inline(content.author.as_str()));
    if !content.note.is_empty() {
        text += &format!("\n{}\n", block(content.note.as_str(), ""));
    }
    if !content.next_step.is_empty() {
        let next_step = inline(content.next_step.as_str());
        text += &format!("\n**Next step:** {next_step}\n");
    }
    let ratings = content.ratings.as_slice();
    if !ratings.is_empty() {
        text += "\n| Dimension | Level | Point | Missing evidence |\n| --- | --- | --- | --- |\n";
        text.extend(ratings.iter().map(rating));
    }
    text
}

fn rating(rating: &Rating) -> String {
    let level = match rating.level {
        Some(Level::L6) => "L6",
        Some(Level::L7) => "L7",
        None => "",
    };
    let missing = inline(rating.missing_evidence.as_str());
    let point = u8::from(rating.point);
    format!("| {} | {level} | {point} | {missing} |\n", rating.dimension)
}

fn comments(reviewed: ReviewedTake<'_>) -> String {
    let item = |comment: &Comment| {
        let content = &comment.content;
        let author = inline(content.author.as_str());
        if content.reply_to.is_some() {
            return format!("  - {author}: {}\n", block(&said(comment), "    "));
        }
        let [start, end] = [content.span.start, content.span.end]
            .map(|sample| clock(milliseconds(sample, reviewed.sample_rate)));
        let time = if start == end {
            start
        } else {
            format!("{start}\u{2013}{end}")
        };
        let settled = if comment.resolve_time.is_some() {
            " (settled)"
        } else {
            ""
        };
        let text = block(&said(comment), "  ");
        format!("- **{time}** {author}{settled}: {text}\n")
    };
    reviewed.in_order().into_iter().map(item).collect()
}

fn clock(milliseconds: u128) -> String {
    let seconds = milliseconds / 1_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// On one line.
fn inline(text: &str) -> String {
    escaped(&one_line(text))
}

/// Line by line, with the line breaks that were written; the lines after the first are indented.
fn block(text: &str, indent: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(inline)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(&format!("\\\n{indent}"))
}

fn escaped(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    // Only digits come before what makes a numbered list.
    let mut begins = true;
    for c in line.chars() {
        if SPECIAL.contains(&c) || (begins && LINE_STARTS.contains(&c)) {
            escaped.push('\\');
        }
        begins &= c.is_ascii_digit();
        escaped.push(c);
    }
    escaped
}
