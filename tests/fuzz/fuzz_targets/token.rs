//! Reads anything as what opens something: secrets, tokens of users, an issuer's keys, tokens of pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    starling_session::fuzz::token(data);
});
