//! `starling-session`: the session service as a process of its own.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use starling_edge::{Bind, Edge, Listener, LocalToken, Services, observe};
use starling_proto::transport::{Credentials, connect_lazy};
use starling_session::{Config, Limits, Lock, SessionService};
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
    let _observed = observe::start(&observe::Config::default())?;
    let stopped = stop_signal()?;
    let content = connect_lazy(&args.content_url, &Credentials::default()).with_context(|| {
        format!(
            "`{}` is not the address of a content service",
            args.content_url
        )
    })?;
    let service = SessionService::open(Config {
        data_dir: args.data_dir.clone(),
        content,
        limits: Limits::default(),
        issuer: None,
        lock: Lock::Exclusive,
    })?;
    let gate = service.gate(Some(LocalToken::open(&args.data_dir.join("token"))?));
    let socket = Bind::Unix(args.data_dir.join("starling.sock"));
    let listeners = starling_edge::listen([Bind::from(args.listen), socket], &gate).await?;
    for url in listeners.iter().filter_map(Listener::url) {
        tracing::info!("listening on {url}");
    }
    let edge = Edge::new(listeners, gate);
    Ok(service.serve(edge, Services::default(), stopped).await?)
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
