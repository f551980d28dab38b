//! The speaker's side: microphone to WAV, with every mark a sample index of that WAV.

pub mod assess;
mod capture;
pub mod check;
pub mod device;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod import;
pub mod labels;
pub mod library;
pub mod live;
mod part;
pub mod recording;
pub mod recover;
pub mod repair;
pub mod take;
pub mod ui;
pub mod upload;
mod writer;

pub use device::{Device, DeviceError};
pub use recording::{CaptureError, Ending, Finished, Recording};
pub use starling_speech::markers::{self, Marker};
