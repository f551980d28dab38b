//! Rubrics: what a coach hears at one to five points.

use starling_practice::Rubric;

use super::block::{Fact, Page};

/// Writes a rubric and gives its facts.
pub(super) fn write(page: &mut Page, rubric: &Rubric) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&rubric.text);
    for dimension in &rubric.dimensions {
        page.heading(&dimension.title, "");
        page.remark(&dimension.what);
        page.numbered(&dimension.points);
    }
    vec![("source", rubric.source.clone())]
}
