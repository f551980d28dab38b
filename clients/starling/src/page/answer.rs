//! A model answer: every section with its budget and how long it takes to say it.

use starling_practice::{AnswerPart, Delivery, FASTEST_WPM, Format, SLOWEST_WPM, spoken_words};

use super::block::Page;
use super::format::budget;

/// Writes an answer in its format, or in one that is not known.
pub(super) fn write(page: &mut Page, answer: &[AnswerPart], format: Option<&Format>) {
    let words: usize = answer.iter().map(|part| spoken_words(&part.text)).sum();
    let length = said(words);
    let note = match format {
        Some(format) => format!("{} · {length}", format.title),
        None => length,
    };
    page.heading("Answer", &note);
    if let Some(format) = format {
        page.remark(&delivery(answer, format));
    }
    for part in answer {
        section(page, part, format);
    }
}

fn section(page: &mut Page, part: &AnswerPart, format: Option<&Format>) {
    let said = said(spoken_words(&part.text));
    let section = format.and_then(|format| {
        let position = format.position(&part.section)?;
        Some(&format.sections()[position])
    });
    match section {
        Some(section) => {
            let note = format!("{} · {said}", budget(section.budget));
            page.heading(&section.title, &note);
        }
        None => page.heading(part.section.as_str(), &said),
    }
    page.paragraphs(&part.text);
}

/// How long it takes to say so many words: `58 words, 23 to 29 s`.
fn said(words: usize) -> String {
    let seconds = |pace: f64| (words as f64 * 60.0 / pace).round();
    format!(
        "{words} words, {} to {} s",
        seconds(FASTEST_WPM),
        seconds(SLOWEST_WPM)
    )
}

fn delivery(answer: &[AnswerPart], format: &Format) -> String {
    match Delivery::of(answer, format) {
        Delivery::Fits {
            slowest_wpm,
            fastest_wpm,
        } => format!(
            "At {} to {} words a minute every section keeps to its time.",
            slowest_wpm.ceil(),
            fastest_wpm.floor()
        ),
        Delivery::Off(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    let title = format.section_title(&part.section);
                    let (words, least, most) = (part.words, part.least, part.most);
                    format!("{title} {words} instead of {least} to {most}")
                })
                .collect();
            format!("No pace suits every section. Words: {}.", parts.join(", "))
        }
    }
}
