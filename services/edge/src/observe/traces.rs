//! Traces: spans of this process and its peers, joined by the W3C `traceparent` header, sent to a collector.

#[cfg(feature = "otlp")]
pub use otlp::inject;
#[cfg(feature = "otlp")]
pub(super) use otlp::{Exporter, continue_from, to};
#[cfg(not(feature = "otlp"))]
pub use without::inject;
#[cfg(not(feature = "otlp"))]
pub(super) use without::{Exporter, continue_from, to};

#[cfg(feature = "otlp")]
mod otlp;
#[cfg(not(feature = "otlp"))]
mod without;
