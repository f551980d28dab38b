//! `starling show`, and `show` of a question, a story, a scenario

use serde::Serialize;
use starling_practice::{Collection, Contradiction};

use crate::args::Global;
use crate::failure::Failure;
use crate::item::Item;
use crate::page::{self, Around};
use crate::{choose, output, services};

/// An item, and what other items say about it.
#[derive(Serialize)]
struct ShownJson<'a> {
    kind: &'static str,
    #[serde(flatten)]
    item: &'a Item,
    contradictions: &'a [Contradiction],
}

/// Shows the item `ID` or `PACK/ID`.
pub(crate) async fn run(global: &Global, collection: Collection, id: &str) -> Result<(), Failure> {
    let connection = services::connect(global).await?;
    let mut content = connection.content();
    let item = choose::item(&mut content, collection, id).await?;
    let around = Around::of(&mut content, &item).await?;
    if global.json {
        output::json(&ShownJson {
            kind: collection.singular(),
            item: &item,
            contradictions: &around.contradictions,
        })?;
    } else {
        output::text(&page::text(&page::of(&item, &around)))?;
    }
    drop(content);
    connection.close().await
}
