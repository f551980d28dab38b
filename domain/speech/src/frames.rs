//! A take in frames of 16 ms, each with its loudness and whether a voice is in it.

use earshot::Detector;

use crate::conditioning::Conditioner;
use crate::resample::TARGET_HERTZ;

/// The samples of a frame at 16 kHz, as the detector wants them.
pub(crate) const FRAME_LEN: usize = 256;
/// Frames a second.
pub(crate) const FRAME_HERTZ: f64 = TARGET_HERTZ as f64 / FRAME_LEN as f64;
/// The level of a frame without sound, in dBFS: 16 bits hold no less.
pub(crate) const SILENT: f32 = -96.0;
/// A score from here on is voice. In read speech, clean or with 10 dB of noise, 0.7 finds the edges of
/// pauses better than the detector's default of 0.5.
const VOICE: f32 = 0.7;

/// 16 ms of a take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Root mean square in dBFS above 76 Hz, so without offset and hum; at least [`SILENT`].
    pub(crate) level: f32,
    /// Whether the detector hears a voice in it.
    pub(crate) voice: bool,
}

/// Cuts audio at 16 kHz into frames and judges them.
pub(crate) struct Framer {
    pending: Vec<f32>,
    high_pass: HighPass,
    conditioner: Conditioner,
    detector: Box<Detector>,
    frames: Vec<Frame>,
}

impl Framer {
    pub(crate) fn new() -> Self {
        Self {
            pending: Vec::with_capacity(FRAME_LEN),
            high_pass: HighPass::default(),
            conditioner: Conditioner::new(),
            detector: Detector::default_boxed(),
            frames: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, mut samples: &[f32]) {
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

    /// The frames so far; the last one is not judged yet.
    pub(crate) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    pub(crate) fn into_frames(self) -> Vec<Frame> {
        self.frames
    }

    fn judge(&mut self) {
        let level = self.high_pass.level(&self.pending);
        self.conditioner.condition(&mut self.pending, level);
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

/// Measures frames through a first-order high-pass of 76 Hz, whose state goes from frame to frame.
#[derive(Default)]
struct HighPass {
    input: f32,
    output: f32,
}

impl HighPass {
    fn level(&mut self, frame: &[f32]) -> f32 {
        let mut sum_of_squares = 0.0;
        for &sample in frame {
            self.output = sample - self.input + 0.97 * self.output;
            self.input = sample;
            sum_of_squares += self.output * self.output;
        }
        (10.0 * (sum_of_squares / frame.len() as f32).log10()).max(SILENT)
    }
}
