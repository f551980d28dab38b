//! Reads anything as a file of a content pack. Begin with the seeds in `services/content/tests/corpus`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    starling_content::fuzz::file_of_pack(data);
});
