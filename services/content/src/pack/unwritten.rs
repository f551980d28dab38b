//! What is still to be written: texts in square brackets, as a new item has them.

use super::error::Problems;
use super::front_matter::Body;

/// Notes every paragraph and bullet of a body that is still to be written; whether there are any.
pub(super) fn note(body: Body<'_>, problems: &mut Problems) -> bool {
    let mut any = false;
    for (line, text) in texts(body) {
        if let Some(what) = instruction(&text) {
            problems.hint(line, format!("still to be written: {what}"));
            any = true;
        }
    }
    any
}

/// What stands in the brackets of a text that is still to be written; none where it has been.
pub(super) fn instruction(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    // `[laughs] I said no. [laughs]` is something that is said.
    (!inner.contains(['[', ']'])).then_some(inner)
}

/// The paragraphs and bullets of a body on one line each, with the lines of the file that they begin on.
fn texts(body: Body<'_>) -> Vec<(usize, String)> {
    let mut texts: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (line, written) in (body.line..).zip(body.text.lines()) {
        let written = written.trim();
        let bullet = written.strip_prefix("- ");
        if written.is_empty() || written.starts_with('#') {
            open = false;
        } else if let Some((_, text)) = texts.last_mut().filter(|_| open && bullet.is_none()) {
            *text += " ";
            *text += written;
        } else {
            texts.push((line, bullet.unwrap_or(written).to_owned()));
            open = true;
        }
    }
    texts
}
