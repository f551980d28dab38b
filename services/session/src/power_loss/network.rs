//! turmoil's network under both ends.

use std::io;

use starling_edge::{Listener, Stream};
use starling_proto::transport::{Connection, connect_over};
use tokio::sync::mpsc;
use turmoil::net::{TcpListener, TcpStream};

/// The machine that keeps everything.
pub(super) const SERVER: &str = "server";
const PORT: u16 = 7350;

/// A client's connection to the server.
pub(super) fn connection() -> Connection {
    connect_over(|| TcpStream::connect((SERVER, PORT)))
}

/// The server's end.
pub(super) async fn listener() -> io::Result<Listener> {
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await?;
    let (accepted, streams) = mpsc::channel::<Box<dyn Stream>>(1);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if accepted.send(Box::new(stream)).await.is_err() {
                return;
            }
        }
    });
    Ok(Listener::from(streams))
}
