//! Lists in pages (AIP-158): what every list of both services has in common.

use tonic::{Code, Status};

use crate::convert::ConvertError;
use crate::error::status;

const DEFAULT_SIZE: usize = 50;
const MAX_SIZE: usize = 200;

/// How many items a page has for a `page_size` on the wire: 50 for 0, never more than 200.
///
/// # Errors
/// [`ConvertError`] for a negative size.
pub fn size(page_size: i32) -> Result<usize, ConvertError> {
    match usize::try_from(page_size) {
        Ok(0) => Ok(DEFAULT_SIZE),
        Ok(size) => Ok(size.min(MAX_SIZE)),
        Err(_) => Err(ConvertError::new("page_size", "must not be negative")),
    }
}

/// The answer to a `page_token` that the query did not give.
#[must_use]
pub fn invalid_token() -> Status {
    status(
        Code::InvalidArgument,
        "PAGE_TOKEN_INVALID",
        "page_token is damaged or of another query; ask for the first page again, without one",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_bounded() {
        for (wanted, given) in [
            (0, Some(50)),
            (1, Some(1)),
            (201, Some(200)),
            (i32::MAX, Some(200)),
            (-1, None),
        ] {
            assert_eq!(size(wanted).ok(), given, "{wanted}");
        }
    }
}
