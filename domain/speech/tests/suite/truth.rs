//! How near measures come to where the voice is known to be.

use starling_speech::{Measures, Pauses, Span};

/// The measures against the truth.
#[derive(Debug)]
pub(crate) struct Score {
    /// The share of true pauses that were found.
    pub(crate) recall: f64,
    /// The share of found pauses that are true.
    pub(crate) precision: f64,
    /// How far off the edges of the found pauses are, in seconds, the nearest first.
    pub(crate) edges: Vec<f64>,
    /// The share of the take that is wrongly called speech, or wrongly not (negative).
    pub(crate) talk_error: f64,
}

impl Score {
    /// The edge error that a share of all edges stays within, in seconds.
    pub(crate) fn edge(&self, share: f64) -> f64 {
        self.edges[((self.edges.len() - 1) as f64 * share).round() as usize]
    }
}

/// Compares measured pauses with the gaps of 250 ms and more between spans of voice.
pub(crate) fn score(measures: &Measures, voice: &[Span]) -> Score {
    let rate = measures.sample_rate;
    let Pauses::Measured(found) = &measures.pauses else {
        panic!("withheld: {:?}", measures.pauses)
    };
    let pauses: Vec<Span> = voice
        .windows(2)
        .map(|pair| Span {
            start: pair[0].end,
            end: pair[1].start,
        })
        .filter(|pause| rate.seconds(pause.len()) >= 0.25)
        .collect();
    let mut edges = Vec::new();
    let mut hits = 0;
    for pause in &pauses {
        let same = |found: &&Span| found.overlap(pause) * 2 > found.len().min(pause.len());
        if let Some(found) = found.iter().find(same) {
            hits += 1;
            edges.push(rate.seconds(found.start.abs_diff(pause.start)));
            edges.push(rate.seconds(found.end.abs_diff(pause.end)));
        }
    }
    edges.sort_by(f64::total_cmp);
    let spoken: u64 = voice.iter().map(Span::len).sum();
    Score {
        recall: f64::from(hits) / pauses.len() as f64,
        precision: f64::from(hits) / found.len() as f64,
        edges,
        talk_error: (measures.speech_samples() as f64 - spoken as f64)
            / measures.sample_count as f64,
    }
}
