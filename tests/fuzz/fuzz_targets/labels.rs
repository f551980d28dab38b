//! Reads anything as an Audacity label track; what can be read is the same when it is written and read again.
#![no_main]

use starling_recorder::labels;
use starling_speech::SampleRate;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let rate = SampleRate::new(48_000).expect("it is between 8,000 and 192,000");
    if let Ok(read) = labels::parse(text, rate) {
        let written = labels::render(&read, rate);
        let spans = |labels: &[labels::Label]| labels.iter().map(|label| label.span).collect::<Vec<_>>();
        let again = labels::parse(&written, rate).expect("what was written can be read");
        assert_eq!(spans(&read), spans(&again));
    }
});
