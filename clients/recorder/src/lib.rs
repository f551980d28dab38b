//! The speaker's side: microphone to WAV, with every mark a sample index of that WAV.

pub mod device;
pub mod labels;
pub mod markers;
pub mod recording;
pub mod repair;

pub use device::{Device, DeviceError};
pub use markers::Marker;
pub use recording::{CaptureError, Ending, Finished, Recording};
