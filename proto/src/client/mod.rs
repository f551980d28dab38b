//! Clients that take and return domain types.

mod content;
mod session;

pub use content::ContentClient;
pub use session::{OpenedUpload, SessionClient};

use crate::convert::ConvertError;
use crate::error::CallError;

fn present<T>(value: Option<T>) -> Result<T, CallError> {
    value.ok_or_else(|| CallError::broken_contract(&ConvertError::new("response", "is empty")))
}

fn sound<T, E: ToString>(value: Result<T, E>) -> Result<T, CallError> {
    value.map_err(|error| CallError::broken_contract(&error))
}
