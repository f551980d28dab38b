//! Where somebody speaks: a take in frames of 16 ms, each with its loudness and whether it is voice.

use std::ops::Range;

use earshot::Detector;

use crate::gain::AutomaticGain;
use crate::resample::{Resampler, TARGET_HERTZ};
use crate::{SampleRate, Span};

/// Samples of a frame at 16 kHz, as the detector wants them: 16 ms.
const FRAME_LEN: usize = 256;
/// Frames a second.
pub(crate) const FRAME_HERTZ: f64 = TARGET_HERTZ as f64 / FRAME_LEN as f64;
/// A score from here on is voice. On read speech with 10 dB of noise 0.7 finds the pauses' edges better
/// than the detector's default of 0.5.
const VOICE: f32 = 0.7;
/// The longest gap that is part of speech, in frames: the closure of a plosive stays below 120 ms.
const LONGEST_GAP: usize = 7;
/// The longest burst that is no speech, in frames: a click or a cough stays below 60 ms.
const LONGEST_BURST: usize = 3;
/// The level of a frame without sound, in dBFS: 16 bits hold no less.
pub(crate) const SILENT: f32 = -96.0;

/// 16 ms of a take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Root mean square in dBFS above 76 Hz, so without offset and hum; at least [`SILENT`].
    pub(crate) level: f32,
    /// Whether the detector hears a voice in it.
    pub(crate) voice: bool,
}

/// Turns samples into frames.
pub(crate) struct VoiceActivity {
    rate: SampleRate,
    resampler: Resampler,
    framer: Framer,
}

impl VoiceActivity {
    pub(crate) fn new(rate: SampleRate) -> Self {
        Self {
            rate,
            resampler: Resampler::new(rate),
            framer: Framer::new(),
        }
    }

    pub(crate) fn push(&mut self, samples: &[f32]) {
        self.resampler
            .push(samples, |resampled| self.framer.push(resampled));
    }

    /// The frames of a take of this many samples, the last one filled up with silence.
    pub(crate) fn finish(mut self, sample_count: u64) -> Vec<Frame> {
        let frame_count = (sample_count * u64::from(TARGET_HERTZ))
            .div_ceil(u64::from(self.rate.hertz()) * FRAME_LEN as u64);
        // One more than there are, because a frame is judged by the next one's score.
        while (self.framer.frames.len() as u64) <= frame_count {
            self.push(&[0.0; FRAME_LEN]);
        }
        self.framer.frames.truncate(frame_count as usize);
        self.framer.frames
    }
}

/// The part of a take that some of its frames cover.
pub(crate) fn span(frames: &Range<usize>, rate: SampleRate, sample_count: u64) -> Span {
    let position = |frame: usize| {
        let samples = frame as u64 * FRAME_LEN as u64;
        (samples * u64::from(rate.hertz()) / u64::from(TARGET_HERTZ)).min(sample_count)
    };
    Span {
        start: position(frames.start),
        end: position(frames.end),
    }
}

/// The runs of frames with speech: short gaps closed first, short bursts dropped then.
pub(crate) fn speech(frames: &[Frame]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, _) in frames.iter().enumerate().filter(|(_, frame)| frame.voice) {
        match runs.last_mut() {
            Some(run) if index - run.end <= LONGEST_GAP => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs.retain(|run| run.len() > LONGEST_BURST);
    runs
}

/// Cuts audio at 16 kHz into frames and judges them.
struct Framer {
    pending: Vec<f32>,
    level: FrameLevel,
    gain: AutomaticGain,
    detector: Box<Detector>,
    frames: Vec<Frame>,
}

impl Framer {
    fn new() -> Self {
        Self {
            pending: Vec::with_capacity(FRAME_LEN),
            level: FrameLevel::default(),
            gain: AutomaticGain::default(),
            detector: Detector::default_boxed(),
            frames: Vec::new(),
        }
    }

    fn push(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let room = FRAME_LEN - self.pending.len();
            let (now, later) = samples.split_at(room.min(samples.len()));
            self.pending.extend_from_slice(now);
            samples = later;
            if self.pending.len() == FRAME_LEN {
                self.judge();
                self.pending.clear();
            }
        }
    }

    fn judge(&mut self) {
        let level = self.level.next(&self.pending);
        let gain = self.gain.next(level);
        for sample in &mut self.pending {
            *sample = (*sample * gain).clamp(-1.0, 1.0);
        }
        let voice = self.detector.predict_f32(&self.pending) >= VOICE;
        // The detector's window reaches back 48 ms: its score fits the frame before best.
        if let Some(previous) = self.frames.last_mut() {
            previous.voice = voice;
        }
        self.frames.push(Frame {
            level,
            voice: false,
        });
    }
}

/// Measures frames through a first-order high-pass, which keeps its state from frame to frame.
#[derive(Default)]
struct FrameLevel {
    input: f32,
    output: f32,
}

impl FrameLevel {
    fn next(&mut self, frame: &[f32]) -> f32 {
        let mut sum_of_squares = 0.0;
        for &sample in frame {
            self.output = sample - self.input + 0.97 * self.output;
            self.input = sample;
            sum_of_squares += self.output * self.output;
        }
        (10.0 * (sum_of_squares / frame.len() as f32).log10()).max(SILENT)
    }
}
