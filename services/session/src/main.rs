//! `starling-session`: the session service as a process of its own.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use starling_session::{Config, serve};
use tokio::net::TcpListener;
use tokio::signal;

/// Keeps the sessions, takes and reports of interview practice, over gRPC.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:7352")]
    listen: SocketAddr,
    /// The folder for everything that is kept.
    #[arg(long, value_name = "DIR")]
    data_dir: PathBuf,
    /// Where the content service answers.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7351")]
    content_url: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let log = tracing_subscriber::fmt().with_writer(io::stderr);
    log.with_ansi(false).init();
    let stopped = stop_signal()?;
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        let address = args.listen;
        format!("cannot listen on {address}; choose another address with --listen")
    })?;
    tracing::info!("listening on {}", listener.local_addr()?);
    let config = Config {
        data_dir: args.data_dir,
        content_url: args.content_url,
    };
    Ok(serve(listener, config, stopped).await?)
}

/// Ends at Ctrl-C or SIGTERM.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! { _ = signal::ctrl_c() => (), _ = terminated => () }
    })
}
