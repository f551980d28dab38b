//! Microphones: which there are, and which one is meant.

use thiserror::Error;

/// One microphone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    id: String,
    name: String,
}

/// Why no microphone could be chosen.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DeviceError {
    /// There is nothing to record from.
    #[error("there is no microphone on this machine; plug one in or start the sound server")]
    NoMicrophone,
    /// None of the microphones is the one asked for.
    #[error("there is no microphone {wanted:?}; there is {}", available.join(", "))]
    NotFound {
        /// What was looked for.
        wanted: String,
        /// The ids and names of the microphones there are.
        available: Vec<String>,
    },
    /// The audio system itself refused.
    #[error("cannot list the microphones: {reason}")]
    System {
        /// What the audio system said.
        reason: String,
    },
}

/// Lists the microphones, the default one first; none is not an error.
///
/// On Linux these are what alsa reaches: the default one, which a sound server chooses (so does the
/// variable `PULSE_SOURCE`), and every sound card. Its plugins, most of which fail, are left out.
pub fn list() -> Result<Vec<Device>, DeviceError> {
    system::list()
}

/// The microphone whose id or name is `wanted`, or the default one.
///
/// The default one is not probed: whether it is there shows when it is recorded from.
pub fn find(wanted: Option<&str>) -> Result<Device, DeviceError> {
    let Some(wanted) = wanted.filter(|&wanted| wanted != Device::DEFAULT_ID) else {
        return Ok(Device::system_default());
    };
    let devices = list()?;
    let named = |device: &&Device| device.id == wanted || device.name.eq_ignore_ascii_case(wanted);
    if let Some(device) = devices.iter().find(named) {
        return Ok(device.clone());
    }
    if system::is_microphone(wanted) {
        return Ok(Device {
            id: wanted.to_owned(),
            name: wanted.to_owned(),
        });
    }
    if devices.is_empty() {
        return Err(DeviceError::NoMicrophone);
    }
    Err(DeviceError::NotFound {
        wanted: wanted.to_owned(),
        available: devices.iter().map(Device::to_string).collect(),
    })
}

impl Device {
    /// The id of the microphone that is used when none is asked for.
    pub const DEFAULT_ID: &str = "default";

    /// The stable name to ask for it by, such as `default` or `plughw:CARD=USB,DEV=0`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name to show to a person.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is the one used when none is asked for.
    pub fn is_default(&self) -> bool {
        self.id == Self::DEFAULT_ID
    }

    fn system_default() -> Self {
        Self {
            id: Self::DEFAULT_ID.to_owned(),
            name: "the system's default microphone".to_owned(),
        }
    }
}

#[cfg(test)]
impl Device {
    pub(crate) fn null() -> Self {
        Self::named("null")
    }

    pub(crate) fn missing() -> Self {
        Self::named("hw:CARD=missing")
    }

    fn named(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
        }
    }
}

impl std::fmt::Display for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.id, self.name)
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::thread;

    use alsa::{Direction, Output, PCM, device_name::HintIter};

    use super::{Device, DeviceError};

    /// One of these for every card and microphone: the hardware, with every conversion.
    const CARD_PREFIX: &str = "plughw:CARD=";
    /// alsa's own bottomless source of silence.
    const NULL_ID: &str = "null";

    pub(super) fn list() -> Result<Vec<Device>, DeviceError> {
        quietly(|| {
            let hints = HintIter::new_str(None, "pcm").map_err(|error| DeviceError::System {
                reason: error.to_string(),
            })?;
            let cards = hints.filter_map(|hint| {
                let is_output = hint.direction == Some(Direction::Playback);
                let id = hint
                    .name
                    .filter(|id| id.starts_with(CARD_PREFIX) && !is_output)?;
                let name = hint.desc.as_deref().and_then(|desc| desc.lines().next());
                Some(Device {
                    name: name.unwrap_or(&id).to_owned(),
                    id,
                })
            });
            let default = Device::system_default();
            let default = opens(&default.id).then_some(default);
            Ok(default.into_iter().chain(cards).collect())
        })
    }

    /// Whether alsa can open it, listed or not.
    pub(super) fn is_microphone(id: &str) -> bool {
        id != NULL_ID && quietly(|| opens(id))
    }

    fn opens(id: &str) -> bool {
        PCM::new(id, Direction::Capture, true).is_ok()
    }

    /// alsa-lib prints its troubles on the screen unless the thread keeps them: do it on one that does.
    fn quietly<T: Send>(work: impl FnOnce() -> T + Send) -> T {
        thread::scope(|scope| {
            let worker = scope.spawn(|| {
                let _messages = Output::local_error_handler();
                work()
            });
            worker.join().expect("listing microphones does not panic")
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use cpal::traits::{DeviceTrait, HostTrait};

    use super::{Device, DeviceError};

    pub(super) fn list() -> Result<Vec<Device>, DeviceError> {
        let host = cpal::default_host();
        let devices = host.input_devices().map_err(|error| DeviceError::System {
            reason: error.to_string(),
        })?;
        let named = devices.filter_map(|device| {
            Some(Device {
                id: device.id().ok()?.id().to_owned(),
                name: device.description().ok()?.name().to_owned(),
            })
        });
        let default = host
            .default_input_device()
            .map(|_| Device::system_default());
        Ok(default.into_iter().chain(named).collect())
    }

    /// Whether it can be opened although it is not listed.
    pub(super) fn is_microphone(_id: &str) -> bool {
        false
    }
}
