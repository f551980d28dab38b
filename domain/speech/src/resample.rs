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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_stays_where_it_is() {
        for hertz in [8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 191_999] {
            let rate = SampleRate::new(hertz).unwrap();
            let click = rate.samples(0.5) as usize;
            let mut samples = vec![0.0; rate.samples(3.0) as usize];
            samples[click] = 1.0;
            let mut output = Vec::new();
            Resampler::new(rate).push(&samples, |block| output.extend_from_slice(block));
            let loudest = (0..output.len())
                .max_by(|&a, &b| output[a].abs().total_cmp(&output[b].abs()))
                .unwrap();
            assert!(loudest.abs_diff(8_000) <= 1, "{hertz} Hz: {loudest}");
        }
    }

    #[test]
    fn what_16_khz_cannot_hold_is_left_out() {
        let rate = SampleRate::new(48_000).unwrap();
        for (pitch, expected) in [
            (1_000.0, 0.707),
            (6_000.0, 0.707),
            (9_000.0, 0.0),
            (20_000.0, 0.0),
        ] {
            let sine = |n: u32| (n as f32 * std::f32::consts::TAU * pitch / 48_000.0).sin();
            let samples: Vec<f32> = (0..48_000).map(sine).collect();
            let mut output = Vec::new();
            Resampler::new(rate).push(&samples, |block| output.extend_from_slice(block));
            let middle = &output[4_000..12_000];
            let power =
                middle.iter().map(|sample| sample * sample).sum::<f32>() / middle.len() as f32;
            assert!(
                (power.sqrt() - expected).abs() < 0.01,
                "{pitch} Hz: {}",
                power.sqrt()
            );
        }
    }
}
