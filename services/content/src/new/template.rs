//! What stands in new files: what to write in each place, in square brackets.

use std::fmt::Write as _;

use starling_practice::{Collection, Fit, Format, FormatSection, Level, Slug, words_for};

use crate::files::{self, MANIFEST};
use crate::pack;

/// The front matter of a question or story.
pub(super) struct Header<'a> {
    pub(super) id: &'a Slug,
    pub(super) title: Option<&'a str>,
    pub(super) level: Level,
    pub(super) format: &'a Slug,
    pub(super) principles: &'a [Slug],
}

/// The files of a new pack: its manifest, and the formats and principles of the pack that comes with Starling.
pub(super) fn pack(id: &Slug, title: Option<&str>) -> Vec<(String, String)> {
    let mut shipped = files::shipped().swap_remove(0);
    let mut files: Vec<(String, String)> = Vec::new();
    for file in &shipped.files {
        let text = || {
            let bytes = file.content.as_deref().unwrap_or_default();
            String::from_utf8_lossy(bytes).into_owned()
        };
        let folder = file.path.split_once('/').map(|(folder, _)| folder);
        match folder.and_then(Collection::from_name) {
            Some(Collection::Formats) => files.push((file.path.clone(), text())),
            Some(Collection::Principles) => {
                files.push((file.path.clone(), without_scenarios(&text())));
            }
            _ => {}
        }
    }
    shipped.files.retain(|file| file.path == MANIFEST);
    let shipped = pack::parse(id, &shipped).map(|contents| contents.pack);
    let disclaimer = shipped.map(|pack| pack.disclaimer).unwrap_or_default();
    files.push((MANIFEST.to_owned(), manifest(id, title, &disclaimer)));
    files
}

/// What a pack says of its figures is true of those copied from it.
fn manifest(id: &Slug, title: Option<&str>, disclaimer: &str) -> String {
    let title = quoted(&title_of(id, title));
    let disclaimer = match disclaimer {
        "" => String::new(),
        text => format!("disclaimer = {}\n", quoted(text)),
    };
    format!(
        "title = {title}\n\
         summary = \"Stories and questions of my own.\"\n\
         license = \"LicenseRef-private\"\n\
         {disclaimer}\
         language = \"en\"\n"
    )
}

/// A principle without the scenarios that show it, which stay in their own pack.
fn without_scenarios(text: &str) -> String {
    let tables = text.find("\n[[shown_in]]");
    let body = text.find("\n+++\n");
    match (tables, body) {
        (Some(tables), Some(body)) if tables < body => {
            text[..tables].trim_end().to_owned() + &text[body..]
        }
        _ => text.to_owned(),
    }
}

/// A question that nobody has answered.
pub(super) fn question(header: &Header<'_>) -> String {
    front_matter(header, None)
        + "[The question as it is asked aloud, in a sentence or two.]\n\
           \n\
           ## Evaluated\n\
           - [What a good answer shows, a line each; or take this heading out.]\n\
           \n\
           ## Follow-ups\n\
           - [What is asked next, a line each; or take this heading out.]\n\
           \n\
           ## Red flags\n\
           - [What speaks against the speaker, a line each; or take this heading out.]\n"
}

/// A question and the sections of its answer.
pub(super) fn story(header: &Header<'_>, format: &Format) -> String {
    let category = header.principles.first().map_or("unsorted", Slug::as_str);
    let mut text = front_matter(header, Some(category));
    text += "[The question that the story answers, as it is asked aloud.]\n";
    let bands = format
        .bands(Fit::Printed)
        .expect("printed budgets need no headline");
    for (section, band) in format.sections().iter().zip(bands) {
        let (least, most) = words_for(band);
        let (title, what) = (&section.title, what_to_say(section));
        write!(text, "\n## {title}\n[{what} {least} to {most} words.]\n")
            .expect("a String takes every text");
    }
    text + "\n\
        ## Evaluated\n\
        - [What a listener should hear in it, a line each; or take this heading out.]\n\
        \n\
        ## Follow-ups\n\
        - [What you will be asked next, a line each; or take this heading out.]\n"
}

fn what_to_say(section: &FormatSection) -> &'static str {
    match section.id.as_str() {
        "situation" => "What was going on, whom it touched and why that mattered.",
        "task" => "What was yours to do, and by when.",
        "action" => "What you did and why: say I, name the choice you made and what it cost.",
        "result" => "What came of it, in figures.",
        "learning" => "What you learned, and where you have used it since.",
        _ => "What you say here, as you say it.",
    }
}

fn front_matter(header: &Header<'_>, category: Option<&str>) -> String {
    let title = quoted(&title_of(header.id, header.title));
    let category = category.map_or_else(String::new, |category| {
        format!("category = \"{category}\"\n")
    });
    let principles: Vec<String> = header
        .principles
        .iter()
        .map(|id| format!("\"{id}\""))
        .collect();
    format!(
        "+++\n\
         title = {title}\n\
         level = \"{:?}\"\n\
         {category}\
         format = \"{}\"\n\
         principles = [{}]\n\
         +++\n",
        header.level,
        header.format,
        principles.join(", "),
    )
}

/// What people call it: what they said, or the words of the id.
fn title_of(id: &Slug, title: Option<&str>) -> String {
    let said: Vec<&str> = title.unwrap_or_default().split_whitespace().collect();
    if !said.is_empty() {
        return said.join(" ");
    }
    let words = id.as_str().replace('-', " ");
    words[..1].to_uppercase() + &words[1..]
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
