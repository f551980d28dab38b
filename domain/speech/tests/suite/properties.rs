//! What holds for every input.

use std::io::Cursor;

use proptest::prelude::*;
use starling_speech::{Analyzer, Measures, Pauses, Span, measure, riff, wav};

use crate::signal::{rate, signal};

fn measured<'a>(hertz: u32, blocks: impl Iterator<Item = &'a [f32]>) -> Measures {
    let mut analyzer = Analyzer::new(rate(hertz));
    blocks.for_each(|block| analyzer.push(block));
    analyzer.finish()
}

/// A signal in the notation of the tests, up to five seconds long.
fn notation() -> impl Strategy<Value = String> {
    let part = (prop_oneof!["silence", "voice", "noise"], -60..0, 1..100_u32).prop_map(
        |(kind, level, length)| format!("{kind} {level}dB {}s", f64::from(length) / 100.0),
    );
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.join(", "))
}

fn assert_ordered(spans: &[Span], sample_count: u64) {
    assert!(
        spans
            .iter()
            .all(|span| !span.is_empty() && span.end <= sample_count),
        "{spans:?}"
    );
    assert!(
        spans.windows(2).all(|pair| pair[0].end < pair[1].start),
        "{spans:?}"
    );
}

fn assert_sound(measures: &Measures) {
    assert_ordered(&measures.speech, measures.sample_count);
    if let Pauses::Measured(pauses) = &measures.pauses {
        assert_ordered(pauses, measures.sample_count);
        for pause in pauses {
            assert_eq!(measures.speech_in(*pause), 0);
            assert!(measures.sample_rate.seconds(pause.len()) >= 0.249);
        }
    }
    let buckets = measures.peaks.buckets.len() as u64;
    assert!(buckets <= 4_096);
    assert_eq!(
        buckets,
        measures
            .sample_count
            .div_ceil(measures.peaks.samples_per_bucket)
    );
}

/// A header of 16-bit stereo, so that random bytes come past it now and then.
const HEADER: [u8; 44] = *b"RIFF\x24\x01\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xBB\0\0\0\xEE\x02\0\x04\0\x10\0data\0\x01\0\0";

/// Bytes that look like a WAV file to some degree.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let noise = prop::collection::vec(any::<u8>(), 0..600);
    let flips = prop::collection::vec((0..HEADER.len(), any::<u8>()), 0..6);
    (noise, flips, 0..=HEADER.len()).prop_map(|(noise, flips, kept)| {
        let mut bytes = HEADER;
        for (position, byte) in flips {
            bytes[position] = byte;
        }
        [&bytes[..kept], &noise].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn the_sizes_of_blocks_do_not_matter(
        notation in notation(),
        hertz in prop::sample::select(vec![8_000, 16_000, 22_050, 44_100, 48_000]),
        sizes in prop::collection::vec(1..10_000_usize, 1..8),
    ) {
        let samples = signal(hertz, &notation).samples;
        let mut rest = samples.as_slice();
        let blocks = sizes.iter().cycle().map_while(|&size| {
            let (block, later) = rest.split_at(size.min(rest.len()));
            rest = later;
            (!block.is_empty()).then_some(block)
        });
        let whole = measured(hertz, [samples.as_slice()].into_iter());
        prop_assert_eq!(measured(hertz, blocks), whole);
    }

    #[test]
    fn measures_of_any_signal_are_sound(notation in notation(), hertz in 8_000..=192_000_u32) {
        let samples = signal(hertz, &notation).samples;
        assert_sound(&measured(hertz, [samples.as_slice()].into_iter()));
    }

    #[test]
    fn measures_of_any_floats_are_sound(samples in prop::collection::vec(any::<f32>(), 0..3_000)) {
        assert_sound(&measured(8_000, [samples.as_slice()].into_iter()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn hostile_files_are_read_or_refused(bytes in hostile()) {
        if let Ok(mut reader) = wav::Reader::new(bytes.as_slice()) {
            let measures = measure(&mut reader).unwrap();
            prop_assert!(measures.sample_count <= bytes.len() as u64);
            assert_sound(&measures);
        }
    }

    #[test]
    fn chunks_lie_within_a_hostile_file(bytes in hostile()) {
        for chunk in riff::chunks(&mut Cursor::new(&bytes)).unwrap() {
            prop_assert!(chunk.end() <= bytes.len() as u64);
        }
    }
}
