//! Formats: sections with budgets in the front matter, and a text that says when to use them.

use starling_practice::{Format, FormatError, FormatSection};

use super::answer::HEADINGS;
use super::error::Problems;
use super::item::Draft;
use super::table::Table;
use super::value::{BUDGET, LEVEL, SECONDS, SECTION_ID, TEXT};

/// Reads what is left of a format; none, and problems, where something is wrong with it.
pub(super) fn format(draft: &mut Draft<'_>, problems: &mut Problems) -> Option<Format> {
    let head = &mut draft.head;
    let level = head.need("level", LEVEL, problems);
    let headline = head.take("headline_s", SECONDS, problems);
    let tables = head.need_tables("section", problems);
    let (lines, sections): (Vec<usize>, Vec<Option<FormatSection>>) = tables?
        .into_iter()
        .map(|table| (table.line(), section(table, problems)))
        .unzip();
    let sections: Vec<FormatSection> = sections.into_iter().collect::<Option<_>>()?;
    if let Some(index) = taken_title(&sections) {
        let problem = format!(
            "the title {} is that of another section or heading; give this section its own",
            sections[index].title
        );
        problems.at(lines[index], problem);
        return None;
    }
    let ids: Vec<_> = sections.iter().map(|section| section.id.clone()).collect();
    let line_of = |error: &FormatError| {
        let index = match error {
            FormatError::DuplicateSection(twice) => ids.iter().rposition(|id| id == twice),
            FormatError::ReservedSection => ids.iter().position(|id| id.as_str() == "off_clock"),
            _ => None,
        };
        index.map_or(head.line(), |index| lines[index])
    };
    let (pack, id) = (draft.pack.clone(), draft.id.clone());
    match Format::new(pack, id, draft.title.clone(), level?, sections) {
        Ok(mut format) => {
            format.headline = headline;
            format.summary = draft.body.text.trim().to_owned();
            format.source = draft.source.clone();
            Some(format)
        }
        Err(error) => {
            problems.at(line_of(&error), error.to_string());
            None
        }
    }
}

/// The section that no answer could be told under: its title stands above something else.
fn taken_title(sections: &[FormatSection]) -> Option<usize> {
    sections.iter().enumerate().position(|(index, section)| {
        let others = sections[..index].iter().map(|other| other.title.as_str());
        HEADINGS
            .into_iter()
            .chain(others)
            .any(|title| title == section.title)
    })
}

fn section(mut table: Table<'_>, problems: &mut Problems) -> Option<FormatSection> {
    let id = table.need("id", SECTION_ID, problems);
    let title = table.need("title", TEXT, problems);
    let budget = table.need("budget_s", BUDGET, problems);
    table.finish(problems);
    Some(FormatSection {
        id: id?,
        title: title?,
        budget: budget?,
    })
}
