//! Spoken answers: what is said in each section, and whether it can be said in the format's time.

use serde::{Deserialize, Serialize};

use crate::budget::Band;
use crate::format::{Fit, Format};
use crate::slug::SectionId;

/// What is said, section by section in the format's order.
pub type Answer = Vec<AnswerPart>;

/// What is said in one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerPart {
    /// The section of the format.
    pub section: SectionId,
    /// The words, an empty line between paragraphs.
    pub text: String,
}

/// The slowest pace, in words a minute, at which an answer should be written to be said.
pub const SLOWEST_WPM: f64 = 120.0;
/// The fastest one.
pub const FASTEST_WPM: f64 = 150.0;
const MIDDLE_WPM: f64 = f64::midpoint(SLOWEST_WPM, FASTEST_WPM);

/// How an answer can be delivered in its format.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// At every pace between the two, in words a minute, each section lies in its band.
    Fits {
        /// The slowest.
        slowest_wpm: f64,
        /// The fastest.
        fastest_wpm: f64,
    },
    /// At no pace that people speak at.
    Off(Vec<OffPart>),
}

/// A section that keeps an answer from being said in its time at one pace.
#[derive(Debug, Clone, PartialEq)]
pub struct OffPart {
    /// The section.
    pub section: SectionId,
    /// How many words it has, as spoken.
    pub words: usize,
    /// How few it may have beside the other sections.
    pub least: usize,
    /// How many it may have beside them.
    pub most: usize,
}

impl Delivery {
    /// How an answer fits its format's printed bands; sections that the format does not have are passed over.
    #[must_use]
    pub fn of(answer: &[AnswerPart], format: &Format) -> Self {
        let Ok(bands) = format.bands(Fit::Printed) else {
            unreachable!("printed budgets need no headline")
        };
        let parts: Vec<_> = answer
            .iter()
            .filter_map(|part| {
                let band = bands[format.position(&part.section)?];
                Some((&part.section, spoken_words(&part.text), band))
            })
            .collect();
        let all_paces: Vec<_> = parts
            .iter()
            .map(|(_, words, band)| paces(*words, *band))
            .collect();
        let slowest_wpm = all_paces
            .iter()
            .fold(SLOWEST_WPM, |slowest, pace| slowest.max(pace.0));
        let fastest_wpm = all_paces
            .iter()
            .fold(FASTEST_WPM, |fastest, pace| fastest.min(pace.1));
        if slowest_wpm <= fastest_wpm {
            return Self::Fits {
                slowest_wpm,
                fastest_wpm,
            };
        }
        let pace = best_pace(&all_paces);
        let off = parts.into_iter().filter_map(|(section, words, band)| {
            let (slowest, fastest) = paces(words, band);
            let (least, most) = words_at(pace, band);
            let is_off = pace < slowest || pace > fastest;
            is_off.then(|| OffPart {
                section: section.clone(),
                words,
                least,
                most,
            })
        });
        Self::Off(off.collect())
    }
}

/// The slowest and the fastest pace, in words a minute, at which words take the time of a band.
fn paces(words: usize, band: Band) -> (f64, f64) {
    let words_times_60 = words as f64 * 60.0;
    (words_times_60 / band.high_s, words_times_60 / band.low_s)
}

/// The pace at which most sections lie in their bands; of several, the one nearest to the middle.
fn best_pace(paces: &[(f64, f64)]) -> f64 {
    let bounds = paces
        .iter()
        .flat_map(|(slowest, fastest)| [*slowest, *fastest]);
    let candidates = bounds.map(|pace| pace.clamp(SLOWEST_WPM, FASTEST_WPM));
    let fitting = |pace: f64| {
        let fits = paces
            .iter()
            .filter(|(slowest, fastest)| (*slowest..=*fastest).contains(&pace));
        fits.count()
    };
    let from_middle = |pace: f64| (pace - MIDDLE_WPM).abs();
    candidates.fold(MIDDLE_WPM, |best, pace| {
        let order = fitting(pace).cmp(&fitting(best));
        let is_better = order
            .then(from_middle(best).total_cmp(&from_middle(pace)))
            .is_gt();
        if is_better { pace } else { best }
    })
}

/// The fewest and the most words, as spoken, that a section may have at the pace in the middle; sections that all
/// keep to it fit together.
#[must_use]
pub fn words_for(band: Band) -> (usize, usize) {
    words_at(MIDDLE_WPM, band)
}

fn words_at(pace_wpm: f64, band: Band) -> (usize, usize) {
    let least = (band.low_s * pace_wpm / 60.0).ceil() as usize;
    let most = (band.high_s * pace_wpm / 60.0).floor() as usize;
    (least, most)
}

