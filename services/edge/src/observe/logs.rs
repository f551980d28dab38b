//! Logs: one event a line.

use serde::{Deserialize, Serialize};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};

use super::StartError;

const ENVIRONMENT: &str = "RUST_LOG";
const DEFAULT: &str = "info";

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// A layer that logs what `RUST_LOG`, or else a filter of its syntax, lets through. What is not ours is never logged
/// below `info`, whatever they say: h2 and hyper tell of frames and headers there, which have tokens.
///
/// # Errors
/// [`StartError::Filter`] where the filter is none.
pub fn logs<S, W>(
    format: Format,
    filter: Option<&str>,
    writer: W,
) -> Result<impl Layer<S> + Send + Sync + use<S, W>, StartError>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let environment = std::env::var(ENVIRONMENT)
        .ok()
        .filter(|filter| !filter.is_empty());
    let filter = environment.as_deref().or(filter).unwrap_or(DEFAULT);
    let filter = EnvFilter::builder()
        .parse(filter)
        .map_err(|error| StartError::Filter {
            filter: filter.to_owned(),
            reason: error.to_string(),
        })?;
    // The hint is of both together; a filter without one would let every callsite ask.
    let cap = filter_fn(may_be_told).with_max_level_hint(LevelFilter::TRACE);
    let layer = fmt::layer().with_writer(writer);
    let layer = match format {
        // Colours would need another crate, which leaves them in where NO_COLOR is set.
        Format::Text => layer.with_ansi(false).boxed(),
        Format::Json => layer
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    };
    Ok(layer.with_filter(filter.and(cap)))
}

fn may_be_told(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || is_ours(metadata)
}

/// Whether it is an event or span of our own crates.
pub(super) fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("starling")
}
