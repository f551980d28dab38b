//! From any sample rate to the 16 kHz that voice activity is told from.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};

use crate::SampleRate;

/// Samples per second after resampling.
pub(crate) const TARGET_HERTZ: u32 = 16_000;

/// A band-limited resampler without delay: output sample `n` sounds when input sample `n · rate / 16 000` does.
pub(crate) struct Resampler {
    fft: Fft<f32>,
    /// Input that does not fill a block yet.
    pending: Vec<f32>,
    /// The last block of output.
    block: Vec<f32>,
    /// Output still to be left out, because the filter delays what it lets through.
    delay: usize,
}

impl Resampler {
    pub(crate) fn new(rate: SampleRate) -> Self {
        // 20 ms: enough for a steep filter, little enough to stay in the cache.
        let chunk = rate.hertz() as usize / 50;
        let fft = Fft::new_custom(
            rate.hertz() as usize,
            TARGET_HERTZ as usize,
            chunk,
            1,
            1,
            WindowFunction::BlackmanHarris2,
            FixedSync::Both,
        )
        .expect("both rates and the chunk are above zero");
        Self {
            pending: Vec::with_capacity(fft.input_frames_next()),
            block: vec![0.0; fft.output_frames_next()],
            delay: fft.output_delay(),
            fft,
        }
    }

    /// Takes in samples and hands on what comes out, in order.
    pub(crate) fn push(&mut self, mut samples: &[f32], mut output: impl FnMut(&[f32])) {
        while !samples.is_empty() {
            let room = self.fft.input_frames_next() - self.pending.len();
            let (now, later) = samples.split_at(room.min(samples.len()));
            self.pending.extend_from_slice(now);
            samples = later;
            if self.pending.len() == self.fft.input_frames_next() {
                self.resample_block();
                let skipped = self.delay.min(self.block.len());
                self.delay -= skipped;
                output(&self.block[skipped..]);
            }
        }
    }

    fn resample_block(&mut self) {
        let (inputs, outputs) = (self.pending.len(), self.block.len());
        let input = InterleavedSlice::new(&self.pending, 1, inputs).expect("one channel");
        let mut output =
            InterleavedSlice::new_mut(&mut self.block, 1, outputs).expect("one channel");
        self.fft
            .process_into_buffer(&input, &mut output, None)
            .expect("both blocks have the size asked for");
        self.pending.clear();
    }
}
