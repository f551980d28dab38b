//! Every desktop but Linux: cpal.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use cpal::{
    BufferSize, ErrorKind, InputCallbackInfo, SampleFormat, SizedSample, StreamConfig,
    SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use starling_speech::SampleRate;

use super::{Capture, Intake, PATIENCE, Sample, channel};
use crate::device::Device;

/// How soon an ended stream is closed.
const TICK: Duration = Duration::from_millis(100);

pub(super) fn start(device: &Device) -> Result<Capture, String> {
    let id = device.id().to_owned();
    let (opened, outcome) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("microphone".into())
        .spawn(move || hold(&id, &opened))
        .map_err(|error| error.to_string())?;
    // A sound server that hangs keeps its thread; the caller is not kept.
    outcome
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
}

/// Holds the stream while it runs. Dropping it may hang, and does so here, where nobody waits.
fn hold(id: &str, opened: &mpsc::SyncSender<Result<Capture, String>>) {
    match open(id) {
        Ok((_stream, capture)) => {
            let progress = capture.progress.clone();
            if opened.send(Ok(capture)).is_ok() {
                while !progress.is_over() {
                    thread::park_timeout(TICK);
                }
            }
        }
        Err(reason) => {
            // The receiver is gone only if it lost its patience.
            let _ = opened.send(Err(reason));
        }
    }
}

fn open(id: &str) -> Result<(cpal::Stream, Capture), String> {
    let device = find(id).ok_or("it is gone")?;
    let supported = configuration(&device).map_err(|error| error.to_string())?;
    let rate = SampleRate::new(supported.sample_rate()).map_err(|error| error.to_string())?;
    let (intake, capture) = channel(rate);
    let config = StreamConfig {
        channels: supported.channels(),
        sample_rate: supported.sample_rate(),
        buffer_size: BufferSize::Default,
    };
    let stream = match supported.sample_format() {
        SampleFormat::I16 => build::<i16>(&device, config, intake),
        SampleFormat::I32 => build::<i32>(&device, config, intake),
        SampleFormat::F32 => build::<f32>(&device, config, intake),
        SampleFormat::U8 => build::<u8>(&device, config, intake),
        other => return Err(format!("its sample format {other} is not known")),
    };
    let stream = stream.map_err(|error| error.to_string())?;
    stream.play().map_err(|error| error.to_string())?;
    Ok((stream, capture))
}

fn find(id: &str) -> Option<cpal::Device> {
    let host = cpal::default_host();
    if id == Device::DEFAULT_ID {
        return host.default_input_device();
    }
    host.input_devices()
        .ok()?
        .find(|device| device.id().is_ok_and(|found| found.id() == id))
}

/// 48 kHz with the fewest channels and the plainest samples; the device's own choice without 48 kHz.
fn configuration(device: &cpal::Device) -> Result<SupportedStreamConfig, cpal::Error> {
    const FORMATS: [SampleFormat; 4] = [
        SampleFormat::I16,
        SampleFormat::I32,
        SampleFormat::F32,
        SampleFormat::U8,
    ];
    let rank = |format| FORMATS.iter().position(|&known| known == format);
    device
        .supported_input_configs()?
        .filter(|range| rank(range.sample_format()).is_some())
        .filter_map(|range| range.try_with_sample_rate(48_000))
        .min_by_key(|config| (config.channels(), rank(config.sample_format())))
        .map_or_else(|| device.default_input_config(), Ok)
}

fn build<S: Sample + SizedSample>(
    device: &cpal::Device,
    config: StreamConfig,
    mut intake: Intake,
) -> Result<cpal::Stream, cpal::Error> {
    let channels = usize::from(config.channels);
    let progress = intake.progress.clone();
    let overrun = Arc::new(AtomicBool::new(false));
    let overran = overrun.clone();
    device.build_input_stream(
        config,
        move |frames: &[S], info: &InputCallbackInfo| {
            let timestamp = info.timestamp();
            let age = timestamp.callback.duration_since(timestamp.capture);
            let now = Instant::now();
            let captured_at = now.checked_sub(age).unwrap_or(now);
            if overran.swap(false, Ordering::Relaxed) {
                intake.resume(captured_at);
            }
            intake.anchor(captured_at);
            intake.take(frames, channels);
        },
        move |error| match error.kind() {
            ErrorKind::Xrun => overrun.store(true, Ordering::Relaxed),
            ErrorKind::DeviceChanged => progress.rerouted.store(true, Ordering::Relaxed),
            ErrorKind::RealtimeDenied => {}
            _ => progress.fail(|| error.to_string()),
        },
        None,
    )
}
