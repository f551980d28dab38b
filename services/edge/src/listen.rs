//! Where connections come from.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use starling_proto::transport::{Connection, connect_over};
use tokio::io::{AsyncRead, AsyncWrite, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use crate::guard::Guard;
use crate::peer::Peer;
use crate::tls::{Tls, TlsError, TlsFiles};
use crate::unix::UnixSocket;

/// Bytes that wait between the two ends of a connection in this process.
const DUPLEX_SIZE: usize = 256 * 1024;
/// Connections in this process that wait to be accepted.
const IN_PROCESS_BACKLOG: usize = 16;

/// An address to listen on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bind {
    /// TCP, in clear or with TLS.
    Tcp {
        /// Port 0 takes a free one.
        address: SocketAddr,
        /// The certificate to speak TLS with.
        tls: Option<TlsFiles>,
    },
    /// A Unix socket: a file of mode 0600 in a folder of mode 0700.
    Unix(PathBuf),
}

impl From<SocketAddr> for Bind {
    /// TCP in clear.
    fn from(address: SocketAddr) -> Self {
        Self::Tcp { address, tls: None }
    }
}

/// An address that is not listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Whoever is on the way could read everything.
    #[error(
        "{0} can be reached from other machines, in clear; give a certificate and its key, or listen on 127.0.0.1"
    )]
    NoTls(SocketAddr),
    /// Everybody could read everything.
    #[error(
        "{0} can be reached from other machines, and nobody is asked who he is; choose a way to log in, or listen on 127.0.0.1"
    )]
    NoCredentials(SocketAddr),
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system refuses.
    #[error("cannot listen on {address}: {source}; choose another address")]
    System {
        /// The address or path.
        address: String,
        /// Why.
        source: io::Error,
    },
}

/// Accepts connections.
#[derive(Debug)]
pub struct Listener(Kind);

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener, Option<Arc<Tls>>),
    Unix(UnixSocket, PathBuf),
    InProcess(mpsc::Receiver<Box<dyn Stream>>),
}

/// A stream of bytes.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection on which nothing was said yet.
pub(crate) struct Accepted {
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) peer: Peer,
    /// What to shake hands with.
    pub(crate) tls: Option<TlsAcceptor>,
}

impl Bind {
    /// Checks what can be told without listening: that it is not reached in clear from other machines, and that its
    /// certificate can be used.
    ///
    /// # Errors
    /// [`ListenError`].
    pub fn check(&self) -> Result<(), ListenError> {
        match self {
            Self::Tcp { address, tls: None } if !address.ip().is_loopback() => {
                Err(ListenError::NoTls(*address))
            }
            Self::Tcp {
                tls: Some(files), ..
            } => Ok(Tls::open(files.clone()).map(drop)?),
            _ => Ok(()),
        }
    }
}

/// Listens on all addresses, or on none.
///
/// # Errors
/// [`ListenError`] for an address that may not be listened on with such a guard, before any is listened on; and where
/// the system refuses.
pub async fn listen(
    addresses: impl IntoIterator<Item = Bind>,
    guard: &impl Guard,
) -> Result<Vec<Listener>, ListenError> {
    let addresses: Vec<Bind> = addresses.into_iter().collect();
    for address in &addresses {
        check(address, guard)?;
    }
    let mut listeners = Vec::with_capacity(addresses.len());
    for address in addresses {
        listeners.push(Listener::bind(address).await?);
    }
    Ok(listeners)
}

fn check(address: &Bind, guard: &impl Guard) -> Result<(), ListenError> {
    match address {
        Bind::Tcp { address, tls: None } if !address.ip().is_loopback() => {
            Err(ListenError::NoTls(*address))
        }
        Bind::Tcp { address, .. }
            if !address.ip().is_loopback() && !guard.demands_credentials() =>
        {
            Err(ListenError::NoCredentials(*address))
        }
        _ => Ok(()),
    }
}

/// A listener for this process, which needs no port, and a connection to it. Call it inside a tokio runtime.
#[must_use]
pub fn in_process() -> (Listener, Connection) {
    let (server, streams) = mpsc::channel::<Box<dyn Stream>>(IN_PROCESS_BACKLOG);
    let connection = connect_over(move || {
        let server = server.clone();
        async move {
            let (ours, theirs) = duplex(DUPLEX_SIZE);
            let accepted = server.send(Box::new(theirs)).await;
            accepted.map_err(|_| io::ErrorKind::ConnectionRefused)?;
            Ok(ours)
        }
    });
    (Listener::from(streams), connection)
}

