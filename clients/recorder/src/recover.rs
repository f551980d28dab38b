//! What a killed recorder left behind, made whole at the next start.

use std::io;
use std::path::PathBuf;

use starling_practice::TakeEnd;

use crate::assess::{markers_of, measure_file};
use crate::library::{Library, LibraryError, TakeRecord};
use crate::live::conclude;
use crate::repair::{Repair, repair_folder};

/// How the record of a killed take says that it ended.
const KILLED: &str = "killed";

/// What became of a take that was not finished.
#[derive(Debug)]
pub enum Recovered {
    /// It is whole: a WAV with its markers, its record and, where a section was begun, its report.
    Whole {
        /// Its WAV.
        wav: PathBuf,
        /// How long it is, in seconds.
        duration_s: f64,
        /// What went wrong beside the audio.
        troubles: Vec<String>,
    },
    /// It held no audio, and is gone.
    Empty {
        /// Where it was.
        path: PathBuf,
    },
    /// It is as it was.
    Failed {
        /// Where it is.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Repairs every take that no living recorder is writing.
///
/// # Errors
/// [`LibraryError`] where the folder cannot be read.
pub fn recover(library: &Library) -> Result<Vec<Recovered>, LibraryError> {
    let repairs = repair_folder(library.folder(), |wav| {
        let record = library.load(wav);
        record.map_or_else(|_| Vec::new(), |record| markers_of(&record.marks))
    })
    .map_err(|source| LibraryError::Io {
        what: "read the folder",
        path: library.folder().to_owned(),
        source,
    })?;
    let mut recovered: Vec<Recovered> = repairs
        .into_iter()
        .map(|repair| of_repair(library, repair))
        .collect();

    // Killed between the last byte of the WAV and the last word of its record.
    let (entries, _) = library.entries()?;
    for entry in entries
        .into_iter()
        .filter(|entry| entry.record.end.is_none())
    {
        recovered.push(whole(library, entry.wav, entry.record));
    }
    Ok(recovered)
}

fn of_repair(library: &Library, repair: Repair) -> Recovered {
    match repair {
        Repair::Empty { path } => {
            library.forget(&path.with_extension(""));
            Recovered::Empty { path }
        }
        Repair::Failed { path, error } => Recovered::Failed { path, error },
        Repair::Repaired {
            path,
            sample_rate,
            sample_count,
        } => match library.load(&path) {
            Ok(record) => whole(library, path, record),
            Err(error) => Recovered::Whole {
                wav: path,
                duration_s: sample_rate.seconds(sample_count),
                troubles: vec![error.to_string()],
            },
        },
    }
}

fn whole(library: &Library, wav: PathBuf, mut record: TakeRecord) -> Recovered {
    let (duration_s, sample_count) = measure_file(&wav).map_or((0.0, u64::MAX), |measured| {
        let measures = measured.measures;
        (
            measures.sample_rate.seconds(measures.sample_count),
            measures.sample_count,
        )
    });
    // A mark may have reached the disk before the sample that it stands at.
    for mark in &mut record.marks {
        mark.sample = mark.sample.min(sample_count);
    }
    let end = TakeEnd {
        marks: record.marks.clone(),
        lost_frame_count: 0,
        ended: KILLED.to_owned(),
    };
    let troubles = conclude(library, &wav, &mut record, end);
    Recovered::Whole {
        wav,
        duration_s,
        troubles,
    }
}
