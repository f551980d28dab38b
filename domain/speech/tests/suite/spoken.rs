//! Speech that nobody here wrote: espeak-ng reads sentences, sox makes the noise, and where the pauses are
//! is known because they were put there.

use std::io::Write;

use starling_speech::{Analyzer, Measures, Pauses, Span, WithheldReason, wav};

use crate::signal::{rate, rms};
use crate::tools::{floats, run};
use crate::truth::score;

/// espeak-ng's own rate.
const HERTZ: u32 = 22_050;
const SPEAKERS: [&str; 3] = ["en-us", "en-gb+f3", "en-gb-scotland"];
const BYSTANDERS: [&str; 8] = [
    "en-us",
    "en-gb",
    "en-us+f3",
    "en-gb+m3",
    "en-gb-scotland",
    "en-us+m7",
    "en-029",
    "en-gb-x-rp+f2",
];
/// Sentences without commas, so that the only pauses are those between them.
const SENTENCES: [&str; 12] = [
    "I led a team of nine engineers across two time zones",
    "Our payment system failed twice in the same month",
    "The customers were angry and my manager wanted a plan by Friday",
    "First I spoke with every person who had been on call",
    "It turned out that nobody owned the retry queue",
    "I asked two senior people to pair on a new design",
    "We agreed to ship a small change each day",
    "I told the product group what we would not build",
    "After six weeks the error rate went down by ninety percent",
    "The team kept the habit and taught it to others",
    "Looking back I would have raised the risk much earlier",
    "We saved about two hundred hours of work each quarter",
];
/// What is put between the sentences, in turn, in seconds: nothing so near to 250 ms that the exact edge
/// would decide whether it is a pause.
const PAUSES: [f64; 5] = [0.4, 0.6, 1.5, 0.5, 0.9];

struct Take {
    samples: Vec<f32>,
    voice: Vec<Span>,
}

/// All sentences with pauses between them, and a second of silence on either side.
fn take(speaker: &str) -> Take {
    let silence = |seconds| vec![0.0; rate(HERTZ).samples(seconds) as usize];
    let mut take = Take {
        samples: silence(1.0),
        voice: Vec::new(),
    };
    for (sentence, pause) in SENTENCES.iter().zip(PAUSES.iter().cycle()) {
        let start = take.samples.len() as u64;
        take.samples.extend(say(speaker, sentence));
        take.voice.push(Span {
            start,
            end: take.samples.len() as u64,
        });
        take.samples.extend(silence(*pause));
    }
    take.samples.extend(silence(1.0));
    take
}

/// One sentence without the silence around it.
fn say(speaker: &str, sentence: &str) -> Vec<f32> {
    let file = run(
        "espeak-ng",
        &["-v", speaker, "-s", "160", "--stdout", sentence],
    );
    let mut reader = wav::Reader::new(file.as_slice()).unwrap();
    assert_eq!(reader.spec().sample_rate, rate(HERTZ));
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while reader.read_block(&mut block).unwrap() > 0 {
        samples.extend_from_slice(&block);
    }
    let loudest = samples
        .iter()
        .fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    let sounds = |sample: &f32| sample.abs() > loudest * 0.01;
    let start = samples.iter().position(sounds).unwrap();
    let end = samples.iter().rposition(sounds).unwrap();
    samples[start..=end].to_vec()
}

/// Eight people who talk without pause, all equally loud.
fn babble(len: usize) -> Vec<f32> {
    let mut babble = vec![0.0; len];
    for (index, speaker) in BYSTANDERS.iter().enumerate() {
        let talk: Vec<f32> = SENTENCES
            .iter()
            .cycle()
            .skip(index)
            .take(4)
            .flat_map(|text| say(speaker, text))
            .collect();
        let loudness = rms(&talk) as f32;
        for (sum, sample) in babble.iter_mut().zip(talk.iter().cycle()) {
            *sum += sample / loudness;
        }
    }
    babble
}

fn sox_noise(kind: &str, len: usize) -> Vec<f32> {
    let (hertz, samples) = (HERTZ.to_string(), format!("{len}s"));
    let arguments = [
        "-R", "-r", &hertz, "-c", "1", "-n", "-t", "f32", "-", "synth", &samples, kind,
    ];
    floats(&run("sox", &arguments))
}

/// The take with a background that lies so many decibels below its speech.
fn over(take: &Take, background: &[f32], signal_to_noise_db: f64) -> Vec<f32> {
    let speech: Vec<f32> = take
        .voice
        .iter()
        .flat_map(|span| &take.samples[span.start as usize..span.end as usize])
        .copied()
        .collect();
    let amplitude = rms(&speech) / rms(background) * 10_f64.powf(-signal_to_noise_db / 20.0);
    let mixed = take.samples.iter().zip(background);
    mixed
        .map(|(sample, noise)| 0.5 * (sample + noise * amplitude as f32))
        .collect()
}

