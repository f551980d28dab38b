//! Coverage as people read it: a row for each principle, gaps first, and what to do next.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use starling_practice::Level;
use textwrap::WordSplitter;
use textwrap::core::display_width;

use super::{Row, Shown};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GAP: Style = AnsiColor::Yellow.on_default();
/// A title that is longer goes on in the next line.
const WIDEST_TITLE: usize = 32;

/// A space at which no line ends.
const TOGETHER: &str = "\u{a0}";

/// The rows in a terminal of so many columns; `level` where only one is counted, `own` where the stories are one's
/// own.
pub(super) fn text(rows: &[Row], level: Option<Level>, own: bool, width: usize) -> String {
    if rows.iter().all(|row| row.stories.is_empty()) {
        return begin(level, own);
    }
    let levels = level.map_or_else(|| vec![Level::L6, Level::L7], |level| vec![level]);
    let titles = rows.iter().map(|row| display_width(&row.title));
    let title_width = titles
        .max()
        .unwrap_or_default()
        .min(WIDEST_TITLE)
        .min(width / 2);
    let mut text = format!("{BOLD}{:title_width$}{BOLD:#}", "Principle");
    for level in &levels {
        write!(text, "  {BOLD}{:>3}{BOLD:#}", format!("{level:?}"))
            .expect("a String takes every text");
    }
    line(&mut text, &format!("  {BOLD}Stories{BOLD:#}"));
    for row in rows {
        row_text(&mut text, row, &levels, title_width, width);
    }
    if let Some(gap) = rows.first().filter(|row| own && row.stories.len() < 2) {
        text.push('\n');
        text += &next(gap, level);
    }
    text
}

fn row_text(text: &mut String, row: &Row, levels: &[Level], title_width: usize, width: usize) {
    let style = if row.stories.is_empty() {
        GAP
    } else {
        Style::new()
    };
    let counts: String = levels
        .iter()
        .map(|level| {
            match row
                .stories
                .iter()
                .filter(|story| story.level == *level)
                .count()
            {
                0 => format!("  {:>3}", "–"),
                count => format!("  {count:>3}"),
            }
        })
        .collect();
    let stories = match &row.stories[..] {
        [] => "none yet".to_owned(),
        stories => {
            let stories = stories.iter().map(|shown| story(shown, levels));
            stories.collect::<Vec<_>>().join(", ")
        }
    };
    let indent = title_width + display_width(&counts) + 2;
    let options = textwrap::Options::new(width.saturating_sub(indent).max(20));
    let options = options
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let stories = textwrap::wrap(&stories, options);
    let titles = textwrap::wrap(&row.title, title_width);
    for at in 0..titles.len().max(stories.len()) {
        let title = titles.get(at).map_or("", |title| title);
        let counts = if at == 0 {
            counts.clone()
        } else {
            " ".repeat(display_width(&counts))
        };
        let stories = stories.get(at).map_or("", |stories| stories);
        let padding = " ".repeat(title_width.saturating_sub(display_width(title)));
        let row = format!("{title}{padding}{counts}  {stories}").replace(TOGETHER, " ");
        line(text, &format!("{style}{}{style:#}", row.trim_end()));
    }
}

/// A story, its level where there are several, and how often it was practised.
fn story(story: &Shown, levels: &[Level]) -> String {
    let level = (levels.len() > 1).then(|| format!("{:?}", story.level));
    let takes = match story.takes {
        0 => None,
        1 => Some("1 take".to_owned()),
        takes => Some(format!("{takes} takes")),
    };
    let facts: Vec<String> = level.into_iter().chain(takes).collect();
    if facts.is_empty() {
        return story.id.to_string();
    }
    format!("{} ({})", story.id, facts.join(", ")).replace(' ', TOGETHER)
}

/// What to do about the widest gap.
fn next(gap: &Row, level: Option<Level>) -> String {
    let level = level.map_or_else(String::new, |level| format!(" --level {}", argument(level)));
    format!(
        "Next: a story that shows {BOLD}{}{BOLD:#}.\n  starling questions --principle {id}{level}\n  \
         starling content new story ID --principle {id}{level}\n",
        gap.title,
        id = gap.principle,
    )
}

fn begin(level: Option<Level>, own: bool) -> String {
    let at_level = level.map_or_else(String::new, |level| format!(" at {level:?}"));
    if !own {
        return format!("there are no stories{at_level} in what was asked for\n");
    }
    let level = level.map_or_else(String::new, |level| format!(" --level {}", argument(level)));
    format!(
        "You have no stories of your own{at_level} yet. Begin one:\n  starling content new story ID --edit{level}\n\
         {DIM}It counts here when every text in brackets is written.{DIM:#}\n"
    )
}

fn argument(level: Level) -> &'static str {
    match level {
        Level::L6 => "l6",
        Level::L7 => "l7",
    }
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{}", line.trim_end()).expect("a String takes every text");
}
