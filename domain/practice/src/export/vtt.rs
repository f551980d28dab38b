//! Comments as WebVTT captions (<https://www.w3.org/TR/webvtt1/>).

use super::{ReviewedTake, label, milliseconds};

/// How long a comment on a moment is shown.
const MOMENT_MS: u128 = 2_000;

/// A caption for each comment. Those that last no millisecond are shown for two seconds.
#[must_use]
pub fn vtt(reviewed: ReviewedTake<'_>) -> String {
    let mut file = "WEBVTT\n".to_owned();
    for comment in reviewed.in_order() {
        let content = &comment.content;
        let [start, end] = [content.span.start, content.span.end]
            .map(|sample| milliseconds(sample, reviewed.sample_rate));
        let end = if end > start { end } else { start + MOMENT_MS };
        let text = escaped(&label(comment));
        let (start, end) = (timestamp(start), timestamp(end));
        file += &format!("\n{start} --> {end}\n{text}\n");
    }
    file
}

fn timestamp(milliseconds: u128) -> String {
    let (seconds, milliseconds) = (milliseconds / 1_000, milliseconds % 1_000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}")
}

/// A line: an empty one would end the caption. `-->` goes with its `>`.
fn escaped(line: &str) -> String {
    line.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
