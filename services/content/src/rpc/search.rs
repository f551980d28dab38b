//! Searches in pages.

use std::sync::Arc;

use prost::Message as _;
use starling_practice::Slug;
use starling_proto::convert::SearchQuery;
use starling_proto::error::status;
use starling_proto::{content as wire, name};
use tonic::{Code, Status};

use crate::library::Library;
use crate::paging::page;
use crate::search::{self, Index, SearchError};

pub(super) async fn search(
    library: Arc<Library>,
    request: wire::SearchRequest,
) -> Result<wire::SearchResponse, Status> {
    let pack = name::parse_packs("parent", &request.parent)?;
    if let Some(pack) = &pack {
        library.contents(pack)?;
    }
    search::ask(library, move |index| answer(index, pack.as_ref(), request)).await?
}

fn answer(
    index: &Index,
    pack: Option<&Slug>,
    mut request: wire::SearchRequest,
) -> Result<wire::SearchResponse, Status> {
    let query = SearchQuery::try_from(&request)?;
    let size = std::mem::take(&mut request.page_size);
    let token = std::mem::take(&mut request.page_token);
    let found = index.find(pack, &query)?;
    let page = page(&request.encode_to_vec(), size, &token, index.named(&found))?;
    let hits = page
        .items
        .into_iter()
        .map(|rank| index.hit(&found, rank).map(wire::SearchHit::from));
    Ok(wire::SearchResponse {
        hits: hits.collect::<Result<_, _>>()?,
        next_page_token: page.next_token,
    })
}

impl From<SearchError> for Status {
    fn from(error: SearchError) -> Self {
        tracing::error!("{error}");
        status(Code::Internal, "SEARCH_FAILED", error.to_string())
    }
}
