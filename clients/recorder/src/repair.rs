//! Takes whose recorder was killed: made whole at the next start.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use starling_speech::SampleRate;

use crate::{
    markers::Marker,
    part::{Closed, Part},
};

/// What became of one unfinished take.
#[derive(Debug)]
pub enum Repair {
    /// It is a whole WAV again.
    Repaired {
        /// Where the WAV is.
        path: PathBuf,
        /// Samples per second.
        sample_rate: SampleRate,
        /// Samples in the file.
        sample_count: u64,
    },
    /// It held no sample and was removed: nothing is lost, and it is not met again.
    Empty {
        /// Where it was.
        path: PathBuf,
    },
    /// It could not be made whole; no audio was removed.
    Failed {
        /// Where it is.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Repairs every unfinished take in `folder` that no living recorder is writing, in order of name.
///
/// `markers_of` is given the path of each take's WAV, and tells the markers to write into it. Finished
/// WAVs are not opened.
pub fn repair_folder(
    folder: &Path,
    mut markers_of: impl FnMut(&Path) -> Vec<Marker>,
) -> io::Result<Vec<Repair>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.as_os_str().as_encoded_bytes().ends_with(b".wav.part") {
            parts.push(path);
        }
    }
    parts.sort();
    let repairs = parts.into_iter().filter_map(|path| {
        let repair = repair(&path, &mut markers_of);
        repair.unwrap_or_else(|error| Some(Repair::Failed { path, error }))
    });
    Ok(repairs.collect())
}

/// Repairs one take; nothing if a living recorder is writing it.
fn repair(
    path: &Path,
    markers_of: &mut impl FnMut(&Path) -> Vec<Marker>,
) -> io::Result<Option<Repair>> {
    let Some(part) = Part::open_abandoned(path)? else {
        return Ok(None);
    };
    let markers = markers_of(&path.with_extension(""));
    Ok(Some(match part.close(&markers)? {
        None => Repair::Empty {
            path: path.to_owned(),
        },
        Some(Closed {
            path,
            trouble: Some(error),
            ..
        }) => Repair::Failed { path, error },
        Some(closed) => Repair::Repaired {
            path: closed.path,
            sample_rate: closed.sample_rate,
            sample_count: closed.sample_count,
        },
    }))
}
