//! From the ring to the disk: a thread that may be slow.

mod status;

use std::{
    fs::File,
    io, thread,
    time::{Duration, Instant},
};

use hound::{WavSpec, WavWriter};
use starling_speech::{Level, SampleRate};

pub(crate) use self::status::Status;
use crate::{
    capture::Capture,
    markers::Marker,
    part::{Closed, Part},
    recording::Ending,
};

/// How often the ring is emptied, and the level shown is new.
const TICK: Duration = Duration::from_millis(50);
/// The same until the first sample comes, so that a person is told at once that it runs.
const FIRST_TICK: Duration = Duration::from_millis(5);
/// How much audio a killed recorder may leave without a header that counts it.
const CHECKPOINT: Duration = Duration::from_millis(500);
/// How much audio a power failure may take.
const SYNC: Duration = Duration::from_secs(2);

/// A microphone that is silent for so long has stalled; one that is just being woken may take longer,
/// and nobody waits so long for the last samples of a take.
const STALL: Duration = Duration::from_secs(1);
const FIRST_STALL: Duration = Duration::from_secs(5);
const STOP_STALL: Duration = Duration::from_millis(500);

/// 12 hours at 48 kHz: what the 32 bits of a WAV's sizes can count, with room for the markers.
const MAX_SAMPLES: u64 = (u32::MAX as u64 - (16 << 20)) / 2;

/// The take's file while samples are added.
pub(crate) struct Writer {
    part: Part,
    wav: WavWriter<File>,
    /// The latest samples, for the meter.
    block: Vec<f32>,
    sample_rate: SampleRate,
    written: u64,
    flushed: u64,
    synced: u64,
}

impl Writer {
    /// Writes the header.
    pub(crate) fn new(part: Part, sample_rate: SampleRate) -> io::Result<Self> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: sample_rate.hertz(),
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        // Samples go to the system block by block: a killed recorder leaves none in a buffer of its own.
        let wav = WavWriter::new(part.file().try_clone()?, spec).map_err(io_error)?;
        Ok(Self {
            part,
            wav,
            block: Vec::new(),
            sample_rate,
            written: 0,
            flushed: 0,
            synced: 0,
        })
    }

    /// Writes until the take ends, then closes the microphone but not the file.
    pub(crate) fn run(mut self, mut capture: Capture, status: &Status) -> Self {
        let ending = self.record(&mut capture, status);
        capture.progress.stop();
        let synced = self.checkpoint(true);
        status.end(match (ending, synced) {
            (Ending::Stopped, Err(error)) => Ending::of_write(&error),
            (ending, _) => ending,
        });
        self
    }

    /// Makes the file whole, gives it its name and writes the markers into it.
    pub(crate) fn close(self, markers: &[Marker]) -> io::Result<Option<Closed>> {
        // Its failure is seen, and its work done, when the part is closed.
        drop(self.wav);
        self.part.close(markers)
    }

    fn record(&mut self, capture: &mut Capture, status: &Status) -> Ending {
        let mut watchdog = Watchdog::new();
        loop {
            // Asked first: what came before the failure is in the ring.
            let failure = capture.progress.failure().map(str::to_owned);
            let stop_at = status.stops_at();
            let room = stop_at.min(MAX_SAMPLES).saturating_sub(self.written);
            let count = match self.drain(capture, room, status) {
                Ok(count) => count,
                Err(error) => return Ending::of_write(&error),
            };
            if self.written >= stop_at {
                return Ending::Stopped;
            }
            if self.written >= MAX_SAMPLES {
                return Ending::TooLong;
            }
            if let Some(reason) = failure {
                return Ending::DeviceLost { reason };
            }
            if let Err(error) = self.checkpoint(false) {
                return Ending::of_write(&error);
            }
            let stopping = stop_at < u64::MAX;
            let patience = match self.written {
                _ if stopping => STOP_STALL,
                0 => FIRST_STALL,
                _ => STALL,
            };
            if watchdog.idle(count) > patience {
                return if stopping {
                    Ending::Stopped
                } else {
                    Ending::Stalled
                };
            }
            thread::park_timeout(if self.written == 0 { FIRST_TICK } else { TICK });
        }
    }

    /// Takes from the ring what is there, and tells how much it was.
    fn drain(&mut self, capture: &mut Capture, room: u64, status: &Status) -> io::Result<usize> {
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let count = capture.samples.slots().min(room);
        if count == 0 {
            return Ok(0);
        }
        let Ok(chunk) = capture.samples.read_chunk(count) else {
            return Ok(0);
        };
        let mut block = self.wav.get_i16_writer(count as u32);
        let mut trailing_zeros = 0;
        self.block.clear();
        for sample in chunk {
            block.write_sample(sample);
            self.block.push(f32::from(sample) / 32_768.0);
            trailing_zeros = if sample == 0 { trailing_zeros + 1 } else { 0 };
        }
        block.flush().map_err(io_error)?;
        status.hear(Level::of(&self.block), count as u64, trailing_zeros);
        self.written += count as u64;
        Ok(count)
    }

    /// Brings the header, and every other time the disk, up to date when it is due.
    fn checkpoint(&mut self, at_once: bool) -> io::Result<()> {
        let due = |since: u64, every: Duration| {
            let behind = self.written - since;
            at_once || since == 0 || self.sample_rate.seconds(behind) >= every.as_secs_f64()
        };
        let (flush, sync) = (due(self.flushed, CHECKPOINT), due(self.synced, SYNC));
        if self.written == 0 {
            return Ok(());
        }
        if flush {
            self.wav.flush().map_err(io_error)?;
            self.flushed = self.written;
        }
        if sync {
            self.part.file().sync_data()?;
            self.synced = self.written;
        }
        Ok(())
    }
}

/// How long nothing came, as this thread saw it: a machine that slept, or had no time for this thread,
/// is not a microphone that stalled.
struct Watchdog {
    idle: Duration,
    last_seen: Instant,
}

impl Watchdog {
    fn new() -> Self {
        Self {
            idle: Duration::ZERO,
            last_seen: Instant::now(),
        }
    }

    fn idle(&mut self, count: usize) -> Duration {
        let now = Instant::now();
        let elapsed = now.duration_since(self.last_seen);
        self.last_seen = now;
        self.idle = match count {
            0 => self.idle + elapsed.min(2 * TICK),
            _ => Duration::ZERO,
        };
        self.idle
    }
}

fn io_error(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}
