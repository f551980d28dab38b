//! Which bytes a reader wants (RFC 9110, 14.2).

use std::ops::Range;

/// Which bytes a reader wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All: also of those who ask for several ranges, or for what is no range, as the standard allows.
    Whole,
    /// From one position to another, at least one.
    Range(Range<u64>),
    /// None that there are.
    Nothing,
}

/// Reads a `Range` header of something that has so many bytes.
pub(super) fn parse(header: &[u8], size: u64) -> Wanted {
    let text = str::from_utf8(header).ok();
    let range = text.and_then(|text| text.trim().split_once('='));
    let spec = range.filter(|(unit, _)| unit.eq_ignore_ascii_case("bytes"));
    let Some((first, last)) = spec.and_then(|(_, spec)| spec.trim().split_once('-')) else {
        return Wanted::Whole;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..size.min(last.saturating_add(1)),
        (Some(first), None) if last.is_empty() => first..size,
        (None, Some(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Wanted::Whole,
    };
    if range.is_empty() {
        Wanted::Nothing
    } else {
        Wanted::Range(range)
    }
}

/// A position; one beyond all numbers is beyond every end.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (header, expected) in [
            ("bytes=0-", Wanted::Range(0..10)),
            ("bytes=0-0", Wanted::Range(0..1)),
            ("bytes=3-5", Wanted::Range(3..6)),
            ("Bytes=9-", Wanted::Range(9..10)),
            ("bytes=3-99999999999999999999999", Wanted::Range(3..10)),
            ("bytes=-3", Wanted::Range(7..10)),
            ("bytes=-30", Wanted::Range(0..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=99999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-3", Wanted::Whole),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("bytes=1", Wanted::Whole),
            ("samples=1-2", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            assert_eq!(parse(header.as_bytes(), 10), expected, "{header}");
        }
        assert_eq!(parse(b"bytes=0-", 0), Wanted::Nothing);
        assert_eq!(parse(b"\xff", 1), Wanted::Whole);
    }
}
