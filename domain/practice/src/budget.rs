//! How long a section may take: the budget that a format prints, and the band that is scored.

use std::time::Duration;

/// A section's minimum and maximum time. Never zero; a *point budget* has both equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    min: Duration,
    max: Duration,
}

/// The times that score in full, both edges included, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The shortest time that scores in full.
    pub low_s: f64,
    /// The longest time that scores in full.
    pub high_s: f64,
}

/// Times that cannot be a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a budget needs a minimum above zero, not above its maximum, and at most 24 hours")]
pub struct BudgetError;

const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
const LEAST_GRACE_S: f64 = 2.0;

impl Budget {
    /// A budget from `min` to `max`.
    ///
    /// # Errors
    /// [`BudgetError`] unless `0 < min <= max <= 24 h`.
    pub fn new(min: Duration, max: Duration) -> Result<Self, BudgetError> {
        if min.is_zero() || min > max || max > LONGEST {
            return Err(BudgetError);
        }
        Ok(Self { min, max })
    }

    /// The shortest time that the format asks for.
    #[must_use]
    pub fn min(self) -> Duration {
        self.min
    }

    /// The longest time that the format asks for.
    #[must_use]
    pub fn max(self) -> Duration {
        self.max
    }

    /// The middle of the budget in seconds: what a section adds to the answer's intended length.
    #[must_use]
    pub fn middle_s(self) -> f64 {
        f64::midpoint(self.min.as_secs_f64(), self.max.as_secs_f64())
    }

    /// The scored band of the budget multiplied by `scale` (rule 1 of the timing score): a range is its own
    /// band; a point *b* has a grace of `max(b / 10, 2 s)` on both sides.
    #[must_use]
    pub fn band(self, scale: f64) -> Band {
        let (min_s, max_s) = (
            self.min.as_secs_f64() * scale,
            self.max.as_secs_f64() * scale,
        );
        let grace_s = if self.min == self.max {
            (min_s / 10.0).max(LEAST_GRACE_S)
        } else {
            0.0
        };
        Band {
            low_s: (min_s - grace_s).max(0.0),
            high_s: max_s + grace_s,
        }
    }
}

impl Band {
    /// How well a time fits the band, from 0 to 1 (rule 2): 1 inside it, falling in a straight line to 0 at
    /// half its low edge and at one and a half times its high edge.
    #[must_use]
    pub fn fitness(self, elapsed_s: f64) -> f64 {
        let share = if elapsed_s < self.low_s {
            (elapsed_s - self.low_s / 2.0) / (self.low_s / 2.0)
        } else if elapsed_s > self.high_s {
            (self.over_s() - elapsed_s) / (self.high_s / 2.0)
        } else {
            1.0
        };
        share.clamp(0.0, 1.0)
    }

    /// Beyond this time, in seconds, the section is *over*, not merely long.
    #[must_use]
    pub fn over_s(self) -> f64 {
        self.high_s * 1.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(min: u64, max: u64) -> Budget {
        Budget::new(Duration::from_secs(min), Duration::from_secs(max)).unwrap()
    }

    #[test]
    fn a_budget_is_never_empty_or_upside_down() {
        for (min, max) in [(0, 10), (10, 9), (1, 24 * 60 * 60 + 1)] {
            assert_eq!(
                Budget::new(Duration::from_secs(min), Duration::from_secs(max)),
                Err(BudgetError)
            );
        }
    }

    #[test]
    fn a_point_has_grace_and_a_range_has_none() {
        let check =
            |budget: Budget, low_s, high_s| assert_eq!(budget.band(1.0), Band { low_s, high_s });
        check(seconds(25, 25), 22.5, 27.5);
        check(seconds(15, 15), 13.0, 17.0);
        check(seconds(30, 45), 30.0, 45.0);
        check(seconds(1, 1), 0.0, 3.0);
    }
}
