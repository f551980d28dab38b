//! `starling-session`: the session service as a process of its own.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use starling_session::Config;
use tokio::net::TcpListener;

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
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(false)
        .init();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let stopped = stop_signal()?;
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; choose another with --listen",
            args.listen
        )
    })?;
    tracing::info!("listening on {}", listener.local_addr()?);
    let config = Config {
        data_dir: args.data_dir,
        content_url: args.content_url,
    };
    starling_session::serve(listener, config, stopped).await?;
    Ok(())
}

/// Ends at Ctrl-C or SIGTERM; both are caught from now on.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => (), _ = terminate.recv() => () }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