/// How many words a text has when it is said: `$2.3 million` is "two point three million dollars", five; `73%`
/// is three; `cross-team` two.
#[must_use]
pub fn spoken_words(text: &str) -> usize {
    let mut words = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            let number = number(rest);
            words += number_words(&rest[..number]);
            number
        } else if first.is_alphabetic() {
            words += 1;
            word(rest)
        } else {
            let after = &rest[first.len_utf8()..];
            let before = &text[..text.len() - rest.len()];
            words += usize::from(is_said(before, first, after));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    words
}

/// Whether a sign is a word when it is said: dollars before a number, percent and plus after one.
fn is_said(before: &str, sign: char, after: &str) -> bool {
    match sign {
        '$' | '€' | '£' => after.starts_with(|c: char| c.is_ascii_digit()),
        '%' | '+' => before.ends_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// How many bytes at the start are one word: letters, and apostrophes between them.
fn word(text: &str) -> usize {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let is_inner_apostrophe = matches!(letter, '\'' | '’')
            && letters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !letter.is_alphabetic() && !is_inner_apostrophe {
            break;
        }
        end = at + letter.len_utf8();
    }
    end
}

/// How many bytes at the start are one number: digits, with commas or one point between them.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut has_point = false;
    while end < bytes.len() {
        let is_inner = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            b'0'..=b'9' => (),
            b',' if is_inner && !has_point => (),
            b'.' if is_inner && !has_point => has_point = true,
            _ => break,
        }
        end += 1;
    }
    end
}

fn number_words(number: &str) -> usize {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    // Nobody says more than 18 digits as one number.
    let whole = whole.parse().map_or(whole.len(), whole_words);
    whole
        + if decimals.is_empty() {
            0
        } else {
            1 + decimals.len()
        }
}

fn whole_words(number: u64) -> usize {
    if number < 20 {
        return 1;
    }
    if number < 100 {
        return 1 + usize::from(!number.is_multiple_of(10));
    }
    let unit = [1_000_000_000_000, 1_000_000_000, 1_000_000, 1_000, 100]
        .into_iter()
        .find(|unit| number >= *unit)
        .expect("the number is at least 100");
    let left = match number % unit {
        0 => 0,
        left => whole_words(left),
    };
    whole_words(number / unit) + 1 + left
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Budget, FormatSection, Level, Slug};

    #[test]
    fn words_are_counted_as_they_are_said() {
        let check = |text: &str, words: usize| assert_eq!(spoken_words(text), words, "{text}");
        check("", 0);
        check("It wasn't ours — not yet.", 5);
        check("a cross-team 'thing'", 4);
        check("$2.3 million", 5);
        check("73%", 3);
        check("1,200 requests", 5);
        check("117 of 340", 7);
        check("50+ engineers", 3);
        check("99.99%", 6);
        check("3x, 24/7", 5);
        check("100000000000000000000000", 24);
        check("2,000,000", 2);
        check("well, 5, 6.", 3);
        check("naïve Ærø", 2);
    }

    fn delivery(words: [usize; 2]) -> Delivery {
        let section = |id: &str, seconds| FormatSection {
            id: SectionId::new(id).unwrap(),
            title: id.to_owned(),
            budget: Budget::new(Duration::from_secs(seconds), Duration::from_secs(seconds))
                .unwrap(),
        };
        let slug = |text| Slug::new(text).unwrap();
        let sections = vec![section("one", 20), section("two", 60)];
        let format = Format::new(slug("p"), slug("f"), "F".into(), Level::L6, sections).unwrap();
        let answer: Answer = ["one", "two"]
            .iter()
            .zip(words)
            .map(|(id, words)| AnswerPart {
                section: SectionId::new(id).unwrap(),
                text: "word ".repeat(words),
            })
            .collect();
        Delivery::of(&answer, &format)
    }

    #[test]
    fn an_answer_fits_where_one_pace_brings_every_section_into_its_band() {
        // 18 to 22 s and 54 to 66 s: 45 words take 20 s, and 135 words 60 s, at 135 words a minute.
        let Delivery::Fits {
            slowest_wpm,
            fastest_wpm,
        } = delivery([45, 135])
        else {
            panic!("45 and 135 words fit");
        };
        assert!((slowest_wpm - 45.0 * 60.0 / 22.0).abs() < 1e-9);
        assert!((fastest_wpm - 150.0).abs() < 1e-9);
        assert!(matches!(delivery([37, 111]), Delivery::Fits { .. }));
        assert!(matches!(delivery([54, 164]), Delivery::Fits { .. }));
        let off = |words| match delivery(words) {
            Delivery::Off(parts) => parts.into_iter().map(|part| part.words).collect::<Vec<_>>(),
            Delivery::Fits { .. } => Vec::new(),
        };
        assert_eq!(off([60, 135]), [60]);
        assert_eq!(off([45, 60]), [60]);
        assert_eq!(off([20, 20]), [20, 20]);
        // 39 words fit, if only below the pace in the middle; nobody speaks fast enough for 170.
        assert_eq!(off([39, 170]), [170]);
    }
}
