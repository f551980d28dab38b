//! How clients connect: one set of limits and socket options, those of the servers.

use std::time::Duration;

pub use tonic::transport::Channel;
use tonic::transport::Endpoint;

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

/// Connects to a server such as `http://127.0.0.1:7350`.
///
/// # Errors
/// [`CallError`] where the address is none or nobody answers.
pub async fn connect(url: &str) -> Result<Channel, CallError> {
    Ok(endpoint(url)?.connect().await?)
}

/// Like [`connect`], but at the first call, and again after the server was away.
///
/// # Errors
/// [`CallError`] where the address is none.
pub fn connect_lazy(url: &str) -> Result<Channel, CallError> {
    Ok(endpoint(url)?.connect_lazy())
}

fn endpoint(url: &str) -> Result<Endpoint, CallError> {
    Ok(Endpoint::from_shared(url.to_owned())?
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE)
        .keep_alive_while_idle(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW))
}