impl From<mpsc::Receiver<Box<dyn Stream>>> for Listener {
    /// Takes connections that others have accepted, such as those of a simulated network, for connections of this
    /// process.
    fn from(streams: mpsc::Receiver<Box<dyn Stream>>) -> Self {
        Self(Kind::InProcess(streams))
    }
}

impl Listener {
    async fn bind(address: Bind) -> Result<Self, ListenError> {
        match address {
            Bind::Tcp { address, tls } => {
                let tls = tls.map(Tls::open).transpose()?.map(Arc::new);
                let bound = TcpListener::bind(address).await;
                let listener = bound.map_err(|source| ListenError::System {
                    address: address.to_string(),
                    source,
                })?;
                Ok(Self(Kind::Tcp(listener, tls)))
            }
            Bind::Unix(path) => {
                let socket = UnixSocket::bind(&path).map_err(|source| ListenError::System {
                    address: path.display().to_string(),
                    source,
                })?;
                Ok(Self(Kind::Unix(socket, path)))
            }
        }
    }

    /// Where clients of this machine connect to, such as `http://127.0.0.1:7350` or `unix:/run/starling/socket`; none
    /// in this process.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match &self.0 {
            Kind::Tcp(listener, tls) => {
                let scheme = if tls.is_some() { "https" } else { "http" };
                let address = listener.local_addr().ok()?;
                Some(format!("{scheme}://{address}"))
            }
            Kind::Unix(_, path) => Some(format!("unix:{}", path.display())),
            Kind::InProcess(_) => None,
        }
    }

    /// What clients call it that call it by its address; none where that is any of the machine's. A web page has no such
    /// name but by being served there: no name of its own leads to it.
    pub(crate) fn host(&self) -> Option<String> {
        let Kind::Tcp(listener, _) = &self.0 else {
            return None;
        };
        match listener.local_addr().ok()?.ip() {
            ip if ip.is_unspecified() => None,
            IpAddr::V4(ip) => Some(ip.to_string()),
            IpAddr::V6(ip) => Some(format!("[{ip}]")),
        }
    }

    fn poll_accept(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Accepted>> {
        match &mut self.0 {
            Kind::Tcp(listener, tls) => {
                let (stream, address) = ready!(poll_tcp(listener, context))?;
                let peer = Peer::Tcp {
                    address,
                    tls: tls.is_some(),
                };
                let tls = tls.as_ref().map(|tls| tls.acceptor());
                Poll::Ready(Ok(Accepted::new(stream, peer, tls)))
            }
            Kind::Unix(socket, _) => {
                let (stream, peer) = ready!(socket.poll_accept(context))?;
                Poll::Ready(Ok(Accepted::new(stream, peer, None)))
            }
            Kind::InProcess(streams) => match ready!(streams.poll_recv(context)) {
                Some(stream) => Poll::Ready(Ok(Accepted::new(stream, Peer::InProcess, None))),
                // Nobody can connect any more.
                None => Poll::Pending,
            },
        }
    }
}

impl Accepted {
    fn new(stream: impl Stream + 'static, peer: Peer, tls: Option<TlsAcceptor>) -> Self {
        Self {
            stream: Box::new(stream),
            peer,
            tls,
        }
    }
}

/// The next connection by TCP, without Nagle's algorithm.
fn poll_tcp(
    listener: &TcpListener,
    context: &mut Context<'_>,
) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
    let (stream, address) = ready!(listener.poll_accept(context))?;
    stream.set_nodelay(true)?;
    Poll::Ready(Ok((stream, address)))
}

/// The next connection of any of them.
pub(crate) async fn accept(listeners: &mut [Listener]) -> io::Result<Accepted> {
    poll_fn(|context| {
        let mut accepted = listeners.iter_mut().map(|one| one.poll_accept(context));
        accepted.find(Poll::is_ready).unwrap_or(Poll::Pending)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn accepted_sockets_do_not_wait_for_more_to_send() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await;
        let (accepted, _) = poll_fn(|context| poll_tcp(&listener, context))
            .await
            .unwrap();
        assert!(accepted.nodelay().unwrap());
    }
}
