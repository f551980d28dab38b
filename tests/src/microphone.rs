//! A microphone without hardware: a private PulseAudio daemon whose source is a FIFO.
//!
//! A client that gets [`VirtualMicrophone::env`] records from it unchanged, bit for bit. It feeds 48 kHz
//! mono in real time: zeros, or what it was told to say. While nobody records its time stands still, so
//! that nothing fed is lost.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Samples per second of the microphone.
pub const SAMPLE_RATE: u32 = 48_000;
/// One write to the FIFO: below its 4 096 bytes a write is all or nothing.
const BLOCK: usize = 480;
const BLOCK_TIME: Duration = Duration::from_millis(10);
/// What may wait in the FIFO: more means that nobody records.
const MAX_WAITING_BYTES: u64 = 4 * 2 * BLOCK as u64;
const READY_WITHIN: Duration = Duration::from_secs(20);

/// A running microphone; dropped, it is unplugged and nothing of it is left.
pub struct VirtualMicrophone {
    folder: TempDir,
    daemon: Child,
    feed: Arc<Feed>,
    feeder: Option<JoinHandle<()>>,
}

/// What the feeder thread and the microphone tell each other.
#[derive(Default)]
struct Feed {
    queue: Mutex<VecDeque<i16>>,
    fed: AtomicU64,
    is_stalled: AtomicBool,
    is_over: AtomicBool,
}

impl VirtualMicrophone {
    /// Starts the daemon, and returns when a client can record from it.
    pub fn start() -> io::Result<Self> {
        let folder = TempDir::with_prefix("mic")?;
        let mut daemon = daemon(folder.path()).spawn()?;
        if let Err(error) = wait_until_ready(folder.path(), &mut daemon) {
            stop(&mut daemon);
            return Err(error);
        }
        let feed = Arc::new(Feed::default());
        // Open for reading too, so that opening never waits for a reader.
        let fifo = File::options()
            .read(true)
            .write(true)
            .open(fifo(folder.path()))?;
        let feeder = {
            let feed = feed.clone();
            thread::spawn(move || run(fifo, &feed))
        };
        Ok(Self {
            folder,
            daemon,
            feed,
            feeder: Some(feeder),
        })
    }

    /// What makes a client record from it.
    pub fn env(&self) -> [(&'static str, String); 1] {
        [("PULSE_SERVER", server(self.folder.path()))]
    }

    /// The alsa device that is this microphone, for a client in the process of the test.
    pub fn alsa_device(&self) -> String {
        let server = server(self.folder.path());
        format!("plug:{{SLAVE={{type pulse server \"{server}\"}}}}")
    }

    /// Says these samples after those it was told before, and zeros again then.
    ///
    /// Gives the count of the samples said before them.
    pub fn feed(&self, samples: impl IntoIterator<Item = i16>) -> u64 {
        let mut queue = lock(&self.feed.queue);
        let start = self.fed_sample_count() + queue.len() as u64;
        queue.extend(samples);
        start
    }

    /// How many samples it has said so far, zeros included.
    pub fn fed_sample_count(&self) -> u64 {
        self.feed.fed.load(Ordering::Acquire)
    }

    /// Whether it has said all it was told to.
    pub fn is_silent(&self) -> bool {
        lock(&self.feed.queue).is_empty()
    }

    /// Falls silent without a sample, as broken hardware does.
    pub fn stall(&self) {
        self.feed.is_stalled.store(true, Ordering::Relaxed);
    }

    /// Kills the sound server.
    pub fn kill(&mut self) {
        stop(&mut self.daemon);
    }

    /// Unplugs the microphone; the sound server moves its clients to the loudspeaker's monitor.
    pub fn unload_source(&self) -> io::Result<()> {
        pactl(self.folder.path(), &["unload-module", "module-pipe-source"])
    }

    /// Unplugs the loudspeaker: without its monitor there is no other source than the microphone.
    pub fn unload_speaker(&self) -> io::Result<()> {
        pactl(self.folder.path(), &["unload-module", "module-null-sink"])
    }
}

impl Drop for VirtualMicrophone {
    fn drop(&mut self) {
        self.feed.is_over.store(true, Ordering::Relaxed);
        if let Some(feeder) = self.feeder.take() {
            // It does not panic; if it did, there is nothing left to stop.
            let _ = feeder.join();
        }
        stop(&mut self.daemon);
    }
}

/// Full-scale samples in a fixed order, none of them zero: what is easily found again in a take.
pub fn noise() -> impl Iterator<Item = i16> {
    let mut state = 1_u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16 | 1
    })
}

