//! Reads anything as a WAV file: its samples, as a server measures them, and its markers.
#![no_main]

use std::io::Cursor;

use starling_recorder::markers;
use starling_speech::wav::Reader;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
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
});
