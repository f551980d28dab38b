//! Durations as people type them: `30m`, `12h`, `7d`.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// Reads a duration; a day has 24 hours, and a month, which has no length of its own, is refused.
///
/// # Errors
/// A sentence for people.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let read = || {
        let span: Span = text.parse().ok()?;
        let signed = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        Duration::try_from(signed)
            .ok()
            .filter(|time| !time.is_zero())
    };
    read().ok_or_else(|| "write a time such as 30m, 12h or 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected_s: Option<u64>) {
        assert_eq!(parse(text).ok(), expected_s.map(Duration::from_secs));
    }

    #[test]
    fn minutes_hours_and_days_are_read() {
        check("30m", Some(1_800));
        check("12h", Some(43_200));
        check("7d", Some(604_800));
        check("1d 12h", Some(129_600));
        check("2w", Some(1_209_600));
    }

    #[test]
    fn what_is_no_length_of_time_is_refused() {
        for text in ["", "7", "0d", "-7d", "1mo", "1y", "soon", "7d ago"] {
            check(text, None);
        }
    }
}
