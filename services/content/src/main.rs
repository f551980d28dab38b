//! `starling-content`: the content service as a program of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use starling_content::Config;
use starling_edge::{Bind, Edge, Listener, NoGuard};
use tokio::signal::unix::{SignalKind, signal};

/// Serves formats and questions for interview practice over gRPC.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7351")]
    listen: SocketAddr,
    /// A folder with packs, besides the shipped ones; may be given several times.
    #[arg(long, value_name = "DIR")]
    packs: Vec<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Args { listen, packs }: Args) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stopped = async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    };
    let listeners = starling_edge::listen([Bind::from(listen)], &NoGuard).await?;
    for url in listeners.iter().filter_map(Listener::url) {
        tracing::info!("listening on {url}");
    }
    let edge = Edge::new(listeners, NoGuard);
    starling_content::serve(edge, Config { packs }, stopped).await;
    Ok(())
}
