//! Who is at the other end of a connection.

use std::net::SocketAddr;

use http::Extensions;

/// The other end of a connection, as the system vouches for it. Every call carries it in its extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// This process.
    InProcess,
    /// A process of this machine, by a Unix socket.
    Unix {
        /// Its user; always our own.
        uid: u32,
    },
    /// Anybody.
    Tcp {
        /// Its address.
        address: SocketAddr,
        /// Whether what it says is encrypted.
        tls: bool,
    },
}

impl Peer {
    /// The peer of a call, by the extensions of its request.
    ///
    /// # Panics
    /// For a request that did not come through the edge.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        *extensions
            .get()
            .expect("the edge puts the peer into every request")
    }

    /// Whether it may be somebody else: another user, another machine, or a web page.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        matches!(self, Self::Tcp { .. })
    }
}
