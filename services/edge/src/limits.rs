//! How much and how long.

use std::time::Duration;

/// The longest message, in bytes, compressed or not; every service sets it with `max_decoding_message_size`. A chunk of
/// audio is at most half of it.
pub const MAX_MESSAGE_SIZE: usize = 2 * 1024 * 1024;

/// What a server takes on, and how long it waits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at a time, half-open handshakes included. Past it, new ones wait to be accepted.
    pub connections: usize,
    /// Calls under way on a connection. Past it, HTTP/2 makes the client wait.
    pub calls_per_connection: u32,
    /// Bytes of names and values of a request's headers, 32 more for each, as HTTP/2 counts them.
    pub header_size: usize,
    /// From accepting a connection to its TLS handshake and the HTTP/2 preface; for HTTP/1, the time for a head.
    pub first_bytes: Duration,
    /// How long a connection may have no call under way.
    pub idle: Duration,
    /// How long a call with one answer may take whose client sets no deadline.
    pub deadline: Duration,
    /// How long new connections and calls are taken after the server was asked to stop, while health says NOT_SERVING.
    pub lame_duck: Duration,
    /// How long calls under way may take to end after that.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            calls_per_connection: 1000,
            header_size: 16 * 1024,
            first_bytes: Duration::from_secs(5),
            idle: Duration::from_secs(600),
            deadline: Duration::from_secs(60),
            lame_duck: Duration::ZERO,
            grace: Duration::from_secs(10),
        }
    }
}
