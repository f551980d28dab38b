//! One recording, from the first sample to the closed file.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use thiserror::Error;

use crate::{device::Device, markers::Marker};

/// A recording that is running.
#[derive(Debug)]
pub struct Recording {}

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
    /// The microphone stayed open but delivered nothing more.
    Stalled,
    /// The disk, or the quota on it, is full.
    DiskFull,
    /// The file could not be written.
    WriteFailed {
        /// What the system said.
        reason: String,
    },
    /// The file reached the size a WAV can have.
    TooLong,
}

/// Why a recording could not begin.
#[derive(Debug, Error)]
pub enum CaptureError {
    /// No microphone could be opened.
    #[error("cannot record from {device}: {reason}")]
    Open {
        /// The microphone.
        device: String,
        /// What the audio system said.
        reason: String,
    },
}

/// A recording that has ended, with its file closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Where the WAV is.
    pub path: PathBuf,
    /// Samples per second.
    pub sample_rate: u32,
    /// Samples in the file.
    pub sample_count: u64,
    /// Samples of these that were lost on the way and are silence in the file.
    pub lost_frame_count: u64,
    /// How it ended.
    pub ended: Ending,
}

impl Recording {
    /// Starts to record `device` into `path`, which must end in `.wav` and not exist.
    pub fn start(_device: &Device, _path: &Path) -> Result<Self, CaptureError> {
        unimplemented!()
    }
    /// Waits until the first samples arrive; false when none came within `timeout`.
    pub fn wait_until_started(&self, _timeout: Duration) -> bool {
        unimplemented!()
    }
    /// The index of the sample being captured now.
    pub fn position(&self) -> u64 {
        unimplemented!()
    }
    /// Frames lost so far.
    pub fn lost_frame_count(&self) -> u64 {
        unimplemented!()
    }
    /// How it ended by itself; none while it runs.
    pub fn ended(&self) -> Option<Ending> {
        unimplemented!()
    }
    /// Stops, writes `markers` into the WAV and closes it.
    pub fn finish(self, _markers: &[Marker]) -> Finished {
        unimplemented!()
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
}
