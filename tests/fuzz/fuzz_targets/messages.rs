//! Reads anything as a message of `starling.session.v1`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    starling_proto::fuzz::message(data);
});
