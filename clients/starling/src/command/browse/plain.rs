//! The list, line by line.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;
use starling_practice::Level;
use starling_proto::client::ContentClient;

use super::answer;
use super::browser::{Browser, Row};
use crate::args::Global;
use crate::failure::Failure;
use crate::item::Head;
use crate::output;

const BOLD: Style = Style::new().bold();

#[derive(Serialize)]
struct RowJson<'a> {
    kind: &'static str,
    pack: &'a str,
    id: &'a str,
    title: &'a str,
    level: Option<Level>,
}

/// Prints the items that the filter leaves.
pub(super) async fn print(
    global: &Global,
    content: &mut ContentClient,
    browser: &mut Browser,
) -> Result<(), Failure> {
    while let Some(ask) = browser.ask_for_rows() {
        let answer = answer(content, Some(&ask)).await?;
        browser.take(answer);
    }
    let rows = &browser.rows;
    if global.json {
        output::json(&rows.iter().map(json).collect::<Vec<_>>())
    } else if rows.is_empty() {
        output::text("nothing found; try fewer or other words\n")
    } else {
        output::text(&rows.iter().map(text).collect::<String>())
    }
}

fn json(row: &Row) -> RowJson<'_> {
    let Head {
        collection,
        pack,
        id,
        title,
        level,
    } = row.item.head();
    RowJson {
        kind: collection.singular(),
        pack: pack.as_str(),
        id: id.as_str(),
        title,
        level,
    }
}

/// `stories/l6-cart-abandonment  L6  Carts left in the hall`, as `starling show` takes it.
fn text(row: &Row) -> String {
    let Head {
        collection,
        id,
        title,
        level,
        ..
    } = row.item.head();
    let mut text = format!("{BOLD}{}/{id}{BOLD:#}", collection.as_str());
    if let Some(level) = level {
        write!(text, "  {level:?}").expect("a String takes every text");
    }
    text + "  " + title + "\n"
}
