//! Signals for tests, written as what one hears: `voice 2s, silence 1.5s, noise -30dB 2s`.
//!
//! Parts follow each other at commas; tracks separated by `|` sound together. Where no level stands, voice
//! is -20 dBFS (root mean square), noise and offset are -40 dBFS.

use std::f32::consts::TAU;

use starling_speech::{SampleRate, Span};

/// Samples and where the voice is in them.
pub(crate) struct Signal {
    pub(crate) samples: Vec<f32>,
    pub(crate) voice: Vec<Span>,
}

pub(crate) fn rate(hertz: u32) -> SampleRate {
    SampleRate::new(hertz).unwrap()
}

/// Makes a signal at a rate in hertz.
pub(crate) fn signal(hertz: u32, notation: &str) -> Signal {
    let mut mixed = Signal {
        samples: Vec::new(),
        voice: Vec::new(),
    };
    for track in notation.split('|') {
        let track = sequence(rate(hertz), track);
        mixed.voice.extend(track.voice);
        let longer = mixed.samples.len().max(track.samples.len());
        mixed.samples.resize(longer, 0.0);
        for (mixed, sample) in mixed.samples.iter_mut().zip(track.samples) {
            *mixed += sample;
        }
    }
    mixed
}

fn sequence(rate: SampleRate, parts: &str) -> Signal {
    let mut signal = Signal {
        samples: Vec::new(),
        voice: Vec::new(),
    };
    for part in parts.split(',') {
        let words: Vec<&str> = part.split_whitespace().collect();
        let (kind, level, duration) = match words[..] {
            [kind, duration] => (kind, None, duration),
            [kind, level, duration] => (kind, Some(number(level, "dB")), duration),
            _ => panic!("not a part of a signal: {part}"),
        };
        let start = signal.samples.len();
        let len = rate.samples(number(duration, "s")) as usize;
        let (samples, usual_level) = match kind {
            "silence" => (vec![0.0; len], 0.0),
            "noise" => (noise(len, start as u64), -40.0),
            "offset" => (vec![1.0; len], -40.0),
            "voice" => (voice(rate, len), -20.0),
            _ => panic!("no such sound: {kind}"),
        };
        let amplitude = 10_f64.powf(level.unwrap_or(usual_level) / 20.0) / rms(&samples).max(1e-9);
        signal
            .samples
            .extend(samples.iter().map(|sample| sample * amplitude as f32));
        if kind == "voice" {
            signal.voice.push(Span {
                start: start as u64,
                end: (start + len) as u64,
            });
        }
    }
    signal
}

fn number(word: &str, unit: &str) -> f64 {
    word.strip_suffix(unit)
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("{word}"))
}

pub(crate) fn rms(samples: &[f32]) -> f64 {
    let sum: f64 = samples
        .iter()
        .map(|&sample| f64::from(sample).powi(2))
        .sum();
    (sum / samples.len().max(1) as f64).sqrt()
}

/// White noise, the same for the same seed (SplitMix64).
fn noise(len: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 40) as f32 / 8_388_608.0 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

/// A pulse train of wavering pitch through formants that glide from vowel to vowel, four syllables a
/// second: near enough to speech for the detector.
fn voice(rate: SampleRate, len: usize) -> Vec<f32> {
    const VOWELS: [[f32; 3]; 4] = [
        [530.0, 1_840.0, 2_480.0],
        [730.0, 1_090.0, 2_440.0],
        [270.0, 2_290.0, 3_010.0],
        [570.0, 840.0, 2_410.0],
    ];
    let hertz = rate.hertz() as f32;
    let radius = (-TAU / 2.0 * 90.0 / hertz).exp();
    let mut phase = 0.0;
    let mut formants = [[0.0_f32; 2]; 3];
    let mut samples = Vec::with_capacity(len);
    for index in 0..len {
        let seconds = index as f32 / hertz;
        let syllable = seconds * 4.0;
        let (vowel, next) = (
            VOWELS[syllable as usize % 4],
            VOWELS[(syllable as usize + 1) % 4],
        );
        phase += (120.0 + 15.0 * (TAU * 0.7 * seconds).sin()) / hertz;
        let mut sample = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase %= 1.0;
        for (formant, (vowel, next)) in formants.iter_mut().zip(vowel.into_iter().zip(next)) {
            let centre = vowel + (next - vowel) * syllable.fract();
            let resonance = 2.0 * radius * (TAU * centre / hertz).cos();
            sample += resonance * formant[0] - radius * radius * formant[1];
            *formant = [sample, formant[0]];
        }
        samples.push(sample * (0.3 + 0.7 * (TAU / 2.0 * syllable.fract()).sin()));
    }
    samples
}
