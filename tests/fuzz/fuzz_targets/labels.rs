//! Reads anything as an Audacity label track.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    starling_recorder::fuzz::label_track(text);
});
