//! From the microphone into the ring: the only code that runs on the audio thread.
//!
//! Nothing here waits: no lock, no allocation, no log, no file. What the ring cannot take is counted
//! and becomes silence of the same length, so that a sample's index stays its time.

#[cfg(target_os = "linux")]
mod alsa;
mod clock;
#[cfg(any(test, not(target_os = "linux")))]
mod cpal;
mod sample;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rtrb::{Consumer, Producer, RingBuffer};
use starling_speech::SampleRate;

use self::{clock::Clock, sample::Sample};
use crate::device::Device;

/// What the ring holds when the writer stops reading: longer than a slow disk's sync.
const RING_SECONDS: usize = 5;

/// How long a microphone may take to open, and to close, before it is given up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// An open microphone: the samples it delivers, one channel, and how far it is.
pub(crate) struct Capture {
    pub(crate) samples: Consumer<i16>,
    pub(crate) progress: Arc<Progress>,
}

/// Opens the microphone; samples are on their way when this returns.
///
/// The reason of a failure is what the audio system says.
pub(crate) fn start(device: &Device) -> Result<Capture, String> {
    #[cfg(target_os = "linux")]
    return alsa::start(device);
    #[cfg(not(target_os = "linux"))]
    return cpal::start(device);
}

/// What the audio thread tells the others.
pub(crate) struct Progress {
    clock: Clock,
    delivered: AtomicU64,
    lost: AtomicU64,
    rerouted: AtomicBool,
    stopped: AtomicBool,
    failure: OnceLock<String>,
}

impl Progress {
    pub(crate) fn sample_rate(&self) -> SampleRate {
        self.clock.sample_rate()
    }

    /// The samples that have come so far, lost ones included.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered.load(Ordering::Acquire)
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    pub(crate) fn rerouted(&self) -> bool {
        self.rerouted.load(Ordering::Relaxed)
    }

    /// The index of the sample being captured at `now`; 0 until the first has come.
    ///
    /// At most a second ahead of what has come: a microphone that stops takes the clock with it.
    pub(crate) fn position(&self, now: Instant) -> u64 {
        let delivered = self.delivered();
        if delivered == 0 || self.is_over() {
            return delivered;
        }
        let horizon = delivered + u64::from(self.sample_rate().hertz());
        self.clock.position(now).clamp(delivered, horizon)
    }

    /// Why the microphone ended by itself.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// Tells the audio thread to end.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.failure.get().is_some()
    }

    /// Only the first failure counts: some audio systems repeat theirs a million times a second.
    fn fail(&self, reason: impl FnOnce() -> String) {
        self.failure.get_or_init(reason);
    }
}

/// The audio thread's end of the ring.
struct Intake {
    ring: Producer<i16>,
    progress: Arc<Progress>,
    delivered: u64,
    /// Silent samples that stand for lost ones and are not in the ring yet.
    owed: u64,
}

fn channel(sample_rate: SampleRate) -> (Intake, Capture) {
    let (ring, samples) = RingBuffer::new(sample_rate.hertz() as usize * RING_SECONDS);
    let progress = Arc::new(Progress {
        clock: Clock::new(sample_rate),
        delivered: AtomicU64::new(0),
        lost: AtomicU64::new(0),
        rerouted: AtomicBool::new(false),
        stopped: AtomicBool::new(false),
        failure: OnceLock::new(),
    });
    let intake = Intake {
        ring,
        progress: progress.clone(),
        delivered: 0,
        owed: 0,
    };
    (intake, Capture { samples, progress })
}

impl Intake {
    /// Notes when the next frame to be taken was captured.
    fn anchor(&self, captured_at: Instant) {
        self.progress.clock.anchor(self.delivered, captured_at);
    }

    /// Takes interleaved frames and mixes each to one sample.
    fn take<S: Sample>(&mut self, frames: &[S], channels: usize) {
        let count = frames.len() / channels;
        self.settle();
        let room = match self.owed {
            0 => count.min(self.ring.slots()),
            _ => 0,
        };
        if let Ok(chunk) = self.ring.write_chunk_uninit(room) {
            chunk.fill_from_iter(frames.chunks_exact(channels).map(sample::mix));
        }
        self.lose((count - room) as u64);
        self.delivered += count as u64;
        self.progress
            .delivered
            .store(self.delivered, Ordering::Release);
    }

