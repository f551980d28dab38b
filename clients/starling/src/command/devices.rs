//! `starling devices`

use serde::Serialize;
use starling_recorder::device::{self, DeviceError};

use crate::args::Global;
use crate::failure::Failure;
use crate::output;

#[derive(Serialize)]
struct DeviceJson<'a> {
    id: &'a str,
    name: &'a str,
    default: bool,
}

pub(crate) fn run(global: &Global) -> Result<(), Failure> {
    let devices = device::list()?;
    if global.json {
        let devices: Vec<DeviceJson<'_>> = devices
            .iter()
            .map(|device| DeviceJson {
                id: device.id(),
                name: device.name(),
                default: device.is_default(),
            })
            .collect();
        return output::json(&devices);
    }
    if devices.is_empty() {
        return Err(DeviceError::NoMicrophone.into());
    }
    let lines = devices.iter().map(|device| {
        let default = if device.is_default() {
            "  (default)"
        } else {
            ""
        };
        format!("{}  {}{default}\n", device.id(), device.name())
    });
    output::text(&lines.collect::<String>())
}
