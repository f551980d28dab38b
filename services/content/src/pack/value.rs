//! The kinds of value that a key may have.

use std::time::Duration;

use starling_practice::{Budget, Level, SectionId, Slug};
use toml::de::DeValue;

/// How a value is read, and what to tell a person who wrote something else.
#[derive(Clone, Copy)]
pub(super) struct Kind<T> {
    /// Completes "it must be …".
    pub(super) expected: &'static str,
    pub(super) read: fn(&DeValue<'_>) -> Option<T>,
}

pub(super) const TEXT: Kind<String> = Kind {
    expected: "a text in quotes, on one line and not empty",
    read: text,
};

pub(super) const LEVEL: Kind<Level> = Kind {
    expected: "\"L6\" or \"L7\"",
    read: |value| match value.as_str()? {
        "L6" => Some(Level::L6),
        "L7" => Some(Level::L7),
        _ => None,
    },
};

pub(super) const ID: Kind<Slug> = Kind {
    expected: "an id in quotes, such as \"l6-2min\"",
    read: id,
};

pub(super) const IDS: Kind<Vec<Slug>> = Kind {
    expected: "a list of at most 5 different ids, such as [\"earn-trust\"]",
    read: ids,
};

pub(super) const SECTION_ID: Kind<SectionId> = Kind {
    expected: "in snake_case and in quotes, such as \"high_level_design\"",
    read: |value| {
        let written = value.as_str()?;
        SectionId::new(written)
            .ok()
            .filter(|id| id.as_str() == written)
    },
};

pub(super) const SECONDS: Kind<Duration> = Kind {
    expected: "a number of seconds above 0 and at most 86400",
    read: |value| {
        let length = seconds(value)?;
        Budget::new(length, length).ok().map(Budget::min)
    },
};

pub(super) const BUDGET: Kind<Budget> = Kind {
    expected: "a number or [min, max] in seconds, 0 < min <= max <= 86400",
    read: budget,
};

fn text(value: &DeValue<'_>) -> Option<String> {
    let text = value.as_str()?.trim();
    let is_one_line = !text.is_empty() && !text.contains(char::is_control);
    is_one_line.then(|| text.to_owned())
}

fn id(value: &DeValue<'_>) -> Option<Slug> {
    Slug::new(value.as_str()?).ok()
}

fn ids(value: &DeValue<'_>) -> Option<Vec<Slug>> {
    const MOST: usize = 5;
    let values = value.as_array()?;
    let ids: Vec<Slug> = values
        .iter()
        .map(|value| id(value.get_ref()))
        .collect::<Option<_>>()?;
    let all_differ = ids
        .iter()
        .enumerate()
        .all(|(index, id)| !ids[..index].contains(id));
    (all_differ && ids.len() <= MOST).then_some(ids)
}

fn budget(value: &DeValue<'_>) -> Option<Budget> {
    let (min, max) = match value {
        DeValue::Array(range) => {
            let [min, max] = &range[..] else { return None };
            (seconds(min.get_ref())?, seconds(max.get_ref())?)
        }
        point => (seconds(point)?, seconds(point)?),
    };
    Budget::new(min, max).ok()
}

/// To the millisecond, which is what the wire carries.
fn seconds(value: &DeValue<'_>) -> Option<Duration> {
    let seconds: f64 = match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok()?,
        DeValue::Float(float) => float.as_str().parse().ok()?,
        _ => return None,
    };
    let nanoseconds = Duration::try_from_secs_f64(seconds).ok()?.as_nanos();
    let milliseconds = u64::try_from((nanoseconds + 500_000) / 1_000_000).ok()?;
    Some(Duration::from_millis(milliseconds))
}
