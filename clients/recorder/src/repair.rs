//! Takes whose recorder was killed: made whole at the next start.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::markers::Marker;

/// What became of one unfinished take.
#[derive(Debug)]
pub enum Repair {
    /// It is a whole WAV again.
    Repaired {
        /// Where the WAV is.
        path: PathBuf,
        /// Samples per second.
        sample_rate: u32,
        /// Samples in the file.
        sample_count: u64,
    },
    /// It held no audio and was removed.
    Empty {
        /// Where it was.
        part: PathBuf,
    },
    /// It could not be repaired and was left as it is.
    Failed {
        /// Where it is.
        part: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Repairs every unfinished take in `folder` that no living process is writing.
///
/// `markers_of` is asked once for each take, with the path of its WAV, for the markers to write.
pub fn repair_folder(
    _folder: &Path,
    _markers_of: impl FnMut(&Path) -> Vec<Marker>,
) -> io::Result<Vec<Repair>> {
    unimplemented!()
}
