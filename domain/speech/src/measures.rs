//! From samples to measures.

use std::io::Read;

use crate::{Dbfs, Level, Pauses, Peaks, SampleRate, Span, wav};

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
    /// The level of what is heard when nobody speaks.
    pub noise_floor: Dbfs,
    /// Speech level over noise floor; nothing if there is no speech.
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

    /// The sample at which somebody first speaks: the response latency.
    pub fn first_speech(&self) -> Option<u64> {
        self.speech.first().map(|span| span.start)
    }
}

/// Measures a take block by block, so that a long one never sits in memory.
pub struct Analyzer {
    sample_rate: SampleRate,
    sample_count: u64,
}

impl Analyzer {
    /// An analyzer of mono audio at this rate.
    pub fn new(sample_rate: SampleRate) -> Self {
        Self {
            sample_rate,
            sample_count: 0,
        }
    }

    /// Takes in the next samples, -1 to 1: beyond is clipped, and what is not a number is silence.
    pub fn push(&mut self, samples: &[f32]) {
        self.sample_count += samples.len() as u64;
    }

    /// The measures of all samples pushed.
    pub fn finish(self) -> Measures {
        Measures {
            sample_rate: self.sample_rate,
            sample_count: self.sample_count,
            speech: Vec::new(),
            pauses: Pauses::Measured(Vec::new()),
            level: Level::of(&[]),
            noise_floor: Dbfs::SILENCE,
            signal_to_noise_db: None,
            peaks: Peaks {
                samples_per_bucket: 256,
                buckets: Vec::new(),
            },
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
