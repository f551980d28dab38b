//! What holds for every answer.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use proptest::prelude::*;
use starling_practice::{
    Budget, Cause, Fit, Format, FormatSection, Level, Place, Score, SectionId, Slug, Spoken, score,
};

const SECTIONS: [&str; 5] = ["situation", "task", "action", "result", "learning"];

prop_compose! {
    fn budget()(min_s in 1_u64..600, more_s in prop_oneof![Just(0_u64), 0_u64..600]) -> Budget {
        Budget::new(Duration::from_secs(min_s), Duration::from_secs(min_s + more_s)).unwrap()
    }
}

prop_compose! {
    fn format()(budgets in prop::collection::vec(budget(), 1..=5), headline_s in 30_u64..1200) -> Format {
        let sections = SECTIONS.iter().zip(budgets).map(|(name, budget)| FormatSection {
            id: SectionId::new(name).unwrap(),
            title: (*name).to_owned(),
            budget,
        });
        let slug = |text| Slug::new(text).unwrap();
        let mut format =
            Format::new(slug("pack"), slug("format"), "Format".into(), Level::L6, sections.collect()).unwrap();
        format.headline = Some(Duration::from_secs(headline_s));
        format
    }
}

prop_compose! {
    fn spoken()(
        name in prop_oneof![prop::sample::select(SECTIONS.to_vec()), Just("off_clock")],
        elapsed_s in 0.0_f64..2000.0,
        speech_share in 0.0_f64..=1.0,
    ) -> Spoken {
        Spoken {
            place: Place::from_name(name).unwrap(),
            elapsed_s,
            speech_s: elapsed_s * speech_share,
        }
    }
}

fn fit() -> impl Strategy<Value = Fit> {
    prop_oneof![Just(Fit::Printed), Just(Fit::Headline)]
}

/// An answer that tells every section once, each in `elapsed_s(low, high)` seconds of speech.
fn told(format: &Format, fit: Fit, elapsed_s: impl Fn(usize, f64, f64) -> f64) -> Vec<Spoken> {
    let bands = format.bands(fit).unwrap();
    format
        .sections()
        .iter()
        .zip(bands)
        .enumerate()
        .map(|(index, (section, band))| {
            let elapsed_s = elapsed_s(index, band.low_s, band.high_s);
            Spoken {
                place: Place::Section(section.id.clone()),
                elapsed_s,
                speech_s: elapsed_s,
            }
        })
        .collect()
}

fn scored(format: &Format, fit: Fit, answer: &[Spoken]) -> Score {
    score(format, fit, answer).unwrap()
}

proptest! {
    #[test]
    fn no_score_leaves_its_range(
        format in format(), fit in fit(), answer in prop::collection::vec(spoken(), 0..12),
    ) {
        let score = scored(&format, fit, &answer);
        let all = score.sections.iter().map(|section| section.score)
            .chain([score.total.score, score.order_score, score.timing_score]);
        for value in all {
            prop_assert!((0.0..=100.0).contains(&value), "{value}");
        }
    }

    #[test]
    fn inside_every_band_is_a_hundred(format in format(), fit in fit(), share in 0.0_f64..=1.0) {
        // One second is the least speech that counts: a band may begin below it, and where one ends below it, nothing
        // is inside.
        prop_assume!(format.bands(fit).unwrap().iter().all(|band| band.high_s >= 1.0));
        let answer = told(&format, fit, |_, low_s, high_s| (low_s + share * (high_s - low_s)).max(1.0));
        let score = scored(&format, fit, &answer);
        prop_assert!(score.timing_score > 100.0 - 1e-9, "{score:?}");
        prop_assert!(score.losses.iter().all(|loss| loss.points < 1e-9));
    }

    #[test]
    fn silence_is_nothing(format in format(), fit in fit(), answer in prop::collection::vec(spoken(), 0..12)) {
        let silent: Vec<Spoken> = answer.into_iter().map(|spoken| Spoken { speech_s: 0.0, ..spoken }).collect();
        let score = scored(&format, fit, &silent);
        prop_assert_eq!(score.timing_score, 0.0);
        prop_assert_eq!(&score.losses[0].cause, &Cause::Silence);
    }

    /// The section's own score: the total may come nearer to its band while a section leaves its own.
    #[test]
    fn a_section_further_from_its_band_is_never_better(
        format in format(), fit in fit(), near in 0.0_f64..3.0, further in 0.0_f64..3.0, above in any::<bool>(),
    ) {
        let first = |distance: f64| {
            let answer = told(&format, fit, |index, low_s, high_s| match (index, above) {
                (0, true) => (high_s * (1.0 + distance)).max(1.0),
                (0, false) => low_s * (1.0 - distance).max(0.0),
                _ => low_s.max(1.0),
            });
            scored(&format, fit, &answer).sections[0].score
        };
        prop_assert!(first(near + further) <= first(near));
    }

    #[test]
    fn the_losses_add_up(format in format(), fit in fit(), answer in prop::collection::vec(spoken(), 0..12)) {
        let score = scored(&format, fit, &answer);
        let lost: f64 = score.losses.iter().map(|loss| loss.points).sum();
        prop_assert!((score.timing_score + lost - 100.0).abs() < 1e-9, "{score:?}");
    }

    #[test]
    fn the_same_input_gives_the_same_bytes(
        format in format(), fit in fit(), answer in prop::collection::vec(spoken(), 0..12),
    ) {
        let bytes = || serde_json::to_string(&scored(&format, fit, &answer)).unwrap();
        prop_assert_eq!(bytes(), bytes());
    }
}
