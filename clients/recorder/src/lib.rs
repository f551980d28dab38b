//! The speaker's side: microphone to WAV, with every mark a sample index of that WAV.

mod capture;
pub mod device;
pub mod labels;
pub mod markers;
mod part;
pub mod recording;
pub mod repair;
mod writer;

pub use device::{Device, DeviceError};
pub use markers::Marker;
pub use recording::{CaptureError, Ending, Finished, Recording};