fn daemon(folder: &Path) -> Command {
    let server = server(folder);
    let fifo = fifo(folder);
    let mut command = Command::new("pulseaudio");
    command
        .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"])
        .args(["--disallow-exit=yes", "--realtime=no", "--high-priority=no"])
        // A client of a killed daemon with shared memory may hang.
        .args(["--disable-shm=yes", "--log-target=stderr", "--log-level=error"])
        .arg("-L")
        .arg(format!(
            "module-native-protocol-unix auth-anonymous=1 auth-cookie-enabled=0 socket={}",
            server.trim_start_matches("unix:"),
        ))
        .arg("-L")
        .arg(format!(
            "module-pipe-source source_name=mic file={} format=s16le rate={SAMPLE_RATE} channels=1",
            fifo.display(),
        ))
        .arg("-L")
        .arg(format!(
            "module-null-sink sink_name=speaker format=s16le rate={SAMPLE_RATE} channels=1 norewinds=1",
        ))
        .envs(["HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"].map(|name| (name, folder)))
        .env_remove("PULSE_SERVER")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn server(folder: &Path) -> String {
    format!("unix:{}", folder.join("pulse.sock").display())
}

fn fifo(folder: &Path) -> PathBuf {
    folder.join("mic.fifo")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the daemon does not tell when it is ready"
)]
fn wait_until_ready(folder: &Path, daemon: &mut Child) -> io::Result<()> {
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        match pactl(folder, &["info"]) {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            Err(_) => {}
        }
        if let Some(status) = daemon.try_wait()? {
            return Err(io::Error::other(format!("pulseaudio ended with {status}")));
        }
        thread::sleep(BLOCK_TIME);
    }
}

fn pactl(folder: &Path, arguments: &[&str]) -> io::Result<()> {
    let output = Command::new("pactl")
        .args(arguments)
        .env("PULSE_SERVER", server(folder))
        .env("HOME", folder)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!(
        "pactl {arguments:?}: {}",
        message.trim()
    )))
}

/// The feeder thread: a block every 10 ms of the machine's clock, late ones at once.
#[expect(
    clippy::disallowed_methods,
    reason = "a microphone's real time is the subject"
)]
fn run(mut fifo: File, feed: &Feed) {
    let mut due = Instant::now();
    while !feed.is_over.load(Ordering::Relaxed) {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let waiting = rustix::io::ioctl_fionread(&fifo).unwrap_or(u64::MAX);
        if feed.is_stalled.load(Ordering::Relaxed) || waiting > MAX_WAITING_BYTES {
            due = Instant::now() + BLOCK_TIME;
            continue;
        }
        if fifo.write_all(&next_block(feed)).is_err() {
            return;
        }
        due += BLOCK_TIME;
    }
}

fn next_block(feed: &Feed) -> Vec<u8> {
    let mut queue = lock(&feed.queue);
    // Counted under the lock, so that it tells where the next sample fed will be.
    feed.fed.fetch_add(BLOCK as u64, Ordering::Release);
    let samples = (0..BLOCK).map(|_| queue.pop_front().unwrap_or(0));
    samples.flat_map(i16::to_le_bytes).collect()
}

fn stop(daemon: &mut Child) {
    // Both fail only if it has ended already.
    let _ = daemon.kill();
    let _ = daemon.wait();
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
