//! What a test of any conversion needs.

mod coaching;
mod overview;

use std::fmt::Debug;

use proptest::prelude::*;
use prost::Message;

use super::ConvertError;

/// As the other side gets it.
pub(super) fn sent<W: Message + Default>(message: &W) -> W {
    W::decode(message.encode_to_vec().as_slice()).unwrap()
}

/// Sends a value, and expects the other side to read the same.
pub(super) fn check<W, D>(value: D)
where
    W: Message + Default + From<D>,
    D: TryFrom<W, Error = ConvertError> + Clone + PartialEq + Debug,
{
    assert_eq!(D::try_from(sent(&W::from(value.clone()))), Ok(value));
}

/// Changes what is sent, and expects the receiver to refuse it by a field.
pub(super) fn refused<W, D>(value: D, field: &str, change: impl FnOnce(&mut W))
where
    W: Message + Default + From<D>,
    D: TryFrom<W, Error = ConvertError> + Debug,
{
    let mut message = W::from(value);
    change(&mut message);
    let error = D::try_from(message).unwrap_err().to_string();
    assert!(error.starts_with(&format!("{field}: ")), "{error}");
}

/// Converts damaged bytes, which must not panic; what is taken must come back the same.
pub(super) fn survive<W, D>(value: D, damage: &[(usize, u8)]) -> Result<(), TestCaseError>
where
    W: Message + Default + From<D>,
    D: TryFrom<W, Error = ConvertError> + Clone + Debug,
{
    let mut bytes = W::from(value).encode_to_vec();
    for (at, byte) in damage {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    let Ok(Ok(taken)) = W::decode(bytes.as_slice()).map(D::try_from) else {
        return Ok(());
    };
    // As text, in which what is no number equals itself.
    let again = D::try_from(W::from(taken.clone()));
    prop_assert_eq!(
        format!("{again:?}"),
        format!("{:?}", Ok::<_, ConvertError>(taken))
    );
    Ok(())
}
