//! A take from a recording that exists already.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use starling_practice::{Mark, TakeEnd};

use crate::library::{Library, LibraryError, TakeRecord};
use crate::live::conclude;

/// How the record of an imported take says that it ended.
const FILE: &str = "file";

/// Copies a recording into the library, byte for byte, and makes its report. Gives its WAV and what went wrong
/// beside the audio.
///
/// # Errors
/// [`LibraryError`] where it cannot be copied; then nothing is left of it.
pub fn import(
    library: &Library,
    audio: &mut impl Read,
    marks: Vec<Mark>,
    record: &mut TakeRecord,
) -> Result<(PathBuf, Vec<String>), LibraryError> {
    let wav = library.new_path(record);
    // A record first, as for a take from the microphone: a WAV without one belongs to nobody.
    library.save(&wav, record)?;
    let copied = File::create_new(&wav).and_then(|mut file| {
        io::copy(audio, &mut file)?;
        file.sync_all()
    });
    if let Err(source) = copied {
        // What cannot be removed either is told as trouble by every listing.
        let _ = std::fs::remove_file(&wav);
        library.forget(&wav);
        return Err(LibraryError::Io {
            what: "copy the recording to",
            path: wav,
            source,
        });
    }
    let end = TakeEnd {
        marks,
        lost_frame_count: 0,
        ended: FILE.to_owned(),
    };
    let troubles = conclude(library, &wav, record, end);
    Ok((wav, troubles))
}
