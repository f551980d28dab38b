//! A take's report: its measures held against a format.

use serde::{Deserialize, Serialize};
use starling_speech::{Dbfs, Measures, Pauses, SampleRate, Span};

use crate::advice::advice;
use crate::format::{Fit, FitError, Format};
use crate::marks::{Mark, MarksError, Place, Segment, segments};
use crate::score::{Score, Spoken, score};
use crate::slug::Slug;

/// What a take is worth, and why. The same take, marks and format give the same report, byte for byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The format that the take was held against.
    pub format: Slug,
    /// How its times stand against the budgets.
    #[serde(flatten)]
    pub score: Score,
    /// The one thing to fix first, in a sentence or two.
    pub advice: String,
    /// The samples before the first mark; reported, never scored.
    pub lead_in_sample_count: u64,
    /// The same in seconds.
    pub lead_in_s: f64,
    /// The first sample with speech; none where nobody speaks.
    pub first_speech_sample: Option<u64>,
    /// The same in seconds: how long it took to begin.
    pub response_latency_s: Option<f64>,
    /// The stretches of the take, in spoken order.
    pub segments: Vec<SegmentReport>,
    /// Pauses inside the sections; empty where they are withheld.
    pub pauses: Vec<Pause>,
    /// Why pauses are not told, where the recording is too noisy to tell.
    pub pauses_withheld: Option<String>,
    /// How loud the take is.
    pub level: LevelReport,
    /// The take itself.
    pub take: TakeFacts,
}

/// One stretch of a take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentReport {
    /// Where it begins and ends.
    #[serde(flatten)]
    pub span: SpanReport,
    /// Its samples with speech.
    pub speech_sample_count: u64,
    /// What it belongs to, and the same times in seconds.
    #[serde(flatten)]
    pub spoken: Spoken,
}

/// A pause: 250 ms and more without speech, between speech.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    /// What the pause begins in; none in the lead-in.
    pub section: Option<Place>,
    /// Where it begins and ends.
    #[serde(flatten)]
    pub span: SpanReport,
    /// Where it begins, in seconds.
    pub start_s: f64,
    /// How long it lasts, in seconds.
    pub duration_s: f64,
}

/// Sample indices of the take, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanReport {
    /// The first sample.
    pub start_sample: u64,
    /// The sample after the last.
    pub end_sample: u64,
}

/// How loud a take is. Levels are in dB below full scale; none is digital silence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelReport {
    /// The mean over the whole take.
    pub rms_dbfs: Option<f64>,
    /// The loudest sample.
    pub peak_dbfs: Option<f64>,
    /// Samples at full scale.
    pub clipped_sample_count: u64,
    /// The level of the room.
    pub noise_floor_dbfs: Option<f64>,
    /// How far speech stands above the room, in dB.
    pub signal_to_noise_db: Option<f64>,
}

/// What is known of a take's audio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeFacts {
    /// Samples in a second.
    pub sample_rate_hertz: u32,
    /// Samples in all.
    pub sample_count: u64,
    /// Frames that the microphone gave and the recording lacks.
    pub lost_frame_count: u64,
    /// How the take ended, as a stable word such as `stopped` or `device_lost`.
    pub ended: Ended,
}

/// How a take ended: a word of the recorder's, or `file` for a recording that came from elsewhere.
pub type Ended = String;

/// A report that cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReportError {
    /// The format has no headline.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The marks do not fit.
    #[error(transparent)]
    Marks(#[from] MarksError),
}

/// Holds a measured take against a format.
///
/// # Errors
/// [`ReportError`] where the marks do not fit the audio or the format, or the format does not have the fit.
pub fn report(
    format: &Format,
    fit: Fit,
    marks: &[Mark],
    measures: &Measures,
    lost_frame_count: u64,
    ended: Ended,
) -> Result<Report, ReportError> {
    let rate = measures.sample_rate;
    let segments = segments(format, marks, rate, measures.sample_count)?;
    let segment_reports: Vec<SegmentReport> = segments
        .iter()
        .map(|segment| {
            SegmentReport::new(
                segment.place.clone(),
                segment.span,
                measures.speech_in(segment.span),
                rate,
            )
        })
        .collect();
    let spoken: Vec<Spoken> = segment_reports
        .iter()
        .map(|segment| segment.spoken.clone())
        .collect();
    let score = score(format, fit, &spoken)?;
    let lead_in_sample_count = marks.first().map_or(0, |mark| mark.sample);
    let first_speech_sample = measures.first_speech();
    let (pauses, pauses_withheld) = pauses(measures, &segments);
    Ok(Report {
        format: format.id.clone(),
        advice: advice(format, &score),
        score,
        lead_in_sample_count,
        lead_in_s: rate.seconds(lead_in_sample_count),
        first_speech_sample,
        response_latency_s: first_speech_sample.map(|sample| rate.seconds(sample)),
        segments: segment_reports,
        pauses,
        pauses_withheld,
        level: LevelReport {
            rms_dbfs: audible(measures.level.rms),
            peak_dbfs: audible(measures.level.peak),
            clipped_sample_count: measures.level.clipped_sample_count,
            noise_floor_dbfs: audible(measures.noise_floor),
            signal_to_noise_db: measures.signal_to_noise_db,
        },
        take: TakeFacts {
            sample_rate_hertz: rate.hertz(),
            sample_count: measures.sample_count,
            lost_frame_count,
            ended,
        },
    })
}

fn pauses(measures: &Measures, segments: &[Segment]) -> (Vec<Pause>, Option<String>) {
    let rate = measures.sample_rate;
    match &measures.pauses {
        Pauses::Withheld { reason } => (Vec::new(), Some(reason.to_string())),
        Pauses::Measured(spans) => {
            let pauses = spans
                .iter()
                .map(|span| {
                    let begins_in = segments.iter().find(|segment| {
                        (segment.span.start..segment.span.end).contains(&span.start)
                    });
                    Pause::new(begins_in.map(|segment| segment.place.clone()), *span, rate)
                })
                .collect();
            (pauses, None)
        }
    }
}

impl SegmentReport {
    /// A stretch with its times in seconds.
    #[must_use]
    pub fn new(place: Place, span: Span, speech_sample_count: u64, rate: SampleRate) -> Self {
        Self {
            span: span.into(),
            speech_sample_count,
            spoken: Spoken {
                place,
                elapsed_s: rate.seconds(span.len()),
                speech_s: rate.seconds(speech_sample_count),
            },
        }
    }
}

impl Pause {
    /// A pause with its times in seconds.
    #[must_use]
    pub fn new(section: Option<Place>, span: Span, rate: SampleRate) -> Self {
        Self {
            section,
            span: span.into(),
            start_s: rate.seconds(span.start),
            duration_s: rate.seconds(span.len()),
        }
    }
}

/// Digital silence has no level that JSON could hold.
fn audible(level: Dbfs) -> Option<f64> {
    Some(level.decibels()).filter(|decibels| decibels.is_finite())
}

impl From<Span> for SpanReport {
    fn from(span: Span) -> Self {
        Self {
            start_sample: span.start,
            end_sample: span.end,
        }
    }
}
