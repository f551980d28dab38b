//! Formats: what is told in which time.

use starling_practice::{Budget, Format};

use super::block::{Fact, Page};

/// Writes a format and gives its facts.
pub(super) fn write(page: &mut Page, format: &Format) -> Vec<Fact> {
    page.gap();
    page.paragraphs(&format.summary);
    let sections = format.sections().iter();
    let sections: Vec<_> = sections
        .map(|section| (&section.title, budget(section.budget)))
        .collect();
    page.facts(&sections);
    page.gap();
    page.remark(&in_all(format));
    vec![("source", format.source.clone())]
}

/// All budgets added up, and how far that is over the headline. The product says so where a format is chosen, and
/// lets the speaker train for either.
pub(crate) fn in_all(format: &Format) -> String {
    let (min_s, max_s) = format.printed_s();
    let sum = if min_s < max_s {
        format!("{} to {}", time(min_s), time(max_s))
    } else {
        time(max_s)
    };
    match format.headline.map(|headline| headline.as_secs_f64()) {
        Some(headline_s) if headline_s < max_s => format!(
            "in all {sum}, {} over its headline of {} (--fit headline scales it)",
            time(max_s - headline_s),
            time(headline_s)
        ),
        Some(_) | None => format!("in all {sum}"),
    }
}

/// `25 s`, `30–45 s`
pub(crate) fn budget(budget: Budget) -> String {
    let (min_s, max_s) = (budget.min().as_secs_f64(), budget.max().as_secs_f64());
    if min_s < max_s {
        format!("{min_s}–{}", time(max_s))
    } else {
        time(max_s)
    }
}

fn time(seconds: f64) -> String {
    if seconds < 600.0 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds / 60.0)
    }
}
