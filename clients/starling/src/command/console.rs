//! `starling console`: the coach's page, in the browser of this machine's user.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::json;
use starling_edge::{Guard, LocalToken, observe};
use starling_proto::transport::Token;
use starling_session::Lock;
use tokio::process::Command;

use super::serve::asked_to_stop;
use crate::addresses::{Addresses, BaseUrl};
use crate::args::{ConsoleArguments, Global};
use crate::config::ServerConfig;
use crate::failure::{Failure, Kind};
use crate::output::{self, tell};
use crate::server::{Listening, OpenFailure, SESSIONS, Server, TOKEN, other};
use crate::services;

/// The file in the folder of the sessions that the browser opens.
const PAGE: &str = "console.html";
/// What opens files as the desktop does.
const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};
/// Some openers end with the browser that they start; one that fails does so sooner.
const OPENER_FAILS_WITHIN: Duration = Duration::from_secs(5);

pub(crate) async fn run(global: &Global, arguments: ConsoleArguments) -> Result<(), Failure> {
    if let Some(url) = &global.server {
        let base = BaseUrl::new(url).map_err(Failure::input)?;
        let token = services::credentials(global)?.token.ok_or_else(|| {
            let problem = format!("{base} lets nobody in without a token; say --token TOKEN");
            Failure::input(problem)
        })?;
        return show(global, &arguments, &base, &token).await;
    }
    let data_dir = services::data_dir(global)?;
    let mut config = ServerConfig::default();
    let _observed = observe::start(&observe::Config {
        log_filter: Some("warn".to_owned()),
        ..observe::Config::default()
    })
    .map_err(other)?;
    match Server::open(&data_dir, Lock::Exclusive, config.keep, None) {
        Ok((server, _)) => {
            config.listen.tcp = vec![arguments.listen.unwrap_or_else(free_address)];
            let stopped = asked_to_stop()?;
            match server.listen(&data_dir, &config).await {
                Ok(listening) => {
                    serve(global, &arguments, &data_dir, server, listening, stopped).await
                }
                Err(failure) => {
                    server.close().await;
                    Err(failure)
                }
            }
        }
        Err(OpenFailure::Served(held)) => {
            let addresses = Addresses::read(&services::sessions_dir(global)?);
            let base = addresses.and_then(|addresses| addresses.for_this_user());
            let base = base.ok_or_else(|| {
                let problem = format!("{held}; it has not said where its page is");
                Failure::new(Kind::Server, problem)
            })?;
            show(global, &arguments, &base, &own_token(&data_dir)?).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The usual address, or another port of this machine where somebody else has that one.
fn free_address() -> SocketAddr {
    let usual = SocketAddr::from(([127, 0, 0, 1], 7350));
    match TcpListener::bind(usual) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            SocketAddr::from(([127, 0, 0, 1], 0))
        }
        // What else is wrong with it, the server says.
        _ => usual,
    }
}

/// What lets this machine's user in with the server that has the data folder.
fn own_token(data_dir: &Path) -> Result<Token, Failure> {
    LocalToken::read(&data_dir.join(SESSIONS).join(TOKEN)).map_err(other)
}

async fn serve(
    global: &Global,
    arguments: &ConsoleArguments,
    data_dir: &Path,
    server: Server,
    listening: Listening<impl Guard>,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let base = listening.addresses.for_this_user();
    let base = base.expect("it listens at an address");
    let shown = async {
        tell(format_args!("serving on {base}; Ctrl-C stops"));
        show(global, arguments, &base, &own_token(data_dir)?).await
    };
    // Both go on at once: a browser that has been opened is answered.
    let (served, shown) = tokio::join!(server.serve_at(listening, stopped), shown);
    shown.and(served)
}

/// Opens the page, or says how to.
async fn show(
    global: &Global,
    arguments: &ConsoleArguments,
    base: &BaseUrl,
    token: &Token,
) -> Result<(), Failure> {
    let sessions = services::sessions_dir(global)?;
    let page = write_page(&sessions, base, token).map_err(|error| {
        let problem = format!("cannot write into {}: {error}", sessions.display());
        Failure::new(Kind::Other, problem)
    })?;
    if global.json {
        output::json(&json!({"url": base, "page": page}))?;
    } else if arguments.print {
        output::text(&format!("{}\n", page.display()))?;
    }
    if !arguments.print {
        match open(&page).await {
            Ok(()) => tell(format_args!("{base} opens in your browser")),
            Err(obstacle) => tell(format_args!(
                "no browser could be opened ({obstacle}); open this file in one:\n{}",
                page.display()
            )),
        }
    }
    Ok(())
}

/// Writes the file that leads to the page with the token, which other users would see in a command line.
fn write_page(sessions: &Path, base: &BaseUrl, token: &Token) -> io::Result<PathBuf> {
    let target = base.page(&format!("token={}", token.expose()));
    // No token ends the text or the script: both are escaped.
    let target = serde_json::to_string(&target)?.replace('<', "\\u003c");
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>Starling</title><p>Starling opens.</p><script>location.replace({target})</script></html>\n"
    );
    // As the sessions, which nobody else may see.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(sessions)?;
    let page = sessions.join(PAGE);
    let draft = page.with_extension("html.new");
    // Its mode is set where it is made: one that was left is not written into.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(html.as_bytes())?;
    fs::rename(&draft, &page)?;
    page.canonicalize()
}

/// Asks the desktop to open a file.
async fn open(page: &Path) -> Result<(), String> {
    let mut opener = Command::new(OPENER)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C here is not meant for the browser.
        .process_group(0)
        .spawn()
        .map_err(|error| format!("{OPENER}: {error}"))?;
    let ended = tokio::time::timeout(OPENER_FAILS_WITHIN, opener.wait()).await;
    let failed = |status: ExitStatus| (!status.success()).then(|| format!("{OPENER}: {status}"));
    match ended {
        Ok(Ok(status)) => failed(status).map_or(Ok(()), Err),
        Ok(Err(error)) => Err(format!("{OPENER}: {error}")),
        Err(_) => Ok(()),
    }
}
