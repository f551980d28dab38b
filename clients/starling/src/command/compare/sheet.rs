//! A comparison as people read it: both levels side by side, or one above the other where there is no room.

use std::fmt::Write as _;

use anstyle::Style;
use starling_practice::{Aspect, Competency, Contradiction, Level};
use textwrap::WordSplitter;
use textwrap::core::display_width;

use super::{Comparison, is_about};
use crate::report::WIDTH;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ITALIC: Style = Style::new().italic();

/// Below this, columns would be too narrow to read.
const NARROWEST: usize = 60;
/// Above this, the eye loses the line.
const WIDEST: usize = 120;
const GAP: &str = "   ";

/// A comparison in a terminal of so many columns.
pub(super) fn text(comparison: &Comparison, width: usize) -> String {
    let mut sheet = Sheet {
        text: String::new(),
        levels: comparison.levels,
        width: width.min(WIDEST),
        is_of_aspect: comparison.is_of_aspect,
    };
    for competency in &comparison.competencies {
        sheet.competency(competency);
    }
    if comparison.is_of_aspect && !comparison.contradictions.is_empty() {
        sheet.prose(&elsewhere(comparison), Style::new());
    } else if !comparison.contradictions.is_empty() {
        sheet.heading("Where the sources disagree");
        for contradiction in &comparison.contradictions {
            sheet.contradiction(contradiction);
        }
    }
    for disclaimer in &comparison.disclaimers {
        sheet.prose(&disclaimer.text, DIM);
    }
    sheet.text.trim_end().to_owned() + "\n"
}

struct Sheet {
    text: String,
    levels: [Level; 2],
    width: usize,
    /// One aspect stands here alone, without what is said of its competency.
    is_of_aspect: bool,
}

impl Sheet {
    fn competency(&mut self, competency: &Competency) {
        self.heading(&competency.title);
        if self.is_narrow() {
            for level in self.levels {
                let title = role(competency, level);
                self.prose_line(&title, BOLD);
            }
            self.line("");
        } else {
            let cells = self.levels.map(|level| vec![role(competency, level)]);
            self.side_by_side(cells, BOLD);
            let rule = "─".repeat(self.column_width());
            self.line(&format!("{DIM}{rule}{GAP}{rule}{DIM:#}"));
        }
        for aspect in &competency.aspects {
            self.aspect(aspect);
        }
        if !self.is_of_aspect {
            self.prose(&competency.text, Style::new());
        }
    }

    fn aspect(&mut self, aspect: &Aspect) {
        self.prose_line(&aspect.title, BOLD);
        if !aspect.ask.is_empty() {
            self.prose_line(&aspect.ask, ITALIC);
        }
        if self.is_narrow() {
            for level in self.levels {
                self.line(&format!("  {level:?}"));
                for statement in aspect.statements(level) {
                    self.bullet("  ", statement);
                }
            }
        } else {
            let cells = self.levels.map(|level| aspect.statements(level).to_vec());
            self.side_by_side(
                cells.map(|statements| {
                    statements
                        .iter()
                        .map(|statement| format!("• {statement}"))
                        .collect()
                }),
                Style::new(),
            );
        }
        self.line("");
    }

    fn contradiction(&mut self, contradiction: &Contradiction) {
        self.prose_line(&contradiction.title, BOLD);
        for claim in &contradiction.claims {
            self.bullet(
                "  ",
                &format!("{} {DIM}({}){DIM:#}", claim.says, claim.source),
            );
        }
        self.prose(&contradiction.text, Style::new());
    }

    /// Texts of both levels; a second line of a text stands under the first.
    fn side_by_side(&mut self, cells: [Vec<String>; 2], style: Style) {
        let width = self.column_width();
        let options = textwrap::Options::new(width).subsequent_indent("  ");
        let [left, right] = cells.map(|texts| {
            let lines = texts.iter().flat_map(|text| textwrap::wrap(text, &options));
            lines.map(String::from).collect::<Vec<_>>()
        });
        for row in 0..left.len().max(right.len()) {
            let [left, right] =
                [&left, &right].map(|lines| lines.get(row).map_or("", String::as_str));
            let padding = " ".repeat(width.saturating_sub(display_width(left)));
            self.line(&format!(
                "{style}{left}{style:#}{padding}{GAP}{style}{right}{style:#}"
            ));
        }
    }

    fn heading(&mut self, title: &str) {
        let underlined = BOLD.underline();
        self.line(&format!("{underlined}{title}{underlined:#}"));
        self.line("");
    }

    fn bullet(&mut self, indent: &str, text: &str) {
        let (first, next) = (format!("{indent}• "), format!("{indent}  "));
        let options = textwrap::Options::new(self.width)
            .initial_indent(&first)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false)
            .subsequent_indent(&next);
        let text = textwrap::fill(text, options);
        self.line(&text);
    }

    /// Paragraphs, and an empty line after them.
    fn prose(&mut self, text: &str, style: Style) {
        self.prose_line(text, style);
        self.line("");
    }

    fn prose_line(&mut self, text: &str, style: Style) {
        let text = textwrap::fill(text, self.width.min(WIDTH));
        for line in text.lines() {
            self.line(&format!("{style}{line}{style:#}"));
        }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.text, "{}", line.trim_end()).expect("a String takes every text");
    }

    fn is_narrow(&self) -> bool {
        self.width < NARROWEST
    }

    fn column_width(&self) -> usize {
        (self.width - GAP.len()) / 2
    }
}

/// That there are contradictions, which are about whole competencies, and how to see them.
fn elsewhere(comparison: &Comparison) -> String {
    let levels = comparison
        .levels
        .map(|level| format!("{level:?}").to_lowercase());
    let commands: Vec<String> = comparison
        .competencies
        .iter()
        .filter(|competency| {
            comparison
                .contradictions
                .iter()
                .any(|it| is_about(it, competency))
        })
        .map(|competency| format!("`starling compare {} {}`", levels.join(" "), competency.id))
        .collect();
    format!(
        "The sources disagree about this: {} shows where.",
        commands.join(" or ")
    )
}

fn role(competency: &Competency, level: Level) -> String {
    format!("{level:?} {}", competency.role(level).title)
}
