//! Competencies: both levels, aspect by aspect.

use starling_practice::{Competency, Level};

use super::block::{Fact, Page};

const LEVELS: [Level; 2] = [Level::L6, Level::L7];

/// Writes a competency and gives its facts.
pub(super) fn write(page: &mut Page, competency: &Competency) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&competency.text);
    page.facts(&LEVELS.map(|level| (format!("{level:?}"), competency.role(level).title.clone())));
    for aspect in &competency.aspects {
        page.heading(&aspect.title, aspect.id.as_str());
        page.remark(&aspect.ask);
        for level in LEVELS {
            page.remark(&format!("{level:?}"));
            for statement in aspect.statements(level) {
                page.bullet(statement);
            }
        }
    }
    vec![
        ("area", competency.area.to_string()),
        ("source", competency.source.clone()),
        ("source L6", competency.l6.source.clone()),
        ("source L7", competency.l7.source.clone()),
    ]
}
