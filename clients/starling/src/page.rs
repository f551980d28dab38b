//! What people read of an item: built once, then printed as text or drawn on the full screen.

mod answer;
mod asked;
mod assessment;
mod block;
mod competency;
mod format;
mod layout;
mod plan;
mod print;
mod reference;
mod review;
mod rubric;

#[cfg(test)]
mod tests;

use starling_practice::{Contradiction, Format, ItemId};
use starling_proto::client::ContentClient;
use starling_proto::error::CallError;

pub(crate) use self::asked::outcome_word;
use self::block::Fact;
pub(crate) use self::block::{Page, Tone};
pub(crate) use self::format::{budget, in_all};
pub(crate) use self::layout::Line;
pub(crate) use self::print::text;
pub(crate) use self::review::{comment, one_review, review};
use crate::item::{Head, Item};

/// What other items say about one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// The format that its question is answered in.
    pub(crate) format: Option<Format>,
    /// Where the sources of its figures disagree.
    pub(crate) contradictions: Vec<Contradiction>,
    /// What its pack is not.
    pub(crate) disclaimer: String,
}

impl Around {
    /// Asks the content service.
    pub(crate) async fn of(content: &mut ContentClient, item: &Item) -> Result<Self, CallError> {
        let id = item.id();
        let format = match item.question() {
            Some(question) => {
                let format = ItemId {
                    pack: question.pack.clone(),
                    id: question.format.clone(),
                };
                Some(content.format(&format).await?)
            }
            None => None,
        };
        let about = Some((item.head().collection, &id));
        Ok(Self {
            format,
            contradictions: content.contradictions(about).await?,
            disclaimer: content.pack(&id.pack).await?.pack.disclaimer,
        })
    }
}

/// The page of an item.
pub(crate) fn of(item: &Item, around: &Around) -> Page {
    let format = around.format.as_ref();
    let Head {
        collection,
        title,
        level,
        ..
    } = item.head();
    let level = level.map(|level| format!("{level:?}"));
    let mut page = Page::new(title, collection.singular(), level.as_deref());
    let facts = match item {
        Item::Format(it) => format::write(&mut page, it),
        Item::Question(it) => asked::question(&mut page, it),
        Item::Story(it) => asked::story(&mut page, it, format),
        Item::Scenario(it) => asked::scenario(&mut page, it, format),
        Item::Principle(it) => reference::principle(&mut page, it),
        Item::Guidance(it) => reference::guidance(&mut page, it),
        Item::Competency(it) => competency::write(&mut page, it),
        Item::Assessment(it) => assessment::write(&mut page, it),
        Item::Plan(it) => plan::write(&mut page, it),
        Item::Rubric(it) => rubric::write(&mut page, it),
        Item::Contradiction(it) => reference::contradiction(&mut page, it),
    };
    for contradiction in &around.contradictions {
        reference::disagreement(&mut page, contradiction);
    }
    page.facts(&[origin(item, format), facts].concat());
    page.gap();
    page.remark(&around.disclaimer);
    page
}

/// Where it is, and what it goes with.
fn origin(item: &Item, format: Option<&Format>) -> Vec<Fact> {
    let Head { pack, id, .. } = item.head();
    let mut facts = vec![("id", id.to_string()), ("pack", pack.to_string())];
    if let Some(question) = item.question() {
        let title = format.map(|format| format!(", {}", format.title));
        let format = format!("{}{}", question.format, title.unwrap_or_default());
        facts.push(("format", format));
        facts.push(("principles", reference::names(&question.principles)));
    }
    facts
}
