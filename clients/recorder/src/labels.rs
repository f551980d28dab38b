//! Audacity label tracks: one `start<TAB>end<TAB>label` a line, in seconds.
//!
//! A point label, whose end is its start, is allowed: it is what Audacity writes for a label set while
//! listening. Lines that begin with `\` carry the frequencies of the label before and are passed over.

use starling_speech::{SampleRate, Span};
use thiserror::Error;

/// The labels of one track, at most: beyond any take's sections and remarks.
const MAX_LABELS: usize = 1_000;
/// The latest time of a label: no take is longer than a WAV can be.
const MAX_SECONDS: f64 = 86_400.0;

/// One line of a label track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it covers; empty for a point.
    pub span: Span,
    /// Its text; may be empty.
    pub text: String,
}

/// What is wrong with a label track, and in which line.
#[derive(Debug, Error, PartialEq)]
#[error("line {line}: {problem}")]
pub struct LabelError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a line, and what to do about it.
#[derive(Debug, Error, PartialEq)]
pub enum Problem {
    /// There is no tab.
    #[error(
        "expected start, end and label separated by tabs; export the label track from Audacity again"
    )]
    NotALabel,
    /// A time is not a number of seconds.
    #[error("{0:?} is not a time; write seconds with a decimal point, such as 12.5")]
    NotATime(String),
    /// A time is negative or beyond a day.
    #[error("{0} s is outside 0 to {MAX_SECONDS} s; correct the time")]
    OutOfRange(f64),
    /// The end is before the start.
    #[error("the label ends before it starts; swap its two times")]
    Reversed,
    /// It starts before the label in the line before does.
    #[error("the label starts before the one above; sort the lines by start")]
    OutOfOrder,
    /// It starts before the label in the line before ends.
    #[error("the label starts before the one above ends; shorten one of them")]
    Overlap,
    /// There are more labels than any take has.
    #[error("more than {MAX_LABELS} labels; is this the label track of one take?")]
    TooMany,
}

/// Reads a label track; times become the nearest samples.
pub fn parse(text: &str, sample_rate: SampleRate) -> Result<Vec<Label>, LabelError> {
    let mut labels: Vec<Label> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, content) in (1..).zip(text.lines()) {
        if content.trim().is_empty() || content.starts_with('\\') {
            continue;
        }
        let label = parse_line(content, sample_rate)
            .and_then(|label| follows(&label, &labels).map(|()| label))
            .map_err(|problem| LabelError { line, problem })?;
        labels.push(label);
    }
    Ok(labels)
}

/// Writes a label track. Times have six decimals, which name every sample up to 192 kHz exactly.
pub fn render(labels: &[Label], sample_rate: SampleRate) -> String {
    let line = |label: &Label| {
        let start = sample_rate.seconds(label.span.start);
        let end = sample_rate.seconds(label.span.end);
        let text = label.text.replace(['\t', '\r', '\n'], " ");
        format!("{start:.6}\t{end:.6}\t{text}\n")
    };
    labels.iter().map(line).collect()
}

fn parse_line(line: &str, sample_rate: SampleRate) -> Result<Label, Problem> {
    let mut fields = line.splitn(3, '\t');
    let (Some(start), Some(end)) = (fields.next(), fields.next()) else {
        return Err(Problem::NotALabel);
    };
    let (start, end) = (parse_seconds(start)?, parse_seconds(end)?);
    if end < start {
        return Err(Problem::Reversed);
    }
    Ok(Label {
        span: Span {
            start: sample_rate.samples(start),
            end: sample_rate.samples(end),
        },
        text: fields.next().unwrap_or_default().to_owned(),
    })
}

fn parse_seconds(text: &str) -> Result<f64, Problem> {
    let seconds: f64 = text
        .trim()
        .parse()
        .map_err(|_| Problem::NotATime(text.to_owned()))?;
    match seconds {
        0.0..=MAX_SECONDS => Ok(seconds),
        _ => Err(Problem::OutOfRange(seconds)),
    }
}

/// Checks that the label may stand behind the others.
fn follows(label: &Label, before: &[Label]) -> Result<(), Problem> {
    let Some(last) = before.last() else {
        return Ok(());
    };
    if before.len() == MAX_LABELS {
        Err(Problem::TooMany)
    } else if label.span.start < last.span.start {
        Err(Problem::OutOfOrder)
    } else if label.span.start < last.span.end {
        Err(Problem::Overlap)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: u32 = 48_000;

    fn rate() -> SampleRate {
        SampleRate::new(RATE).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: &[(u64, u64, &str)]) {
        let expected: Vec<Label> = expected
            .iter()
            .map(|&(start, end, text)| Label {
                span: Span { start, end },
                text: text.to_owned(),
            })
            .collect();
        assert_eq!(parse(text, rate()), Ok(expected));
    }

    #[track_caller]
    fn check_error(text: &str, message: &str) {
        assert_eq!(parse(text, rate()).unwrap_err().to_string(), message);
    }

    #[test]
    fn tracks_as_audacity_writes_them() {
        check("", &[]);
        check(
            "0.000000\t1.500000\tSituation\n1.500000\t1.500000\tTask\n",
            &[(0, 72_000, "Situation"), (72_000, 72_000, "Task")],
        );
        check(
            "\u{feff}1\t2\r\n\r\n3\t4\ta\tb\r\n",
            &[(48_000, 96_000, ""), (144_000, 192_000, "a\tb")],
        );
        check(
            "1.0\t2.0\tAction\n\\\t100.0\t8000.0\n",
            &[(48_000, 96_000, "Action")],
        );
    }

    #[test]
    fn errors_name_the_line_and_what_to_do() {
        check_error(
            "0\t1\ta\nSituation",
            "line 2: expected start, end and label separated by tabs; \
             export the label track from Audacity again",
        );
        check_error(
            "0,5\t1\ta",
            "line 1: \"0,5\" is not a time; write seconds with a decimal point, such as 12.5",
        );
        check_error(
            "-1\t1\ta",
            "line 1: -1 s is outside 0 to 86400 s; correct the time",
        );
        check_error(
            "0\tinf\ta",
            "line 1: inf s is outside 0 to 86400 s; correct the time",
        );
        check_error(
            "NaN\t1\ta",
            "line 1: NaN s is outside 0 to 86400 s; correct the time",
        );
        check_error(
            "2\t1\ta",
            "line 1: the label ends before it starts; swap its two times",
        );
        check_error(
            "5\t6\ta\n\n4\t4.5\tb",
            "line 3: the label starts before the one above; sort the lines by start",
        );
        check_error(
            "5\t6\ta\n5.5\t7\tb",
            "line 2: the label starts before the one above ends; shorten one of them",
        );
        check_error(
            &"1\t1\ta\n".repeat(MAX_LABELS + 1),
            "line 1001: more than 1000 labels; is this the label track of one take?",
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            hertz in 8_000_u32..=192_000,
            lengths in prop::collection::vec((0_u64..2_000_000, 0_u64..2_000_000), 0..50),
        ) {
            let rate = SampleRate::new(hertz).unwrap();
            let mut end = 0;
            let labels: Vec<Label> = lengths
                .into_iter()
                .map(|(gap, length)| {
                    let start = end + gap;
                    end = start + length;
                    Label { span: Span { start, end }, text: format!("from {start}") }
                })
                .collect();
            prop_assert_eq!(parse(&render(&labels, rate), rate), Ok(labels));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = parse(&text, rate());
        }
    }
}
