//! What an operator sees of a server: logs, metrics, traces.
//!
//! [`start`] installs what the configuration asks for, before anything else of the process starts. Every
//! call is counted, timed and traced. Nothing here ever tells a token, a name, a title or a comment.

mod calls;
mod logs;
mod methods;
mod scrape;
pub mod series;
mod traces;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};
use starling_proto::transport::propagate_traces;
use tokio::task::JoinHandle;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub(crate) use calls::{Observer, Watched};
pub use logs::{Format, logs};
pub use traces::inject;

/// What to tell, how and where. All of it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// How a line of the log looks.
    pub log_format: Format,
    /// What is logged, in the syntax of `RUST_LOG`, which wins over it; `info` where neither is given.
    pub log_filter: Option<String>,
    /// Where Prometheus finds the metrics, such as `127.0.0.1:9464`; of a port alone, loopback. Nowhere by default.
    /// Neither TLS nor a login guards it.
    #[serde(deserialize_with = "address")]
    pub metrics_address: Option<SocketAddr>,
    /// The OpenTelemetry collector that gets the traces, by gRPC, such as `http://127.0.0.1:4317`. None by default.
    pub otlp_endpoint: Option<String>,
}

/// What [`start`] has started; tells the rest, and ends it, when it is dropped.
#[derive(Debug)]
#[must_use = "dropped, it ends metrics and traces"]
pub struct Guard {
    scrapes: Option<(SocketAddr, JoinHandle<()>)>,
    traces: Option<traces::Exporter>,
}

/// Logs, metrics or traces that cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The filter of the log is none.
    #[error(
        "`{filter}` says not what to log: {reason}; write a level such as `info`, or `info,starling_session=debug`"
    )]
    Filter {
        /// The filter.
        filter: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Something in this process has been started already.
    #[error("this process logs or counts already; start it once")]
    Started,
    /// Nothing can listen on the address for metrics.
    #[error("cannot serve metrics on {address}: {source}; choose another address, or none")]
    Metrics {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The address of the collector is none.
    #[error(
        "`{endpoint}` is not the address of an OpenTelemetry collector: {reason}; write one such as `http://127.0.0.1:4317`"
    )]
    Endpoint {
        /// The address.
        endpoint: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Installs logs, on standard error, and what of metrics and traces is configured. Call it once, inside a tokio
/// runtime of several threads, before anything is counted.
///
/// # Errors
/// [`StartError`] where something configured is not sound or cannot be had.
pub fn start(config: &Config) -> Result<Guard, StartError> {
    let logs = logs(config.log_format, config.log_filter.as_deref(), io::stderr)?;
    let (layer, traces) = match &config.otlp_endpoint {
        Some(endpoint) => {
            let (layer, exporter) = traces::to(endpoint)?;
            (Some(layer), Some(exporter))
        }
        None => (None, None),
    };
    let scrapes = match config.metrics_address {
        Some(address) => Some(scrape::start(address)?),
        None => None,
    };
    let guard = Guard { scrapes, traces };
    tracing_subscriber::registry()
        .with(logs)
        .with(layer)
        .try_init()
        .map_err(|_| StartError::Started)?;
    if guard.traces.is_some() {
        propagate_traces(inject);
    }
    if let Some(address) = guard.metrics_address() {
        tracing::info!("metrics on http://{address}{}", scrape::PATH);
    }
    Ok(guard)
}

impl Guard {
    /// Where the metrics are, if anywhere.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.scrapes.as_ref().map(|(address, _)| *address)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some((_, scrapes)) = &self.scrapes {
            scrapes.abort();
        }
        if let Some(traces) = &self.traces {
            traces.flush();
        }
    }
}

/// An address, or a port of this machine alone.
fn address<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Address {
        Port(u16),
        Whole(SocketAddr),
    }
    Ok(Option::deserialize(from)?.map(|address| match address {
        Address::Port(port) => (Ipv4Addr::LOCALHOST, port).into(),
        Address::Whole(address) => address,
    }))
}
