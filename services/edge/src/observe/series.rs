//! Series of metrics: each a `static` with its name, unit and help, found once and cheap to add to from then on.
//!
//! Names follow Prometheus: the base unit at the end, `_total` for what only grows. Without a recorder, adding costs
//! a load; a series that was used before the recorder was installed stays silent.

use std::sync::OnceLock;

pub use metrics::Unit;

/// The upper bounds of buckets by the unit that ends a name: 2 to 2.5 times apart, for quantiles within that.
pub(super) const BUCKETS: [(&str, &[f64]); 3] = [
    (
        "_seconds",
        &[
            0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0,
            60.0, 600.0,
        ],
    ),
    (
        "_bytes",
        &[1e3, 4e3, 16e3, 64e3, 128e3, 256e3, 512e3, 1e6, 2e6, 8e6],
    ),
    ("_jobs", &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]),
];

/// What a series is called, and what it means.
#[derive(Debug)]
struct Named {
    name: &'static str,
    unit: Unit,
    help: &'static str,
    label: Option<(&'static str, &'static str)>,
}

/// A number that only grows.
#[derive(Debug)]
pub struct Counter {
    named: Named,
    handle: OnceLock<metrics::Counter>,
}

/// A number that grows and falls.
#[derive(Debug)]
pub struct Gauge {
    named: Named,
    handle: OnceLock<metrics::Gauge>,
}

/// How numbers are spread.
#[derive(Debug)]
pub struct Histogram {
    named: Named,
    handle: OnceLock<metrics::Histogram>,
}

/// A series that can tell what it is.
pub trait Series: Sync {
    /// Tells the recorder unit and help, and shows the series from now on, at 0.
    fn describe(&self);
}

macro_rules! series {
    ($kind:ident, $handle:ident, $describe:ident) => {
        impl $kind {
            /// A series of this name, in this unit, with this help.
            #[must_use]
            pub const fn new(name: &'static str, unit: Unit, help: &'static str) -> Self {
                let named = Named {
                    name,
                    unit,
                    help,
                    label: None,
                };
                let handle = OnceLock::new();
                Self { named, handle }
            }

            /// The part of the series that has this value of a label.
            #[must_use]
            pub const fn with(mut self, label: &'static str, value: &'static str) -> Self {
                self.named.label = Some((label, value));
                self
            }

            fn handle(&self) -> &metrics::$kind {
                self.handle.get_or_init(|| match self.named.label {
                    Some((label, value)) => metrics::$handle!(self.named.name, label => value),
                    None => metrics::$handle!(self.named.name),
                })
            }
        }

        impl Series for $kind {
            fn describe(&self) {
                let Named { name, unit, help, .. } = self.named;
                metrics::$describe!(name, unit, help);
                self.handle();
            }
        }
    };
}

series!(Counter, counter, describe_counter);
series!(Gauge, gauge, describe_gauge);
series!(Histogram, histogram, describe_histogram);

impl Counter {
    /// Adds to it.
    pub fn add(&self, count: u64) {
        self.handle().increment(count);
    }
}

impl Gauge {
    /// Makes it this number.
    pub fn set(&self, value: f64) {
        self.handle().set(value);
    }

    /// Adds to it.
    pub fn add(&self, value: f64) {
        self.handle().increment(value);
    }

    /// Takes from it.
    pub fn subtract(&self, value: f64) {
        self.handle().decrement(value);
    }
}

impl Histogram {
    /// Notes a number, or a duration in seconds.
    pub fn record(&self, value: impl metrics::IntoF64) {
        self.handle().record(value);
    }
}
