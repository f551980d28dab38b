//! Guidance: a paragraph and its points.

use starling_practice::Guidance;

use super::error::Problems;
use super::item::Draft;
use super::markdown::Outline;
use super::value::{ID, LEVEL};

/// Reads guidance; none, and problems, where something is wrong with it.
pub(super) fn guidance(draft: &mut Draft<'_>, problems: &mut Problems) -> Option<Guidance> {
    let level = draft.head.take("level", LEVEL, problems);
    let topic = draft.head.need("topic", ID, problems);
    let outline = Outline::of(draft.body);
    let missing =
        "a paragraph and bullets under it are missing; say why it matters, then each point";
    let (text, points) = outline.opening_and_bullets(missing, problems);
    outline.finish(problems);
    Some(Guidance {
        pack: draft.pack.clone(),
        id: draft.id.clone(),
        title: draft.title.clone(),
        level,
        topic: topic?,
        text,
        points,
        source: draft.source.clone(),
    })
}