/// The same take at another rate.
fn at_rate(take: &Take, hertz: u32) -> Take {
    let mut file = tempfile::NamedTempFile::with_suffix(".f32").unwrap();
    let bytes: Vec<u8> = take
        .samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    file.write_all(&bytes).unwrap();
    let (from, to) = (HERTZ.to_string(), hertz.to_string());
    let path = file.path().to_str().unwrap();
    let arguments = [
        "-D", "-r", &from, "-c", "1", path, "-r", &to, "-t", "f32", "-",
    ];
    let position = |sample: u64| sample * u64::from(hertz) / u64::from(HERTZ);
    let scaled = |span: &Span| Span {
        start: position(span.start),
        end: position(span.end),
    };
    Take {
        samples: floats(&run("sox", &arguments)),
        voice: take.voice.iter().map(scaled).collect(),
    }
}

fn measured(hertz: u32, samples: &[f32]) -> Measures {
    let mut analyzer = Analyzer::new(rate(hertz));
    analyzer.push(samples);
    analyzer.finish()
}

/// What a measurement must reach at least.
struct Goal {
    recall: f64,
    precision: f64,
    talk_error: f64,
    /// Half of the pauses' edges are this near, in seconds.
    median_edge: f64,
    /// Nine of ten edges are this near, in seconds.
    most_edges: f64,
}

const CLEAN: Goal = Goal {
    recall: 1.0,
    precision: 1.0,
    talk_error: 0.02,
    median_edge: 0.04,
    most_edges: 0.08,
};
const NOISY: Goal = Goal {
    recall: 0.95,
    precision: 0.85,
    talk_error: 0.05,
    median_edge: 0.05,
    most_edges: 0.1,
};

#[track_caller]
fn check(name: &str, samples: &[f32], voice: &[Span], goal: &Goal) {
    check_at(HERTZ, name, samples, voice, goal);
}

#[track_caller]
fn check_at(hertz: u32, name: &str, samples: &[f32], voice: &[Span], goal: &Goal) {
    let score = score(&measured(hertz, samples), voice);
    let reached = score.recall >= goal.recall
        && score.precision >= goal.precision
        && score.talk_error.abs() <= goal.talk_error
        && score.edge(0.5) <= goal.median_edge
        && score.edge(0.9) <= goal.most_edges;
    assert!(reached, "{name}: {score:?}");
}

#[track_caller]
fn check_withheld(name: &str, samples: &[f32], reason: WithheldReason) {
    let measures = measured(HERTZ, samples);
    let signal_to_noise = measures.signal_to_noise_db;
    assert_eq!(
        measures.pauses,
        Pauses::Withheld { reason },
        "{name}: {signal_to_noise:?}"
    );
}

#[test]
fn the_pauses_of_read_speech_are_found() {
    for speaker in SPEAKERS {
        let take = take(speaker);
        check(
            &format!("{speaker}, clean"),
            &take.samples,
            &take.voice,
            &CLEAN,
        );
        let quiet: Vec<f32> = take.samples.iter().map(|sample| sample * 0.01).collect();
        check(
            &format!("{speaker}, 40 dB down"),
            &quiet,
            &take.voice,
            &CLEAN,
        );
        for kind in ["whitenoise", "pinknoise"] {
            let noise = sox_noise(kind, take.samples.len());
            let name = |level: u8| format!("{speaker}, {kind} {level} dB below");
            check(&name(30), &over(&take, &noise, 30.0), &take.voice, &CLEAN);
            check(&name(10), &over(&take, &noise, 10.0), &take.voice, &NOISY);
        }
    }
}

#[test]
fn the_pauses_are_the_same_at_every_rate() {
    let take = take(SPEAKERS[0]);
    for hertz in [8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 192_000] {
        let take = at_rate(&take, hertz);
        check_at(
            hertz,
            &format!("{hertz} Hz"),
            &take.samples,
            &take.voice,
            &CLEAN,
        );
    }
}

#[test]
fn pauses_are_withheld_where_noise_covers_them() {
    for speaker in SPEAKERS {
        let take = take(speaker);
        for kind in ["whitenoise", "pinknoise"] {
            let noise = sox_noise(kind, take.samples.len());
            let name = format!("{speaker}, {kind}");
            check_withheld(&name, &over(&take, &noise, 3.0), WithheldReason::Noise);
        }
    }
}

#[test]
fn pauses_are_withheld_where_others_talk() {
    for speaker in SPEAKERS {
        let take = take(speaker);
        let babble = babble(take.samples.len());
        let name = |level: u8| format!("{speaker}, babble {level} dB below");
        check_withheld(
            &name(10),
            &over(&take, &babble, 10.0),
            WithheldReason::BackgroundVoices,
        );
        check_withheld(&name(3), &over(&take, &babble, 3.0), WithheldReason::Noise);
        check(&name(30), &over(&take, &babble, 30.0), &take.voice, &CLEAN);
    }
}

#[test]
fn fluent_speech_is_not_withheld() {
    for speaker in SPEAKERS {
        let fluent: Vec<f32> = SENTENCES
            .iter()
            .flat_map(|sentence| say(speaker, sentence))
            .collect();
        assert!(
            matches!(measured(HERTZ, &fluent).pauses, Pauses::Measured(_)),
            "{speaker}"
        );
    }
}
