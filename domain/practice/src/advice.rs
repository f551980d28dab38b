//! The one thing to fix first, in words.

use crate::format::{Fit, Format};
use crate::score::{Cause, Loss, Score, SectionScore, Verdict};

/// Says what cost the most points, and what to do about it. Of two equal losses the earlier section is told.
#[must_use]
pub fn advice(format: &Format, score: &Score) -> String {
    let Some(loss) = greatest(&score.losses) else {
        return all_on_time(format, score);
    };
    match &loss.cause {
        Cause::Silence => {
            "No section has enough speech to score. Check the microphone, then tell the story once, aloud, \
             from start to end."
                .to_owned()
        }
        Cause::Order => "You went back to an earlier section. Finish each section before you move on: a \
             listener cannot follow a story told out of order."
            .to_owned(),
        Cause::Total => of_total(score),
        Cause::Section(id) => {
            let section = score
                .sections
                .iter()
                .find(|section| section.section == *id)
                .expect("a loss names a section of its own score");
            of_section(format.section_title(id), section)
        }
    }
}

fn greatest(losses: &[Loss]) -> Option<&Loss> {
    losses.iter().reduce(|greatest, loss| {
        if loss.points > greatest.points {
            loss
        } else {
            greatest
        }
    })
}

fn all_on_time(format: &Format, score: &Score) -> String {
    match (score.fit, score.headline_overrun_s) {
        (Fit::Printed, Some(over_s)) if over_s > 0.0 => format!(
            "Every section is on time. The whole is {} over the {} that the format's name promises: try \
             --fit headline next.",
            spoken(over_s),
            spoken(format.headline.map_or(0.0, |headline| headline.as_secs_f64())),
        ),
        _ => "Every section is on time, in order. Keep this take, and tell the story once more tomorrow."
            .to_owned(),
    }
}

fn of_total(score: &Score) -> String {
    let total = &score.total;
    if total.elapsed_s < total.low_s {
        format!(
            "The whole answer is {} short of its {}. Add what only you know: a decision, a figure, a doubt.",
            spoken(total.low_s - total.elapsed_s),
            spoken(total.low_s),
        )
    } else {
        format!(
            "The whole answer runs {} past its {}. Cut what the question did not ask for.",
            spoken(total.elapsed_s - total.high_s),
            spoken(total.high_s),
        )
    }
}

fn of_section(title: &str, section: &SectionScore) -> String {
    let band = format!("{} to {}", spoken(section.low_s), spoken(section.high_s));
    match section.verdict {
        Verdict::Missing if section.elapsed_s == 0.0 => {
            format!("{title} is missing. Leave {band} for it; without it the story does not count.")
        }
        Verdict::Missing => format!(
            "{title} has almost no speech in {}. Fill its {band} with what you did and saw, or move on.",
            spoken(section.elapsed_s),
        ),
        Verdict::Short => format!(
            "{title} is {} too short ({} of {band}). Add one concrete detail: who, how many, by when.",
            spoken(section.low_s - section.elapsed_s),
            spoken(section.elapsed_s),
        ),
        Verdict::OnTime | Verdict::Long | Verdict::Over => format!(
            "{title} is {} too long ({} of {band}). Say its point in the first sentence and drop the rest.",
            spoken(section.elapsed_s - section.high_s),
            spoken(section.elapsed_s),
        ),
    }
}

/// A time as people say it: tenths below two minutes, where there are any; minutes and seconds from there on.
fn spoken(seconds: f64) -> String {
    if seconds < 120.0 {
        let tenths = (seconds * 10.0).round() / 10.0;
        return format!("{tenths} s");
    }
    let whole = seconds.round() as u64;
    match (whole / 60, whole % 60) {
        (minutes, 0) => format!("{minutes} min"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        for (seconds, said) in [
            (0.04, "0 s"),
            (22.5, "22.5 s"),
            (34.377, "34.4 s"),
            (60.0, "60 s"),
            (120.0, "2 min"),
            (310.4, "5 min 10 s"),
        ] {
            assert_eq!(spoken(seconds), said);
        }
    }
}
