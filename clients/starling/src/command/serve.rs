//! `starling serve`

use std::net::SocketAddr;

use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::args::Global;
use crate::failure::Failure;
use crate::output::tell;
use crate::services;

pub(crate) async fn run(global: &Global, listen: SocketAddr) -> Result<(), Failure> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .init();
    let (url, server) = services::serve_on(global, listen, asked_to_stop()?).await?;
    tell(format_args!("serving on {url}; Ctrl-C stops"));
    server.await
}

/// Waits for Ctrl-C, a polite kill, or the end of the terminal.
pub(crate) fn asked_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}
