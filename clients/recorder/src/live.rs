//! A take being recorded: microphone, marks and record together.

use std::path::{Path, PathBuf};
use std::time::Duration;

use starling_practice::{Band, FitError, TakeEnd};
use starling_proto::error::CallError;
use starling_speech::Level;

use crate::assess::{assess, label_track, markers_of, measure_file};
use crate::device::Device;
use crate::library::{Library, LibraryError, TakeRecord, label_path, write_durably};
use crate::recording::{CaptureError, Ending, Recording};
use crate::take::{LiveTake, SectionClock, State, Step};

/// A take being recorded.
pub struct LiveRecording {
    recording: Recording,
    take: LiveTake,
    library: Library,
    wav: PathBuf,
    record: TakeRecord,
    unsaved: Option<LibraryError>,
}

/// What a screen shows of it at one instant.
#[derive(Debug, Clone)]
pub struct View {
    /// Where the take is.
    pub state: State,
    /// The clocks of all sections.
    pub clocks: Vec<SectionClock>,
    /// How loud it is now.
    pub level: Level,
    /// Since when there has been nothing but digital silence.
    pub digital_silence: Duration,
    /// Frames lost so far.
    pub lost_frame_count: u64,
    /// Whether the system has gone on with another microphone.
    pub is_rerouted: bool,
}

/// A take that could not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The microphone or its file.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The record.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The format does not have the fit.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The session service did not create the take.
    #[error("the take could not be created: {0}")]
    Take(#[from] CallError),
}

/// A take that has ended, safe on the disk.
#[derive(Debug)]
pub struct EndedTake {
    /// Its WAV; none where the microphone never gave a sample.
    pub wav: Option<PathBuf>,
    /// All that is known of it, with its report where a section was begun.
    pub record: TakeRecord,
    /// How the recording ended.
    pub ending: Ending,
    /// What went wrong beside the audio, which is safe.
    pub troubles: Vec<String>,
}

impl LiveRecording {
    /// Starts to record a take.
    ///
    /// # Errors
    /// [`StartError`]; then nothing was recorded, and no file is left.
    pub fn start(
        library: Library,
        device: &Device,
        record: TakeRecord,
    ) -> Result<Self, StartError> {
        let bands: Vec<Band> = record.format.bands(record.fit)?;
        let wav = library.new_path(&record);
        library.save(&wav, &record)?;
        let recording = match Recording::start(device, &wav) {
            Ok(recording) => recording,
            Err(error) => {
                library.forget(&wav);
                return Err(error.into());
            }
        };
        Ok(Self {
            take: LiveTake::new(record.format.clone(), bands, recording.sample_rate()),
            recording,
            library,
            wav,
            record,
            unsaved: None,
        })
    }

    /// Waits until the first samples are here; false when none came within `timeout` or it ended.
    #[must_use]
    pub fn wait_until_started(&self, timeout: Duration) -> bool {
        self.recording.wait_until_started(timeout)
    }

    /// The take as it is told.
    #[must_use]
    pub fn take(&self) -> &LiveTake {
        &self.take
    }

    /// Takes a step now; tells whether it led anywhere. The mark is on the disk when this returns; where it cannot
    /// be, it is still in memory, and the trouble is told at the end.
    pub fn step(&mut self, step: Step) -> bool {
        if !self.take.step(step, self.recording.position()) {
            return false;
        }
        self.record.marks = self.take.marks().to_vec();
        if let Err(error) = self.library.save(&self.wav, &self.record) {
            self.unsaved.get_or_insert(error);
        }
        true
    }

    /// What there is to show now.
    #[must_use]
    pub fn view(&self) -> View {
        View {
            state: self.take.state(),
            clocks: self.take.clocks(self.recording.position()),
            level: self.recording.level(),
            digital_silence: self.recording.digital_silence(),
            lost_frame_count: self.recording.lost_frame_count(),
            is_rerouted: self.recording.is_rerouted(),
        }
    }

    /// How it ended by itself; nothing while it runs.
    #[must_use]
    pub fn ended(&self) -> Option<Ending> {
        self.recording.ended()
    }

    /// Stops recording, closes the files, and makes the report.
    #[must_use]
    pub fn finish(self) -> EndedTake {
        let Self {
            recording,
            take,
            library,
            mut record,
            unsaved,
            wav,
        } = self;
        let finished = recording.finish(&markers_of(take.marks()));
        let mut troubles: Vec<String> = unsaved.iter().map(ToString::to_string).collect();
        if finished.sample_count == 0 {
            library.forget(&wav);
            return EndedTake {
                wav: None,
                record,
                ending: finished.ended,
                troubles,
            };
        }
        let end = TakeEnd {
            marks: take.into_marks(finished.sample_count),
            lost_frame_count: finished.lost_frame_count,
            ended: finished.ended.as_str().to_owned(),
        };
        troubles.extend(conclude(&library, &finished.path, &mut record, end));
        EndedTake {
            wav: Some(finished.path),
            record,
            ending: finished.ended,
            troubles,
        }
    }
}

/// Notes how a take ended: its report, its label track, its record. Tells what went wrong; the audio is safe.
pub fn conclude(
    library: &Library,
    wav: &Path,
    record: &mut TakeRecord,
    end: TakeEnd,
) -> Vec<String> {
    let mut troubles = Vec::new();
    match measure_file(wav) {
        Err(error) => troubles.push(error.to_string()),
        Ok(measured) => {
            let measures = measured.measures;
            let track = label_track(&end.marks, measures.sample_rate, measures.sample_count);
            if let Err(error) = write_durably(&label_path(wav), track.as_bytes()) {
                troubles.push(format!("cannot write the label track: {error}"));
            }
            if !end.marks.is_empty() {
                match assess(&measures, &record.format, record.fit, &end) {
                    Ok(report) => record.report = Some(report),
                    Err(error) => troubles.push(error.to_string()),
                }
            }
        }
    }
    record.marks.clone_from(&end.marks);
    record.end = Some(end);
    if let Err(error) = library.save(wav, record) {
        troubles.push(error.to_string());
    }
    troubles
}
