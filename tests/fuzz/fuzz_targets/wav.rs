//! Reads anything as a WAV file.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    starling_recorder::fuzz::wav(data);
});
