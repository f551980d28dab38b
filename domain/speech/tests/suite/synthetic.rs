//! Signals made here, whose every edge is known.

use starling_speech::{Analyzer, Dbfs, Measures, Pauses, Span};

use crate::signal::{rate, signal};

fn measured(hertz: u32, samples: &[f32]) -> Measures {
    let mut analyzer = Analyzer::new(rate(hertz));
    analyzer.push(samples);
    analyzer.finish()
}

/// Speech lies where the voice is, give or take 100 ms.
#[track_caller]
fn check_speech(hertz: u32, notation: &str, voice: &[(f64, f64)]) -> Measures {
    let measures = measured(hertz, &signal(hertz, notation).samples);
    let seconds = |sample| rate(hertz).seconds(sample);
    let speech: Vec<(f64, f64)> = measures
        .speech
        .iter()
        .map(|span| (seconds(span.start), seconds(span.end)))
        .collect();
    let near = |a: f64, b: f64| (a - b).abs() < 0.1;
    let all_near = speech.len() == voice.len()
        && speech
            .iter()
            .zip(voice)
            .all(|(is, should)| near(is.0, should.0) && near(is.1, should.1));
    assert!(all_near, "{notation} at {hertz} Hz: {speech:?}");
    measures
}

#[test]
fn speech_and_pauses_are_found_at_every_rate() {
    let notation = "silence 1s, voice 2s, silence 1.5s, voice 1s, silence 0.5s, voice 3s, silence 1s \
                    | noise -50dB 10s";
    for hertz in [
        8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000,
    ] {
        let measures = check_speech(hertz, notation, &[(1.0, 3.0), (4.5, 5.5), (6.0, 9.0)]);
        let gap = |before: usize| Span {
            start: measures.speech[before].end,
            end: measures.speech[before + 1].start,
        };
        assert_eq!(
            measures.pauses,
            Pauses::Measured(vec![gap(0), gap(1)]),
            "{hertz} Hz"
        );
        assert_eq!(measures.sample_count, u64::from(hertz) * 10);
    }
}

#[test]
fn a_rate_without_a_common_divisor_works_too() {
    check_speech(
        47_999,
        "silence 1s, voice 2s, silence 1s | noise -50dB 4s",
        &[(1.0, 3.0)],
    );
}

#[test]
fn speech_may_last_to_the_last_sample() {
    let measures = check_speech(
        48_000,
        "silence 1s, voice 2.005s | noise -50dB 3.005s",
        &[(1.0, 3.005)],
    );
    assert_eq!(measures.speech[0].end, measures.sample_count);
}

#[test]
fn short_gaps_belong_to_speech_and_short_bursts_do_not() {
    let gap = "silence 1s, voice 1s, silence 0.08s, voice 1s, silence 1s | noise -50dB 4.08s";
    check_speech(48_000, gap, &[(1.0, 3.08)]);
    let short_of_a_pause =
        "silence 1s, voice 1s, silence 0.2s, voice 1s, silence 1s | noise -50dB 4.2s";
    let measures = check_speech(48_000, short_of_a_pause, &[(1.0, 2.0), (2.2, 3.2)]);
    assert_eq!(measures.pauses, Pauses::Measured(Vec::new()));
    check_speech(
        48_000,
        "silence 1s, noise -6dB 0.03s, silence 1s | noise -50dB 2.03s",
        &[],
    );
}

#[test]
fn speech_is_found_however_quiet_or_loud() {
    for level in [-45, -40, -30, -20, -12] {
        let noise = level - 35;
        let notation = format!(
            "silence 1s, voice {level}dB 2s, silence 1s, voice {level}dB 2s | noise {noise}dB 6s"
        );
        let measures = check_speech(48_000, &notation, &[(1.0, 3.0), (4.0, 6.0)]);
        assert!(
            matches!(measures.pauses, Pauses::Measured(pauses) if pauses.len() == 1),
            "{notation}"
        );
    }
}

#[test]
fn an_offset_is_no_background() {
    let notation = "silence 1s, voice 2s, silence 1s | noise -50dB 4s | offset -30dB 4s";
    let measures = check_speech(16_000, notation, &[(1.0, 3.0)]);
    assert!(
        (measures.noise_floor.decibels() + 50.0).abs() < 1.0,
        "{:?}",
        measures.noise_floor
    );
    assert!(measures.signal_to_noise_db.unwrap() > 25.0);
}

#[test]
fn without_a_voice_there_is_no_speech() {
    for hertz in [8_000, 48_000] {
        for level in [-60, -40, -30, -20, -10] {
            let measures = check_speech(hertz, &format!("noise {level}dB 10s"), &[]);
            assert_eq!(measures.signal_to_noise_db, None);
            assert_eq!(measures.pauses, Pauses::Measured(Vec::new()));
            assert_eq!(measures.first_speech(), None);
        }
    }
    let silence = check_speech(48_000, "silence 10s", &[]);
    assert_eq!(
        (silence.noise_floor, silence.level.rms),
        (Dbfs::SILENCE, Dbfs::SILENCE)
    );
}

#[test]
fn a_take_may_be_empty_or_a_single_sample() {
    for samples in [&[][..], &[0.5]] {
        let measures = measured(48_000, samples);
        assert_eq!(measures.sample_count, samples.len() as u64);
        assert_eq!(
            (measures.speech, measures.peaks.buckets.len()),
            (Vec::new(), samples.len())
        );
    }
}

#[test]
fn speech_is_counted_within_a_span() {
    let measures = check_speech(
        48_000,
        "silence 1s, voice 2s, silence 1s | noise -50dB 4s",
        &[(1.0, 3.0)],
    );
    let speech = measures.speech[0];
    assert_eq!(measures.first_speech(), Some(speech.start));
    assert_eq!(measures.speech_samples(), speech.len());
    assert_eq!(
        measures.speech_in(Span {
            start: 0,
            end: 96_000
        }),
        96_000 - speech.start
    );
    assert_eq!(
        measures.speech_in(Span {
            start: 0,
            end: 24_000
        }),
        0
    );
}

#[test]
fn what_is_no_sample_is_bounded() {
    let measures = measured(48_000, &[f32::NAN, 0.5, f32::INFINITY, -3.0]);
    let peak = measures.peaks.buckets[0];
    assert_eq!((peak.min, peak.max), (-1.0, 1.0));
    assert_eq!(measures.level.clipped_sample_count, 2);
    assert_eq!(measures.level.rms, Dbfs::from_amplitude(0.75));
}
