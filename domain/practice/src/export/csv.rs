//! Comments as comma-separated values (RFC 4180).

use super::{ReviewedTake, thread};

const HEADER: [&str; 10] = [
    "start_s",
    "end_s",
    "author",
    "kind",
    "criterion",
    "text",
    "comment",
    "thread",
    "resolved",
    "spoken",
];

/// A line for each comment below a header; a reply has the `thread` of the comment that it replies to. A text that a
/// spreadsheet would take for a formula begins with an apostrophe.
#[must_use]
pub fn csv(reviewed: ReviewedTake<'_>) -> String {
    let mut file = line(&HEADER.map(str::to_owned));
    for comment in reviewed.in_order() {
        let content = &comment.content;
        let [start, end] = [content.span.start, content.span.end]
            .map(|sample| format!("{:.3}", reviewed.sample_rate.seconds(sample)));
        file += &line(&[
            start,
            end,
            text(content.author.as_str()),
            content.kind.as_str().to_owned(),
            text(content.criterion.as_str()),
            text(content.text.as_str()),
            comment.id.comment.to_string(),
            thread(comment).comment.to_string(),
            yes_or_no(comment.resolve_time.is_some()),
            yes_or_no(comment.voice.is_some()),
        ]);
    }
    file
}

fn line(fields: &[String; HEADER.len()]) -> String {
    fields.join(",") + "\r\n"
}

fn yes_or_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

/// Quoted, and harmless in a spreadsheet.
fn text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let apostrophe = if is_formula { "'" } else { "" };
    // Many readers stop at the first of these, and others steer a terminal.
    let is_steering = |c: char| c.is_control() && !['\n', '\r', '\t'].contains(&c);
    let text = text.replace(is_steering, "\u{fffd}").replace('"', "\"\"");
    format!("\"{apostrophe}{text}\"")
}
