//! Packs: how they are, and what changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use starling_practice::Slug;
use starling_proto::convert::{MAX_PACK_PROBLEMS, PackProblem, PackState, PackStatus};
use starling_proto::{content as wire, name};
use tokio::sync::watch;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::WatchStream as Changes;
use tonic::Status;
use tonic::codegen::BoxStream;

use crate::is_shipped;
use crate::library::{Library, Shelf};
use crate::pack::{PackError, nameless};
use crate::paging::page;

pub(super) fn list(
    library: &Library,
    request: wire::ListPacksRequest,
) -> Result<wire::ListPacksResponse, Status> {
    let packs = library
        .packs()
        .iter()
        .map(|(id, shelf)| ((id, id), (id, shelf)));
    let page = page(b"packs", request.page_size, &request.page_token, packs)?;
    let packs = page.items.into_iter().map(|(id, shelf)| pack(id, shelf));
    Ok(wire::ListPacksResponse {
        packs: packs.collect(),
        next_page_token: page.next_token,
    })
}

pub(super) fn get(library: &Library, name: &str) -> Result<wire::GetPackResponse, Status> {
    let id = name::parse_pack("name", name)?;
    Ok(wire::GetPackResponse {
        pack: Some(pack(&id, library.pack(&id)?)),
    })
}

/// What there is at once, then what changes.
pub(super) fn watch(
    library: watch::Receiver<Arc<Library>>,
    parent: &str,
) -> Result<BoxStream<wire::WatchResponse>, Status> {
    let only = name::parse_packs("parent", parent)?;
    if let Some(id) = &only {
        library.borrow().pack(id)?;
    }
    let mut sent: Option<BTreeMap<Slug, wire::Pack>> = None;
    let changes = Changes::new(library).filter_map(move |library| {
        let is_asked_for = |id: &Slug| only.as_ref().is_none_or(|only| only == id);
        let now: BTreeMap<Slug, wire::Pack> = library
            .packs()
            .iter()
            .filter(|(id, _)| is_asked_for(id))
            .map(|(id, shelf)| (id.clone(), pack(id, shelf)))
            .collect();
        let change = change(sent.as_ref(), &now);
        sent = Some(now);
        change.map(Ok)
    });
    Ok(Box::pin(changes))
}

/// What to send; none where nothing has changed since something was sent.
fn change(
    before: Option<&BTreeMap<Slug, wire::Pack>>,
    now: &BTreeMap<Slug, wire::Pack>,
) -> Option<wire::WatchResponse> {
    let is_new =
        |id: &Slug, pack: &wire::Pack| before.and_then(|before| before.get(id)) != Some(pack);
    let packs = now.iter().filter(|(id, pack)| is_new(id, pack));
    let gone = before.into_iter().flat_map(BTreeMap::iter);
    let gone = gone.filter(|(id, _)| !now.contains_key(id));
    let response = wire::WatchResponse {
        packs: packs.map(|(_, pack)| pack.clone()).collect(),
        removed: gone.map(|(_, pack)| pack.name.clone()).collect(),
    };
    let is_empty = response.packs.is_empty() && response.removed.is_empty();
    (before.is_none() || !is_empty).then_some(response)
}

fn pack(id: &Slug, shelf: &Shelf) -> wire::Pack {
    let contents = shelf.contents.as_ref();
    let state = match (contents, shelf.problems.is_empty()) {
        (Some(_), true) => PackState::Served,
        (Some(_), false) => PackState::Stale,
        (None, _) => PackState::Refused,
    };
    let problems = shelf.problems.iter().take(MAX_PACK_PROBLEMS);
    let status = PackStatus {
        pack: contents.map_or_else(|| nameless(id), |contents| contents.pack.clone()),
        version: shelf.version.clone(),
        state,
        problems: problems.map(|error| problem(shelf, error)).collect(),
        is_shipped: is_shipped(id),
    };
    status.into()
}

fn problem(shelf: &Shelf, error: &PackError) -> PackProblem {
    let file = error
        .file
        .strip_prefix(&shelf.folder)
        .unwrap_or(&error.file);
    PackProblem {
        file: file.to_string_lossy().into_owned(),
        line: error.line,
        message: error.problem.clone(),
    }
}
