//! The kinds of value that a key may have.

use std::time::Duration;

use starling_practice::{Budget, DayPart, ItemRef, Level, Outcome, SectionId, Slug};
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

pub(super) const TEXTS: Kind<Vec<String>> = Kind {
    expected: "a list of 1 to 50 texts in quotes, each on one line and not empty",
    read: |value| some_of(value, text),
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
    read: |value| {
        const MOST: usize = 5;
        let values = value.as_array()?;
        let ids: Vec<Slug> = values
            .iter()
            .map(|value| id(value.get_ref()))
            .collect::<Option<_>>()?;
        (all_differ(&ids) && ids.len() <= MOST).then_some(ids)
    },
};

pub(super) const MANY_IDS: Kind<Vec<Slug>> = Kind {
    expected: "a list of 1 to 50 different ids, such as [\"difficult-reader\"]",
    read: |value| some_of(value, id).filter(|ids| all_differ(ids)),
};

pub(super) const ITEMS: Kind<Vec<ItemRef>> = Kind {
    expected: "a list of 1 to 50 different items, such as [\"formats/l6-2min\"]",
    read: |value| {
        some_of(value, |item| item.as_str()?.parse().ok()).filter(|items| all_differ(items))
    },
};

pub(super) const OUTCOME: Kind<Outcome> = Kind {
    expected: "\"success\" or \"failure\"",
    read: |value| match value.as_str()? {
        "success" => Some(Outcome::Success),
        "failure" => Some(Outcome::Failure),
        _ => None,
    },
};

pub(super) const DAY_PART: Kind<DayPart> = Kind {
    expected: "\"morning\", \"afternoon\" or \"evening\"",
    read: |value| match value.as_str()? {
        "morning" => Some(DayPart::Morning),
        "afternoon" => Some(DayPart::Afternoon),
        "evening" => Some(DayPart::Evening),
        _ => None,
    },
};

pub(super) const COUNT: Kind<u32> = Kind {
    expected: "a whole number from 1 to 10000",
    read: |value| count(value).filter(|count| *count > 0),
};

pub(super) const RANGE: Kind<(u32, u32)> = Kind {
    expected: "[least, most] in whole numbers, 0 <= least < most <= 10000",
    read: |value| {
        let [least, most] = &value.as_array()?[..] else {
            return None;
        };
        let range = (count(least.get_ref())?, count(most.get_ref())?);
        (range.0 < range.1).then_some(range)
    },
};

pub(super) const POINTS: Kind<f64> = Kind {
    expected: "a number from 0 to 10000",
    read: |value| number(value).filter(|points| (0.0..=10_000.0).contains(points)),
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

/// A list of one or more, and not more than anybody reads.
fn some_of<T>(value: &DeValue<'_>, read: fn(&DeValue<'_>) -> Option<T>) -> Option<Vec<T>> {
    const MOST: usize = 50;
    let values = value.as_array()?;
    if values.is_empty() || values.len() > MOST {
        return None;
    }
    values.iter().map(|value| read(value.get_ref())).collect()
}

fn all_differ<T: PartialEq>(items: &[T]) -> bool {
    items
        .iter()
        .enumerate()
        .all(|(index, item)| !items[..index].contains(item))
}

fn count(value: &DeValue<'_>) -> Option<u32> {
    const MOST: u32 = 10_000;
    let DeValue::Integer(integer) = value else {
        return None;
    };
    let count = u32::from_str_radix(integer.as_str(), integer.radix()).ok()?;
    (count <= MOST).then_some(count)
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
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
    let seconds = number(value)?;
    let nanoseconds = Duration::try_from_secs_f64(seconds).ok()?.as_nanos();
    let milliseconds = u64::try_from((nanoseconds + 500_000) / 1_000_000).ok()?;
    Some(Duration::from_millis(milliseconds))
}
