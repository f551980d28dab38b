//! Searches the shipped packs for anything.
#![no_main]

libfuzzer_sys::fuzz_target!(|query: &str| {
    starling_content::fuzz::search(query);
});
