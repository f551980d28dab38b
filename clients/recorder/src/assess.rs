//! From a WAV file to its report, and the marks that a recording brings with it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use starling_practice::{
    Fit, Format, Mark, MarksError, Place, Report, ReportError, TakeEnd, marks_of_spans, report,
};
use starling_speech::{Measures, SampleRate, Span, wav};

use crate::labels::{self, Label, LabelError};
use starling_speech::markers::{self, Marker};

/// A recording that cannot be assessed.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The audio is not sound.
    #[error("{}: {source}", path.display())]
    Wav {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: wav::WavError,
    },
    /// The label track is not sound.
    #[error("{}, {source}", path.display())]
    Labels {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: LabelError,
    },
    /// A label names nothing.
    #[error("{}: the label `{label}` names no section; write one of the format's sections, or `off_clock`", path.display())]
    Label {
        /// Which file.
        path: PathBuf,
        /// The label's text.
        label: String,
    },
    /// The recording has no marks of its own.
    #[error(
        "{} has no section markers in it; give a label track with --marks LABELS.txt (start<TAB>end<TAB>section, in seconds)",
        path.display()
    )]
    NoMarks {
        /// The recording.
        path: PathBuf,
    },
    /// The marks, the format and the audio do not fit each other.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// A WAV file's measures.
#[derive(Debug)]
pub struct Measured {
    /// What its samples say.
    pub measures: Measures,
    /// Whether the file ends before its header says that it does.
    pub truncated: bool,
}

/// Measures a WAV file, a block at a time.
///
/// # Errors
/// [`AssessError`] where the file cannot be read or is no sound WAV.
pub fn measure_file(path: &Path) -> Result<Measured, AssessError> {
    let file = File::open(path).map_err(io_error(path))?;
    measure(path, BufReader::new(file))
}

/// Measures the WAV that `audio` gives; `path` is what errors call it.
///
/// # Errors
/// [`AssessError`] where it is no sound WAV.
pub fn measure(path: &Path, audio: impl Read) -> Result<Measured, AssessError> {
    let wav_error = |source| AssessError::Wav {
        path: path.to_owned(),
        source,
    };
    let mut reader = wav::Reader::new(audio).map_err(wav_error)?;
    let measures = starling_speech::measure(&mut reader).map_err(wav_error)?;
    Ok(Measured {
        measures,
        truncated: reader.is_truncated(),
    })
}

/// Holds a measured take against a format.
///
/// # Errors
/// [`AssessError::Report`] where they do not fit.
pub fn assess(
    measures: &Measures,
    format: &Format,
    fit: Fit,
    end: &TakeEnd,
) -> Result<Report, AssessError> {
    Ok(report(
        format,
        fit,
        &end.marks,
        measures,
        end.lost_frame_count,
        end.ended.clone(),
    )?)
}

/// The marks of a label track: a gap between two labels is off-clock.
///
/// # Errors
/// [`AssessError`] where the file cannot be read, is no label track, names what is no section, or lies outside
/// the audio.
pub fn marks_of_labels(path: &Path, measures: &Measures) -> Result<Vec<Mark>, AssessError> {
    let text = std::fs::read_to_string(path).map_err(io_error(path))?;
    marks_in_labels(path, &text, measures)
}

/// The marks of a label track's text; `path` is what errors call it.
///
/// # Errors
/// [`AssessError`] as [`marks_of_labels`].
pub fn marks_in_labels(
    path: &Path,
    text: &str,
    measures: &Measures,
) -> Result<Vec<Mark>, AssessError> {
    let rate = measures.sample_rate;
    let labels = labels::parse(text, rate).map_err(|source| AssessError::Labels {
        path: path.to_owned(),
        source,
    })?;
    let mut spans = Vec::with_capacity(labels.len());
    for (index, label) in labels.iter().enumerate() {
        let place = place_of(path, &label.text)?;
        spans.push((inside(label.span, measures, index + 1, &place)?, place));
    }
    Ok(marks_of_spans(&spans, measures.sample_count))
}

/// The marks of a WAV's own cue markers.
///
/// # Errors
/// [`AssessError`] where there are none, or one names what is no section.
pub fn marks_of_cues(path: &Path) -> Result<Vec<Mark>, AssessError> {
    let mut file = BufReader::new(File::open(path).map_err(io_error(path))?);
    let markers = markers::read(&mut file).map_err(io_error(path))?;
    if markers.is_empty() {
        return Err(AssessError::NoMarks {
            path: path.to_owned(),
        });
    }
    markers
        .into_iter()
        .map(|marker| {
            Ok(Mark {
                sample: marker.sample,
                place: place_of(path, &marker.label)?,
            })
        })
        .collect()
}

/// The cue markers of marks.
#[must_use]
pub fn markers_of(marks: &[Mark]) -> Vec<Marker> {
    marks
        .iter()
        .map(|mark| Marker {
            sample: mark.sample,
            label: mark.place.to_string(),
        })
        .collect()
}

/// The label track of marks: off-clock is a gap.
#[must_use]
pub fn label_track(marks: &[Mark], sample_rate: SampleRate, sample_count: u64) -> String {
    let labels: Vec<Label> = marks
        .iter()
        .enumerate()
        .filter(|(_, mark)| mark.place != Place::OffClock)
        .map(|(index, mark)| Label {
            span: Span {
                start: mark.sample,
                end: marks
                    .get(index + 1)
                    .map_or(sample_count, |next| next.sample),
            },
            text: mark.place.to_string(),
        })
        .collect();
    labels::render(&labels, sample_rate)
}

/// A label may end up to this long after the audio: programs round times up.
const ROUNDING_S: f64 = 0.01;

fn inside(
    span: Span,
    measures: &Measures,
    number: usize,
    place: &Place,
) -> Result<Span, AssessError> {
    let rate = measures.sample_rate;
    let last = measures.sample_count;
    let outside = if span.start > last {
        span.start
    } else {
        span.end
    };
    if outside > last + rate.samples(ROUNDING_S) {
        let error = MarksError::OutsideAudio {
            number,
            label: place.to_string(),
            at_s: rate.seconds(outside),
            length_s: rate.seconds(last),
        };
        return Err(ReportError::from(error).into());
    }
    Ok(Span {
        start: span.start.min(last),
        end: span.end.min(last),
    })
}

fn place_of(path: &Path, label: &str) -> Result<Place, AssessError> {
    Place::from_name(label).map_err(|_| AssessError::Label {
        path: path.to_owned(),
        label: label.to_owned(),
    })
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> AssessError + use<> {
    let path = path.to_owned();
    move |source| AssessError::Io {
        path: path.clone(),
        source,
    }
}
