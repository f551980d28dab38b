//! `starling serve`

use starling_edge::observe;
use starling_session::Lock;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::{Global, ServeArguments};
use crate::config::ServerConfig;
use crate::failure::Failure;
use crate::output::{self, tell};
use crate::server::{Server, other};
use crate::services;

pub(crate) async fn run(global: &Global, arguments: ServeArguments) -> Result<(), Failure> {
    let mut config = ServerConfig::read(arguments.config.as_deref())?;
    if !arguments.listen.is_empty() {
        config.listen.tcp = arguments.listen;
    }
    let data_dir = match (&global.data_dir, &config.data_dir) {
        (None, Some(folder)) => folder.clone(),
        _ => services::data_dir(global)?,
    };
    if arguments.check_config {
        config.check()?;
        return output::json(&config);
    }
    let _observed = observe::start(&config.observe).map_err(other)?;
    let stopped = asked_to_stop()?;
    let (server, _) = Server::open(&data_dir, Lock::Exclusive, config.keep, config.oidc.clone())?;
    match server.listen(&data_dir, &config).await {
        Ok(listening) => {
            let urls = listening.urls.join(" and ");
            tell(format_args!("serving on {urls}; Ctrl-C stops"));
            server.serve_at(listening, stopped).await
        }
        Err(failure) => {
            server.close().await;
            Err(failure)
        }
    }
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
