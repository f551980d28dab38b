//! A network that holds back what is sent from a certain byte on, so that a test chooses the moment.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use crate::running::PATIENCE;

/// A server's address that leads to another one.
pub struct Proxy {
    address: String,
    shared: Arc<Shared>,
    held: Receiver<()>,
}

struct Shared {
    target: Mutex<String>,
    limit: AtomicU64,
    passed: AtomicU64,
    hold: SyncSender<()>,
}

impl Proxy {
    /// Leads to `target` until this many bytes have been sent there; then nothing more is sent.
    pub fn start(target: &str, limit: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let (hold, held) = sync_channel(16);
        let shared = Arc::new(Shared {
            target: Mutex::new(target.to_owned()),
            limit: AtomicU64::new(limit),
            passed: AtomicU64::new(0),
            hold,
        });
        let of_thread = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A client whose server is away is hung up on.
                let _ = of_thread.connect(client);
            }
        });
        Ok(Self {
            address,
            shared,
            held,
        })
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
        let mut current = self
            .shared
            .target
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        target.clone_into(&mut current);
        self.shared.limit.store(u64::MAX, Ordering::Relaxed);
        self.shared.passed.store(0, Ordering::Relaxed);
    }

    /// How many bytes have been sent to the server, since it was mended if it was.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::Relaxed)
    }
}

impl Shared {
    fn connect(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let target = self
            .target
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let server = TcpStream::connect(target)?;
        for socket in [&client, &server] {
            socket.set_nodelay(true)?;
        }
        let (shared, from, to) = (self.clone(), client.try_clone()?, server.try_clone()?);
        thread::spawn(move || shared.send(from, to));
        thread::spawn(move || answer(server, client));
        Ok(())
    }

    fn send(&self, mut client: TcpStream, mut server: TcpStream) -> io::Result<()> {
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = client.read(&mut buffer)?;
            if count == 0 {
                return server.shutdown(Shutdown::Write);
            }
            let passed = self.passed.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
            if passed > self.limit.load(Ordering::Relaxed) {
                // Nobody may listen any more; both sides stay open until the server hangs up.
                let _ = self.hold.try_send(());
                return Ok(());
            }
            server.write_all(&buffer[..count])?;
        }
    }
}

fn answer(mut server: TcpStream, mut client: TcpStream) -> io::Result<()> {
    // However it ends, the client shall know.
    let _ = io::copy(&mut server, &mut client);
    client.shutdown(Shutdown::Both)
}
