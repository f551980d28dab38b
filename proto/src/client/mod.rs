//! Clients that take and return domain types.

/// Asks for page after page of a list.
macro_rules! pages {
    ($self:ident.$client:tt.$rpc:ident -> $items:ident, $Request:ident { $($field:ident: $value:expr,)* ..$rest:expr }) => {{
        let mut request = wire::$Request { page_size: PAGE_SIZE, $($field: $value,)* ..$rest };
        let mut items = Vec::new();
        loop {
            let page = $self.$client.$rpc(request.clone()).await?.into_inner();
            for item in page.$items {
                items.push(sound(item.try_into())?);
            }
            if page.next_page_token.is_empty() {
                break Ok(items);
            }
            request.page_token = page.next_page_token;
        }
    }};
}

mod content;
mod overview;
mod review;
mod session;
mod share;

pub use content::ContentClient;
pub use overview::OverviewClient;
pub use review::{ExportKind, ExportedFile, ReviewClient};
pub use session::{OpenedUpload, SessionClient};
pub use share::{CreatedLink, RedeemedLink, Secret, ShareClient};

use crate::convert::ConvertError;
use crate::error::CallError;

/// As many items as a page may have.
const PAGE_SIZE: i32 = 200;

fn present<T>(value: Option<T>) -> Result<T, CallError> {
    value.ok_or_else(|| CallError::broken_contract(&ConvertError::new("response", "is empty")))
}

fn sound<T, E: ToString>(value: Result<T, E>) -> Result<T, CallError> {
    value.map_err(|error| CallError::broken_contract(&error))
}
