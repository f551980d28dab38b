//! Lists of items in pages, the same way for every collection.

use prost::Message;
use starling_proto::{content as wire, name};
use tonic::Status;

use crate::library::{Item, Library};
use crate::paging::page as page_of;

/// A request for a page of items.
pub(super) trait ListRequest: Message {
    fn parent(&self) -> &str;
    /// Takes size and token of the page out; what is left is the query.
    fn take_page(&mut self) -> (i32, String);
}

macro_rules! list_requests {
    ($($request:ident,)*) => {$(
        impl ListRequest for wire::$request {
            fn parent(&self) -> &str {
                &self.parent
            }
            fn take_page(&mut self) -> (i32, String) {
                (std::mem::take(&mut self.page_size), std::mem::take(&mut self.page_token))
            }
        }
    )*};
}

list_requests! {
    ListFormatsRequest,
    ListQuestionsRequest,
    ListStoriesRequest,
    ListScenariosRequest,
    ListPrinciplesRequest,
    ListGuidanceRequest,
    ListCompetenciesRequest,
    ListAssessmentsRequest,
    ListPlansRequest,
    ListRubricsRequest,
    ListContradictionsRequest,
}

/// A page of the items to keep, as the wire has them, and the token of the next page.
pub(super) fn page<T: Item + Clone, W: From<T>>(
    library: &Library,
    mut request: impl ListRequest,
    keep: impl Fn(&T) -> bool,
) -> Result<(Vec<W>, String), Status> {
    let pack = name::parse_packs("parent", request.parent())?;
    let (size, token) = request.take_page();
    let items = library.list::<T>(pack.as_ref())?;
    let items = items.filter(|(_, item)| keep(item));
    let page = page_of(&request.encode_to_vec(), size, &token, items)?;
    let items = page.items.into_iter().cloned().map(W::from).collect();
    Ok((items, page.next_token))
}
