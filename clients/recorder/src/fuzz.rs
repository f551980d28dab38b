//! Anything that may be found in a file, tried out: by cargo-fuzz with whatever it thinks of, by the tests with what
//! it kept in `tests/fuzz/corpus/`. Compiled for these two alone.

use std::io::Cursor;

use starling_speech::SampleRate;
use starling_speech::wav::Reader;

use crate::{labels, markers};

/// Reads data as a WAV file: its samples, as a server measures them, and its markers.
///
/// # Panics
/// Where a sample is out of range, or more of them are read than there are.
pub fn wav(data: &[u8]) {
    if let Ok(mut reader) = Reader::new(data) {
        let mut block = Vec::new();
        let mut frame_count = 0;
        while reader.read_block(&mut block).is_ok_and(|count| count > 0) {
            assert!(block.iter().all(|sample| (-1.0..=1.0).contains(sample)));
            frame_count += block.len();
        }
        assert!(frame_count <= data.len(), "a frame has a byte at least");
    }
    let _ = markers::read(&mut Cursor::new(data));
}

/// Reads a text as a label track.
///
/// # Panics
/// Where what could be read is not the same when it is written and read again.
pub fn label_track(text: &str) {
    let rate = SampleRate::new(48_000).expect("it is between 8,000 and 192,000");
    let Ok(read) = labels::parse(text, rate) else {
        return;
    };
    let written = labels::render(&read, rate);
    let again = labels::parse(&written, rate).expect("what was written can be read");
    let spans =
        |labels: &[labels::Label]| -> Vec<_> { labels.iter().map(|label| label.span).collect() };
    assert_eq!(spans(&read), spans(&again));
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[track_caller]
    fn check(target: &str, read: impl Fn(&[u8])) {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus");
        let files: Vec<_> = fs::read_dir(corpus.join(target)).unwrap().collect();
        assert!(!files.is_empty());
        for file in files {
            read(&fs::read(file.unwrap().path()).unwrap());
        }
    }

    #[test]
    fn the_corpora_are_read_to_their_ends() {
        check("wav", super::wav);
        check("labels", |bytes| {
            if let Ok(text) = str::from_utf8(bytes) {
                super::label_track(text);
            }
        });
    }
}
