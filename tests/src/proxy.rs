//! A network that a test holds back from a certain byte on, stalls or cuts, so that the test chooses the moment.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    runtime::{Builder, Runtime},
    sync::watch,
};

use crate::running::PATIENCE;

/// A server's address that leads to another one.
pub struct Proxy {
    address: String,
    shared: Arc<Shared>,
    held: Receiver<()>,
    /// Ends all connections when it is dropped.
    _runtime: Runtime,
}

struct Shared {
    target: watch::Sender<String>,
    is_stalled: watch::Sender<bool>,
    /// How often it was cut.
    cuts: watch::Sender<u64>,
    limit: AtomicU64,
    passed: AtomicU64,
    hold: SyncSender<()>,
}

impl Proxy {
    /// Leads to `target` until this many bytes have been sent there; then nothing more is sent.
    pub fn start(target: &str, limit: u64) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?.to_string();
        let (hold, held) = sync_channel(16);
        let shared = Arc::new(Shared {
            target: watch::Sender::new(target.to_owned()),
            is_stalled: watch::Sender::new(false),
            cuts: watch::Sender::new(0),
            limit: AtomicU64::new(limit),
            passed: AtomicU64::new(0),
            hold,
        });
        runtime.spawn(accept(listener, shared.clone()));
        Ok(Self {
            address,
            shared,
            held,
            _runtime: runtime,
        })
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What to give as `--server`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until something is held back.
    #[track_caller]
    pub fn wait_until_held(&self) {
        let waited = self.held.recv_timeout(PATIENCE);
        assert!(waited.is_ok(), "so many bytes were never sent");
    }

    /// Leads to `target` from now on, without a limit.
    pub fn mend(&self, target: &str) {
        self.shared.target.send_replace(target.to_owned());
        self.shared.limit.store(u64::MAX, Ordering::Relaxed);
        self.shared.passed.store(0, Ordering::Relaxed);
    }

    /// Lets nothing pass in either direction until [`Proxy::cut`].
    pub fn stall(&self) {
        self.shared.is_stalled.send_replace(true);
    }

    /// Resets all connections, as a router that forgot them does; new ones pass.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
        self.shared.is_stalled.send_replace(false);
    }

    /// How many bytes have been sent to the server, since it was mended if it was.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::Relaxed)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let (shared, cuts) = (shared.clone(), shared.cuts.subscribe());
        tokio::spawn(async move {
            let target = shared.target.borrow().clone();
            // A client whose server is away is hung up on.
            if let Ok(server) = TcpStream::connect(target).await {
                connect(&shared, cuts, client, server).await;
            }
        });
    }
}

/// Passes on what both say until the client's connection breaks, the server's ends, or the network is cut.
async fn connect(
    shared: &Shared,
    mut cuts: watch::Receiver<u64>,
    mut client: TcpStream,
    mut server: TcpStream,
) {
    for socket in [&client, &server] {
        // Where it cannot be set, all is slower and else the same.
        let _ = socket.set_nodelay(true);
    }
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let is_cut = tokio::select! {
        _ = shared.send(from_client, to_server) => false,
        _ = shared.answer(from_server, to_client) => false,
        _ = cuts.changed() => true,
    };
    if is_cut {
        for socket in [client, server] {
            // With nothing to linger for, closing resets.
            let _ = socket.set_zero_linger();
        }
    }
}

impl Shared {
    async fn send(&self, mut client: ReadHalf<'_>, mut server: WriteHalf<'_>) -> io::Result<()> {
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = client.read(&mut buffer).await?;
            if count == 0 {
                server.shutdown().await?;
                return std::future::pending().await;
            }
            let passed = self.passed.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
            if passed > self.limit.load(Ordering::Relaxed) {
                // Nobody may listen any more; both sides stay open until the server hangs up.
                let _ = self.hold.try_send(());
                return std::future::pending().await;
            }
            self.wait_while_stalled().await;
            server.write_all(&buffer[..count]).await?;
        }
    }

    async fn answer(&self, mut server: ReadHalf<'_>, mut client: WriteHalf<'_>) -> io::Result<()> {
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = server.read(&mut buffer).await?;
            if count == 0 {
                return client.shutdown().await;
            }
            self.wait_while_stalled().await;
            client.write_all(&buffer[..count]).await?;
        }
    }

    async fn wait_while_stalled(&self) {
        let mut is_stalled = self.is_stalled.subscribe();
        // An error means that the proxy is gone, and this task with it.
        let _ = is_stalled.wait_for(|is_stalled| !is_stalled).await;
    }
}
