//! `starling search`

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use starling_practice::Level;
use starling_proto::convert::{SearchHit, SearchQuery};

use crate::args::{Global, SearchArguments};
use crate::failure::Failure;
use crate::{output, services};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

#[derive(Serialize)]
struct HitJson<'a> {
    kind: &'static str,
    pack: &'a str,
    id: &'a str,
    title: &'a str,
    level: Option<Level>,
    snippet: &'a str,
    /// The words of the snippet that were looked for.
    highlights: Vec<&'a str>,
    score: f64,
}

pub(crate) async fn run(global: &Global, arguments: SearchArguments) -> Result<(), Failure> {
    let query = SearchQuery {
        text: arguments.words.join(" "),
        collections: arguments.kind.iter().map(|kind| kind.0).collect(),
        level: arguments.level.map(Into::into),
    };
    let connection = services::connect(global).await?;
    let hits = connection
        .content()
        .search(&query, arguments.limit.into())
        .await?;
    if global.json {
        output::json(&hits.iter().map(json).collect::<Vec<_>>())?;
    } else if hits.is_empty() {
        output::text("nothing found; try fewer or other words\n")?;
    } else {
        let width = output::width();
        output::text(&hits.iter().map(|hit| text(hit, width)).collect::<String>())?;
    }
    connection.close().await
}

fn json(hit: &SearchHit) -> HitJson<'_> {
    let highlights = hit.highlights.iter();
    HitJson {
        kind: hit.collection.singular(),
        pack: hit.item.pack.as_str(),
        id: hit.item.id.as_str(),
        title: &hit.title,
        level: hit.level,
        snippet: &hit.snippet,
        highlights: highlights
            .filter_map(|range| hit.snippet.get(range.clone()))
            .collect(),
        score: hit.score,
    }
}

fn text(hit: &SearchHit, width: usize) -> String {
    let level = hit
        .level
        .map_or_else(String::new, |level| format!("  {level:?}"));
    let mut text = format!(
        "{DIM}{}{DIM:#} {BOLD}{}{BOLD:#}{level}  {}\n",
        hit.collection.singular(),
        hit.item.id,
        hit.title
    );
    let options = textwrap::Options::new(width)
        .initial_indent("    ")
        .subsequent_indent("    ");
    writeln!(text, "{}", textwrap::fill(&highlighted(hit), options))
        .expect("a String takes every text");
    text
}

/// The snippet with the words looked for in bold.
fn highlighted(hit: &SearchHit) -> String {
    let mut text = String::new();
    let mut rest = 0;
    for range in &hit.highlights {
        let (Some(before), Some(word)) = (
            hit.snippet.get(rest..range.start),
            hit.snippet.get(range.clone()),
        ) else {
            break;
        };
        write!(text, "{before}{BOLD}{word}{BOLD:#}").expect("a String takes every text");
        rest = range.end;
    }
    text + hit.snippet.get(rest..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use starling_practice::{Collection, ItemId, Slug};

    use super::*;

    #[test]
    fn what_was_looked_for_is_bold() {
        let check = |snippet: &str, words: &[&str], expect: Expect| {
            let range = |word: &&str| {
                let start = snippet.find(*word).unwrap();
                start..start + word.len()
            };
            let hit = SearchHit {
                collection: Collection::Stories,
                item: ItemId {
                    pack: Slug::new("p").unwrap(),
                    id: Slug::new("late-launch").unwrap(),
                },
                title: "A late launch".to_owned(),
                level: Some(Level::L6),
                snippet: snippet.to_owned(),
                highlights: words.iter().map(range).collect(),
                score: 1.0,
            };
            let marked = text(&hit, 40)
                .replace("\u{1b}[1m", "<")
                .replace("\u{1b}[0m", ">");
            expect.assert_eq(&marked.replace("\u{1b}[2m", ""));
        };
        check(
            "the café was ours, and we closed the café",
            &["café", "closed"],
            expect![[r#"
            story> <late-launch>  L6  A late launch
                the <café> was ours, and we <closed>
                the café
        "#]],
        );
        check(
            "nothing in bold",
            &[],
            expect![[r#"
            story> <late-launch>  L6  A late launch
                nothing in bold
        "#]],
        );
        check(
            "all",
            &["all"],
            expect![[r#"
            story> <late-launch>  L6  A late launch
                <all>
        "#]],
        );
    }
}
