//! How clients connect: one set of limits and socket options, those of the servers.

mod connection;
mod credentials;

use std::future::Future;
use std::io;
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tonic::Code;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};

pub use connection::{Connection, propagate_traces};
pub use credentials::{Credentials, Token, TokenError};

use crate::error::CallError;

/// Flow-control windows of servers and clients, in bytes: with the defaults, streaming is 1.5 times slower.
pub const STREAM_WINDOW: u32 = 1024 * 1024;
/// The window of a whole connection.
pub const CONNECTION_WINDOW: u32 = 4 * STREAM_WINDOW;
/// A peer that does not answer a ping for this long is gone; without pings a dead connection hangs for ever.
pub const KEEPALIVE: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The first answer to any call; a report on a long take is the slowest.
const CALL_TIMEOUT: Duration = Duration::from_secs(60);
/// What a server that is reached by path, or in this process, is called.
const LOCAL: &str = "http://localhost";

/// Connects to a server such as `http://127.0.0.1:7350`, `https://starling.example.org` or `unix:/run/starling/socket`.
///
/// # Errors
/// [`CallError`] where the address is none, a token would travel in clear, or nobody answers.
pub async fn connect(url: &str, credentials: &Credentials) -> Result<Connection, CallError> {
    let channel = endpoint(url, credentials)?.connect().await?;
    Ok(Connection::new(channel, credentials.token.as_ref()))
}

/// Like [`connect`], but at the first call, and again after the server was away. Call it inside a tokio runtime.
///
/// # Errors
/// [`CallError`] where the address is none, or a token would travel in clear.
pub fn connect_lazy(url: &str, credentials: &Credentials) -> Result<Connection, CallError> {
    let channel = endpoint(url, credentials)?.connect_lazy();
    Ok(Connection::new(channel, credentials.token.as_ref()))
}

/// A connection over the streams that `dial` gives, such as those to a server in this process; dials at the first
/// call, and again after a stream broke. Call it inside a tokio runtime.
pub fn connect_over<D, F, S>(dial: D) -> Connection
where
    D: Fn() -> F + Send + 'static,
    F: Future<Output = io::Result<S>> + Send + 'static,
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let connector = tower::service_fn(move |_: Uri| {
        let dialled = dial();
        async { Ok::<_, io::Error>(TokioIo::new(dialled.await?)) }
    });
    let channel = options(Endpoint::from_static(LOCAL)).connect_with_connector_lazy(connector);
    Connection::new(channel, None)
}

fn endpoint(url: &str, credentials: &Credentials) -> Result<Endpoint, CallError> {
    let endpoint = options(Endpoint::from_shared(url.to_owned())?);
    if url.starts_with("unix:") {
        return Ok(endpoint.origin(Uri::from_static(LOCAL)));
    }
    let uri = endpoint.uri();
    if uri.scheme_str() == Some("https") {
        return Ok(endpoint.tls_config(tls(credentials))?);
    }
    if credentials.token.is_some() && !uri.host().is_some_and(is_loopback) {
        return Err(CallError {
            code: Code::InvalidArgument,
            reason: "TOKEN_IN_CLEAR".to_owned(),
            message: format!(
                "a token is not sent to {url} in clear, where others can read it; use https"
            ),
            next_offset: None,
        });
    }
    Ok(endpoint)
}

/// Trusts the authority that was named and no other, or those that this machine trusts.
fn tls(credentials: &Credentials) -> ClientTlsConfig {
    match &credentials.certificate_authority {
        Some(pem) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)),
        None => ClientTlsConfig::new().with_native_roots(),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn options(endpoint: Endpoint) -> Endpoint {
    endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_travels_only_where_nobody_reads_it() {
        let credentials = Credentials {
            token: Some(Token::new("secret").unwrap()),
            certificate_authority: None,
        };
        for url in [
            "http://127.0.0.1:7350",
            "http://127.8.0.1:7350",
            "http://[::1]:7350",
            "http://localhost:7350",
            "https://example.org",
            "unix:/run/starling/socket",
        ] {
            assert!(endpoint(url, &credentials).is_ok(), "{url}");
        }
        for url in [
            "http://example.org",
            "http://10.0.0.1:7350",
            "http://localhost.example.org",
            "http://[2001:db8::1]:7350",
            "//127.0.0.1",
        ] {
            let refused = endpoint(url, &credentials).unwrap_err();
            assert_eq!(refused.reason, "TOKEN_IN_CLEAR", "{url}");
            assert!(endpoint(url, &Credentials::default()).is_ok(), "{url}");
        }
    }
}
