//! Linux: alsa, and through it PulseAudio and PipeWire.
//!
//! cpal is not used here because of how it waits. It reads exactly one period at a time and leaves the
//! rest. The `pulse` plugin of alsa then calls the stream readable while less than a period is there,
//! because it counts the part of the server's block that has been read already (`check_active` in
//! `pcm_pulse.c` ignores `offset`). cpal sees less than a period, polls again, and spins until the
//! next block comes. CPU seconds per minute of cpal 0.18.2, with a server that delivers 10 ms blocks:
//!
//! | period, frames | 480 | 4800 | 2048 (default) | 4666 | 1365 | 466 | PipeWire's plugin |
//! |---|---|---|---|---|---|---|---|
//! | cpal | 0.9 | 0.7 | 3.5 | 4.4 | 20 | 52 | 36 |
//!
//! Only a period that is a multiple of the block is cheap, and the server chooses the block, so that no
//! setting helps. Reading all there is, as arecord does, costs 0.5 (0.4 behind PipeWire), whatever the
//! block: `cargo bench -p starling-tests --bench recorder -- cost`.

use std::{
    io,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use alsa::{
    Direction, Output, PCM, ValueOr,
    pcm::{Access, Format, HwParams, IO, IoFormat, State},
    poll::{self, Descriptors, Flags},
};
use starling_speech::SampleRate;

use super::{Capture, Intake, PATIENCE, Sample, channel};
use crate::device::Device;

/// One block of samples: 20 wake-ups a second, and a level meter that follows speech.
const PERIOD: Duration = Duration::from_millis(50);
/// What the driver holds while this thread is not scheduled.
const BUFFER: Duration = Duration::from_secs(1);
/// How often a silent device is asked whether it still is one.
const POLL_MILLIS: i32 = 100;
/// ENODEV.
const NO_SUCH_DEVICE: i32 = 19;

/// The forms asked for, the first one that the device has; all are in the machine's byte order.
const FORMATS: [Format; 4] = [i16::FORMAT, i32::FORMAT, f32::FORMAT, u8::FORMAT];

pub(super) fn start(device: &Device) -> Result<Capture, String> {
    let id = device.id().to_owned();
    let (opened, outcome) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("microphone".into())
        .spawn(move || capture(&id, &opened))
        .map_err(|error| error.to_string())?;
    // A sound server that hangs keeps its thread; the caller is not kept.
    outcome
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
}

/// The audio thread: everything alsa is done on it, so that a hang of alsa's is nobody else's.
fn capture(id: &str, opened: &mpsc::SyncSender<Result<Capture, String>>) {
    // alsa-lib prints its troubles on the screen unless the thread keeps them in a buffer.
    let _messages = Output::local_error_handler();
    let (pcm, mut intake, capture) = match open(id) {
        Ok(microphone) => microphone,
        Err(reason) => {
            // The receiver is gone only if it lost its patience.
            let _ = opened.send(Err(reason));
            return;
        }
    };
    let progress = capture.progress.clone();
    if opened.send(Ok(capture)).is_ok()
        && let Err(error) = pump(&pcm, &mut intake)
    {
        progress.fail(|| reason(error));
    }
}

fn open(id: &str) -> Result<(PCM, Intake, Capture), String> {
    let pcm = PCM::new(id, Direction::Capture, true).map_err(reason)?;
    let rate = configure(&pcm).map_err(reason)?;
    pcm.start().map_err(reason)?;
    let rate = SampleRate::new(rate).map_err(|error| error.to_string())?;
    let (intake, capture) = channel(rate);
    Ok((pcm, intake, capture))
}

/// Asks for 48 kHz, one channel and 16 bits, takes the nearest there is, and gives the rate.
fn configure(pcm: &PCM) -> alsa::Result<u32> {
    let params = HwParams::any(pcm)?;
    params.set_access(Access::RWInterleaved)?;
    let format = FORMATS
        .into_iter()
        .find(|&format| params.test_format(format).is_ok());
    params.set_format(format.unwrap_or(i16::FORMAT))?;
    params.set_channels_near(1)?;
    let rate = params.set_rate_near(48_000, ValueOr::Nearest)?;
    params.set_buffer_time_near(BUFFER.as_micros() as u32, ValueOr::Nearest)?;
    params.set_period_time_near(PERIOD.as_micros() as u32, ValueOr::Nearest)?;
    pcm.hw_params(&params)?;
    Ok(rate)
}

fn pump(pcm: &PCM, intake: &mut Intake) -> alsa::Result<()> {
    match pcm.hw_params_current()?.get_format()? {
        format if format == i32::FORMAT => pump_as::<i32>(pcm, intake),
        format if format == f32::FORMAT => pump_as::<f32>(pcm, intake),
        format if format == u8::FORMAT => pump_as::<u8>(pcm, intake),
        _ => pump_as::<i16>(pcm, intake),
    }
}

/// Carries samples until it is stopped or the device fails.
fn pump_as<S: Sample + IoFormat>(pcm: &PCM, intake: &mut Intake) -> alsa::Result<()> {
    let (channels, period) = {
        let params = pcm.hw_params_current()?;
        let period = usize::try_from(params.get_period_size()?).unwrap_or(0);
        (params.get_channels()? as usize, period.max(1))
    };
    let io = pcm.io_checked::<S>()?;
    let mut block = vec![S::default(); period * channels];
    let mut descriptors = pcm.get()?;
    while !intake.progress.is_over() {
        if !wait(pcm, &mut descriptors)? {
            continue;
        }
        match read_all(pcm, &io, &mut block, channels, intake) {
            Ok(frames) => nap(period.saturating_sub(frames), intake.progress.sample_rate()),
            Err(error) => {
                recover(pcm, error)?;
                intake.resume(Instant::now());
            }
        }
    }
    Ok(())
}

/// Waits for the device; false when nothing came of it.
fn wait(pcm: &PCM, descriptors: &mut [poll::pollfd]) -> alsa::Result<bool> {
    match poll::poll(descriptors, POLL_MILLIS) {
        Ok(0) => return Ok(false),
        Ok(_) => {}
        Err(error) if kind(error) == io::ErrorKind::Interrupted => return Ok(false),
        Err(error) => return Err(error),
    }
    let events = pcm.revents(descriptors)?;
    if events.intersects(Flags::HUP | Flags::NVAL) {
        return Err(alsa::Error::new("poll", NO_SUCH_DEVICE));
    }
    Ok(true)
}

/// Takes all that is there, a second at most, and tells how much it was.
fn read_all<S: Sample>(
    pcm: &PCM,
    io: &IO<'_, S>,
    block: &mut [S],
    channels: usize,
    intake: &mut Intake,
) -> alsa::Result<usize> {
    let (available, delay) = pcm.avail_delay()?;
    let age = u64::try_from(delay.max(available)).unwrap_or(0);
    let rate = intake.progress.sample_rate();
    let now = Instant::now();
    intake.anchor(now.checked_sub(duration(age, rate)).unwrap_or(now));

    let mut frames = 0;
    while frames < rate.hertz() as usize {
        match io.readi(block) {
            Ok(count) => {
                intake.take(&block[..count * channels], channels);
                frames += count;
                if count * channels < block.len() {
                    break;
                }
            }
            Err(error) if kind(error) == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(frames)
}

/// Sleeps until the missing frames can be there: PipeWire's plugin calls a stream readable that is not,
/// and asking again at once would cost a core.
#[expect(
    clippy::disallowed_methods,
    reason = "the device's real time is the subject"
)]
fn nap(missing: usize, rate: SampleRate) {
    if missing > 0 {
        thread::sleep(duration(missing as u64, rate));
    }
}

/// Starts again after an overrun or a suspended machine; any other error is the device's end.
fn recover(pcm: &PCM, error: alsa::Error) -> alsa::Result<()> {
    match pcm.state() {
        State::XRun | State::Suspended => {
            pcm.try_recover(error, true)?;
            pcm.start()
        }
        _ => Err(error),
    }
}

fn duration(frames: u64, rate: SampleRate) -> Duration {
    Duration::from_nanos(frames.saturating_mul(1_000_000_000) / u64::from(rate.hertz()))
}

/// The system's error behind alsa's, whose sign depends on the function.
fn system_error(error: alsa::Error) -> io::Error {
    io::Error::from_raw_os_error(error.errno().abs())
}

fn kind(error: alsa::Error) -> io::ErrorKind {
    system_error(error).kind()
}

fn reason(error: alsa::Error) -> String {
    format!("{}: {}", error.func(), system_error(error))
}
