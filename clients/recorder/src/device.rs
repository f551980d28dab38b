//! Microphones: which there are, and which one is meant.

use thiserror::Error;

/// One microphone that can be recorded from.
#[derive(Debug, Clone)]
pub struct Device {
    id: String,
    name: String,
    is_default: bool,
}

/// Why no microphone could be chosen.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// There is nothing to record from.
    #[error("no microphone on this machine: plug one in, or start the sound server")]
    NoMicrophone,
    /// None of the microphones is the one asked for.
    #[error("no microphone is called {wanted:?}; there is {}", available.join(", "))]
    NotFound {
        /// What was looked for.
        wanted: String,
        /// The ids of the microphones there are.
        available: Vec<String>,
    },
    /// The audio system itself refused.
    #[error("cannot list the microphones: {0}")]
    Backend(String),
}

/// Lists the microphones, the default one first.
pub fn microphones() -> Result<Vec<Device>, DeviceError> {
    unimplemented!()
}

/// Picks the microphone whose id or name is `wanted`, or the default one.
pub fn microphone(_wanted: Option<&str>) -> Result<Device, DeviceError> {
    unimplemented!()
}

impl Device {
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
        self.is_default
    }
}
