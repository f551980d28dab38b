//! From samples to measures.

use std::io::Read;

use crate::activity::{self, VoiceActivity};
use crate::noise::Background;
use crate::peaks::PeakMeter;
use crate::units::bounded;
use crate::{Dbfs, Level, LevelMeter, Pauses, Peaks, SampleRate, Span, wav};

/// The samples that are worked on at a time: they stay in the cache.
const BLOCK_LEN: usize = 4_096;

/// What can be said of a take from its samples alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// The rate every position here counts in.
    pub sample_rate: SampleRate,
    /// The samples of the take.
    pub sample_count: u64,
    /// Where somebody speaks: in order, disjoint and inside the take.
    pub speech: Vec<Span>,
    /// Silence between speech.
    pub pauses: Pauses,
    /// The loudness of the whole take.
    pub level: Level,
    /// The level that a tenth of the take's frames of 16 ms stay below, between 76 Hz and 8 kHz: what is
    /// heard when nobody speaks. Below -96 dBFS it is silence.
    pub noise_floor: Dbfs,
    /// The mean power of the speech over the noise floor (at least -96 dBFS), in dB; nothing without
    /// speech.
    pub signal_to_noise_db: Option<f64>,
    /// The waveform.
    pub peaks: Peaks,
}

impl Measures {
    /// The samples in which somebody speaks.
    pub fn speech_samples(&self) -> u64 {
        self.speech.iter().map(Span::len).sum()
    }

    /// The samples of a span in which somebody speaks.
    pub fn speech_in(&self, span: Span) -> u64 {
        self.speech.iter().map(|speech| speech.overlap(&span)).sum()
    }

    /// The sample at which somebody first speaks: the response latency. Voices in the background may
    /// make it too early.
    pub fn first_speech(&self) -> Option<u64> {
        self.speech.first().map(|span| span.start)
    }
}

/// Measures a take block by block, so that a long one never sits in memory. The sizes of the blocks do not
/// matter to the result.
pub struct Analyzer {
    sample_rate: SampleRate,
    sample_count: u64,
    level: LevelMeter,
    peaks: PeakMeter,
    activity: VoiceActivity,
    bounded: Vec<f32>,
}

impl Analyzer {
    /// An analyzer of mono audio at this rate.
    pub fn new(sample_rate: SampleRate) -> Self {
        Self {
            sample_rate,
            sample_count: 0,
            level: LevelMeter::default(),
            peaks: PeakMeter::new(),
            activity: VoiceActivity::new(sample_rate),
            bounded: Vec::with_capacity(BLOCK_LEN),
        }
    }

    /// Takes in the next samples, -1 to 1: beyond is clipped, and what is no number is silence.
    pub fn push(&mut self, samples: &[f32]) {
        for block in samples.chunks(BLOCK_LEN) {
            self.bounded.clear();
            self.bounded.extend(block.iter().copied().map(bounded));
            self.level.push(&self.bounded);
            self.peaks.push(&self.bounded);
            self.activity.push(&self.bounded);
        }
        self.sample_count += samples.len() as u64;
    }

    /// The measures of all samples pushed.
    pub fn finish(self) -> Measures {
        let frames = self.activity.finish(self.sample_count);
        let runs = activity::speech(&frames);
        let background = Background::of(&frames, &runs);
        let speech: Vec<Span> = runs
            .iter()
            .map(|run| activity::span(run, self.sample_rate, self.sample_count))
            .collect();
        Measures {
            sample_rate: self.sample_rate,
            sample_count: self.sample_count,
            pauses: Pauses::between(&speech, &background, self.sample_rate),
            speech,
            level: self.level.level(),
            noise_floor: background.floor,
            signal_to_noise_db: background.signal_to_noise_db,
            peaks: self.peaks.finish(),
        }
    }
}

/// Measures everything a reader has left; afterwards [`wav::Reader::is_truncated`] is known.
pub fn measure<R: Read>(reader: &mut wav::Reader<R>) -> Result<Measures, wav::WavError> {
    let mut analyzer = Analyzer::new(reader.spec().sample_rate);
    let mut block = Vec::new();
    while reader.read_block(&mut block)? > 0 {
        analyzer.push(&block);
    }
    Ok(analyzer.finish())
}
