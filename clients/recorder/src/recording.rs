//! One recording, from the first sample to the closed file.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use starling_speech::{Level, SampleRate};
use thiserror::Error;

use crate::{
    capture::{self, Progress},
    device::{self, Device, DeviceError},
    markers::Marker,
    part::Part,
    writer::{Status, Writer},
};

/// A recording that is running. Dropped, it stops and leaves its file to be repaired.
pub struct Recording {
    path: PathBuf,
    progress: Arc<Progress>,
    status: Arc<Status>,
    latest: AtomicU64,
    writer: Option<JoinHandle<Writer>>,
}

/// How a recording ended. In every case the audio up to then is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It was stopped.
    Stopped,
    /// The microphone or its sound server went away.
    DeviceLost {
        /// What the audio system said.
        reason: String,
    },
    /// The microphone stayed open but delivered nothing for a second, or nothing at all for five.
    Stalled,
    /// The disk, or the quota on it, is full.
    DiskFull,
    /// The file could not be written.
    WriteFailed {
        /// What the system said.
        reason: String,
    },
    /// The file reached the size that a WAV, or a file on this disk, can have.
    TooLong,
}

/// Why a recording could not begin.
#[derive(Debug, Error)]
pub enum CaptureError {
    /// There is nothing to record from.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The microphone could not be opened.
    #[error("cannot record from {device}: {reason}")]
    Open {
        /// The microphone.
        device: Device,
        /// What the audio system said.
        reason: String,
    },
    /// The file could not be created.
    #[error("cannot write {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A recording that has ended, with its file closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Where the WAV is; still `NAME.wav.part` if it could not be renamed. No file if it has no sample.
    pub path: PathBuf,
    /// Samples per second.
    pub sample_rate: SampleRate,
    /// Samples in the file.
    pub sample_count: u64,
    /// Samples of these that were lost on the way and are silence in the file.
    pub lost_frame_count: u64,
    /// How it ended.
    pub ended: Ending,
}

impl Recording {
    /// Starts to record `device` into `path`, a `NAME.wav` that does not exist in a folder that does.
    ///
    /// While it runs the file is `NAME.wav.part`, and no more than half a second behind. The first
    /// samples are still to come when this returns: see [`Recording::wait_until_started`].
    pub fn start(device: &Device, path: &Path) -> Result<Self, CaptureError> {
        let file_error = |source| CaptureError::File {
            path: path.to_owned(),
            source,
        };
        let part = Part::create(path).map_err(file_error)?;
        let capture = match capture::start(device) {
            Ok(capture) => capture,
            Err(reason) => {
                // What is left of it is empty and goes with the next repair.
                let _ = part.discard();
                return Err(open_error(device, reason));
            }
        };
        let progress = capture.progress.clone();
        let status = Arc::new(Status::new());
        let writer = Writer::new(part, progress.sample_rate()).map_err(file_error)?;
        let thread = {
            let status = status.clone();
            thread::Builder::new()
                .name("writer".into())
                .spawn(move || writer.run(capture, &status))
                .map_err(file_error)?
        };
        Ok(Self {
            path: path.to_owned(),
            progress,
            status,
            latest: AtomicU64::new(0),
            writer: Some(thread),
        })
    }

    /// Waits until the first samples are here; false when none came within `timeout` or it ended.
    pub fn wait_until_started(&self, timeout: Duration) -> bool {
        self.status.wait_until_started(timeout)
    }

    /// The index of the sample being captured now, which never goes back: the one clock of a take.
    ///
    /// It runs ahead of the samples that have arrived by the time that they are under way, and stands
    /// still once the recording has ended.
    pub fn position(&self) -> u64 {
        let now = self.progress.position(Instant::now());
        self.latest.fetch_max(now, Ordering::Relaxed).max(now)
    }

    /// Samples per second.
    pub fn sample_rate(&self) -> SampleRate {
        self.progress.sample_rate()
    }

    /// The level of the latest twentieth of a second, for a meter.
    pub fn level(&self) -> Level {
        self.status.level()
    }

    /// How long the microphone has delivered nothing but zeros, which a live one never does: it is
    /// muted, or the sound server has moved the recording to another source.
    pub fn digital_silence(&self) -> Duration {
        let seconds = self
            .sample_rate()
            .seconds(self.status.silent_sample_count());
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }

    /// Whether the system has gone on with another microphone.
    ///
    /// Linux never says so: PulseAudio and PipeWire move a stream behind alsa's back.
    pub fn is_rerouted(&self) -> bool {
        self.progress.rerouted()
    }

    /// Frames lost so far because the writer or the machine was too slow; silence in the file.
    pub fn lost_frame_count(&self) -> u64 {
        self.progress.lost()
    }

    /// How it ended by itself; nothing while it runs.
    pub fn ended(&self) -> Option<Ending> {
        self.status.ended().cloned()
    }

    /// Waits until it has ended by itself, and tells how; nothing once the time is up.
    pub fn wait_until_ended(&self, timeout: Duration) -> Option<Ending> {
        self.status.wait_until_ended(timeout);
        self.ended()
    }

    /// Stops at this moment, waits for the samples under way, and closes the file with `markers` in it.
    pub fn finish(mut self, markers: &[Marker]) -> Finished {
        self.status.stop_at(self.position());
        let thread = self.writer.take().expect("only finish takes the writer");
        thread.thread().unpark();
        let writer = thread.join().expect("the writer does not panic");
        let mut ended = self.ended().expect("the writer says how it ended");
        let mut finished = Finished {
            path: self.path.clone(),
            sample_rate: self.sample_rate(),
            sample_count: 0,
            lost_frame_count: self.lost_frame_count(),
            ended: Ending::Stopped,
        };
        let trouble = match writer.close(markers) {
            Ok(None) => None,
            Ok(Some(closed)) => {
                finished.path = closed.path;
                finished.sample_count = closed.sample_count;
                closed.trouble
            }
            Err(error) => Some(error),
        };
        if let (Ending::Stopped, Some(error)) = (&ended, trouble) {
            ended = Ending::of_write(&error);
        }
        finished.ended = ended;
        finished
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.status.stop_at(0);
        self.progress.stop();
    }
}

impl Ending {
    /// The stable name of the ending, as it is written into files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::DeviceLost { .. } => "device_lost",
            Self::Stalled => "stalled",
            Self::DiskFull => "disk_full",
            Self::WriteFailed { .. } => "write_failed",
            Self::TooLong => "too_long",
        }
    }

    pub(crate) fn of_write(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::FileTooLarge => Self::TooLong,
            _ => Self::WriteFailed {
                reason: error.to_string(),
            },
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("the take was stopped"),
            Self::DeviceLost { reason } => write!(f, "the microphone went away ({reason})"),
            Self::Stalled => f.write_str("the microphone stopped giving samples"),
            Self::DiskFull => f.write_str("the disk is full; make room, then practise again"),
            Self::WriteFailed { reason } => {
                write!(f, "the recording could not be written ({reason})")
            }
            Self::TooLong => f.write_str("the take is as long as a WAV file can be"),
        }
    }
}

/// Tells a machine without a microphone from one whose microphone does not work.
pub(crate) fn open_error(device: &Device, reason: String) -> CaptureError {
    match device::list() {
        Ok(devices) if devices.is_empty() => DeviceError::NoMicrophone.into(),
        _ => CaptureError::Open {
            device: device.clone(),
            reason,
        },
    }
}