    /// Counts the frames that the device dropped until `now`, when it goes on.
    fn resume(&mut self, now: Instant) {
        let missed = self
            .progress
            .clock
            .position(now)
            .saturating_sub(self.delivered);
        self.lose(missed);
        self.delivered += missed;
    }

    fn lose(&mut self, count: u64) {
        self.owed += count;
        self.progress.lost.fetch_add(count, Ordering::Relaxed);
    }

    /// Puts the owed silence into the ring, as far as it has room.
    fn settle(&mut self) {
        let owed = usize::try_from(self.owed).unwrap_or(usize::MAX);
        if let Ok(chunk) = self.ring.write_chunk_uninit(owed.min(self.ring.slots())) {
            self.owed -= chunk.fill_from_iter(std::iter::repeat(0)) as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intake() -> (Intake, Capture) {
        channel(SampleRate::new(8_000).unwrap())
    }

    fn drain(capture: &mut Capture) -> Vec<i16> {
        let count = capture.samples.slots();
        capture
            .samples
            .read_chunk(count)
            .unwrap()
            .into_iter()
            .collect()
    }

    #[test]
    fn frames_are_mixed_and_counted() {
        let (mut intake, mut capture) = intake();
        intake.take(&[1_i16, 3, -5, -5], 2);
        assert_eq!(drain(&mut capture), [2, -5]);
        assert_eq!(capture.progress.delivered(), 2);
        assert_eq!(capture.progress.lost(), 0);
    }

    #[test]
    fn what_the_ring_cannot_take_is_counted_and_becomes_silence() {
        let (mut intake, mut capture) = intake();
        let capacity = 8_000 * RING_SECONDS;
        intake.take(&vec![7_i16; capacity + 3], 1);
        assert_eq!(capture.progress.lost(), 3);
        intake.take(&[8_i16], 1);
        assert_eq!(capture.progress.lost(), 4, "the ring is still full");

        assert_eq!(drain(&mut capture), vec![7; capacity]);
        intake.take(&[9_i16, 9], 1);
        assert_eq!(drain(&mut capture), [0, 0, 0, 0, 9, 9]);
        assert_eq!(capture.progress.delivered(), capacity as u64 + 6);
        assert_eq!(capture.progress.lost(), 4);
    }

    #[test]
    fn frames_the_device_dropped_become_silence() {
        let (mut intake, mut capture) = intake();
        let start = Instant::now();
        intake.anchor(start);
        intake.take(&[5_i16; 80], 1);
        let gap = Duration::from_millis(25);
        intake.resume(start + gap);
        intake.take(&[6_i16], 1);

        let samples = drain(&mut capture);
        assert_eq!(samples.len(), 201);
        assert_eq!(samples[79..81], [5, 0]);
        assert_eq!(samples[199..], [0, 6]);
        assert_eq!(capture.progress.lost(), 120);
    }

    #[test]
    fn position_stands_still_when_the_microphone_is_over() {
        let (mut intake, capture) = intake();
        let start = Instant::now();
        let later = start + Duration::from_millis(100);
        assert_eq!(capture.progress.position(later), 0, "nothing has come");
        intake.anchor(start);
        intake.take(&[1_i16; 400], 1);
        assert_eq!(capture.progress.position(start), 400, "never behind");
        assert_eq!(capture.progress.position(later), 800);
        let much_later = start + Duration::from_secs(60);
        assert_eq!(capture.progress.position(much_later), 8_400);
        capture.progress.stop();
        assert_eq!(capture.progress.position(later), 400);
    }

    /// alsa's `null` delivers silence faster than any ring can take it.
    #[cfg(target_os = "linux")]
    #[test]
    fn both_systems_fill_the_ring_and_end_when_told() {
        for start in [alsa::start, cpal::start] {
            let capture = start(&Device::null()).unwrap();
            let capacity = capture.samples.buffer().capacity() as u64;
            wait_until(|| capture.progress.lost() > 0);
            assert!(capture.progress.delivered() >= capacity);
            assert_eq!(capture.progress.failure(), None);

            capture.progress.stop();
            wait_until(|| Arc::strong_count(&capture.progress) == 1);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_microphone_that_is_not_there_is_an_error() {
        for start in [alsa::start, cpal::start] {
            assert!(start(&Device::missing()).is_err());
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the audio thread tells nobody")]
    fn wait_until(condition: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !condition() {
            assert!(Instant::now() < deadline);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
