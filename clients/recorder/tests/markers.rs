//! Markers as other programs write and read them.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, io::Cursor, path::Path, process::Command};

use proptest::prelude::*;
use starling_recorder::{
    Marker, markers,
    repair::{Repair, repair_folder},
};
use tempfile::TempDir;

fn marker(sample: u64, label: &str) -> Marker {
    Marker {
        sample,
        label: label.to_owned(),
    }
}

fn chunk(id: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut chunk = id.to_vec();
    chunk.extend((content.len() as u32).to_le_bytes());
    chunk.extend(content);
    chunk.resize(chunk.len() + content.len() % 2, 0);
    chunk
}

/// A WAV of ten samples with these chunks behind them.
fn wav(chunks: &[Vec<u8>]) -> Vec<u8> {
    let format = [
        1_u32.to_le_bytes().as_slice().split_at(2).0,
        &[1, 0],
        &48_000_u32.to_le_bytes(),
        &96_000_u32.to_le_bytes(),
        &[2, 0, 16, 0],
    ]
    .concat();
    let mut content = b"WAVE".to_vec();
    content.extend(chunk(b"fmt ", &format));
    content.extend(chunk(b"data", &[7; 20]));
    content.extend(chunks.concat());
    chunk(b"RIFF", &content)
}

fn cues(points: &[(u32, u32)]) -> Vec<u8> {
    let mut content = (points.len() as u32).to_le_bytes().to_vec();
    for &(id, sample) in points {
        content.extend([id, 0].map(u32::to_le_bytes).concat());
        content.extend(b"data");
        content.extend([0, 0, sample].map(u32::to_le_bytes).concat());
    }
    chunk(b"cue ", &content)
}

fn labels(texts: &[(u32, &[u8])]) -> Vec<u8> {
    let mut content = b"adtl".to_vec();
    for (id, text) in texts {
        content.extend(chunk(b"labl", &[&id.to_le_bytes(), *text].concat()));
    }
    chunk(b"LIST", &content)
}

#[track_caller]
fn check(wav: Vec<u8>, expected: &[Marker]) {
    assert_eq!(markers::read(&mut Cursor::new(wav)).unwrap(), expected);
}

#[test]
fn markers_of_other_programs_are_read() {
    check(wav(&[]), &[]);
    // Out of order, and one without a label.
    check(
        wav(&[
            cues(&[(9, 8), (1, 2), (5, 4)]),
            labels(&[(1, b"one\0"), (9, b"last\0")]),
        ]),
        &[marker(2, "one"), marker(4, ""), marker(8, "last")],
    );
    // Labels first, another list, a region beside the label, no closing zero, Latin-1.
    let region = [
        &3_u32.to_le_bytes()[..],
        &100_u32.to_le_bytes(),
        b"rgn ",
        &[0; 8],
    ]
    .concat();
    let mut content = b"adtl".to_vec();
    content.extend(chunk(b"ltxt", &region));
    content.extend(chunk(
        b"labl",
        &[&3_u32.to_le_bytes()[..], b"T\xe2che"].concat(),
    ));
    check(
        wav(&[
            chunk(b"LIST", b"INFOISFT\x04\0\0\0Lavf"),
            chunk(b"LIST", &content),
            cues(&[(3, 6)]),
        ]),
        &[marker(6, "T\u{fffd}che")],
    );
}

#[test]
fn hostile_sizes_are_bounded() {
    let mut claims_too_many = cues(&[(1, 1)]);
    claims_too_many[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    check(wav(&[claims_too_many]), &[marker(1, "")]);

    let points: Vec<_> = (0..5_000).map(|id| (id, 5_000 - id)).collect();
    let read = markers::read(&mut Cursor::new(wav(&[cues(&points)]))).unwrap();
    assert_eq!(read.len(), 1_000);

    let long = "é".repeat(100_000);
    let read = markers::read(&mut Cursor::new(wav(&[
        cues(&[(1, 1)]),
        labels(&[(1, long.as_bytes())]),
    ])));
    assert_eq!(read.unwrap(), [marker(1, &"é".repeat(512))]);
    check(
        b"RIFF\xff\xff\xff\xffWAVEcue \xff\xff\xff\xff".to_vec(),
        &[],
    );
    check(b"not a WAV".to_vec(), &[]);
}

proptest! {
    #[test]
    fn no_bytes_panic(tail in prop::collection::vec(any::<u8>(), 0..300)) {
        let cues = chunk(b"cue ", &tail);
        let list = chunk(b"LIST", &[b"adtl", tail.as_slice()].concat());
        let mut bytes = wav(&[list, cues]);
        bytes.extend(tail);
        prop_assert!(markers::read(&mut Cursor::new(bytes)).is_ok());
    }
}

#[test]
fn other_programs_read_ours() {
    let folder = TempDir::new().unwrap();
    let take = folder.path().join("take.wav");
    let samples: Vec<i16> = (0..48_001)
        .map(|n| (n * 7_919 % 65_536 - 32_768) as i16)
        .collect();
    write(&folder.path().join("take.wav.part"), &samples);
    let markers = [
        marker(24_000, "Task"),
        marker(0, "Situation"),
        marker(36_000, "Tâche \u{1f426}"),
        marker(48_001, ""),
    ];
    let repairs = repair_folder(folder.path(), |path| {
        assert_eq!(path, take);
        markers.to_vec()
    });
    assert!(matches!(
        repairs.unwrap().as_slice(),
        [Repair::Repaired { .. }]
    ));

    let mut expected = markers.to_vec();
    expected.sort_by_key(|marker| marker.sample);
    let read = markers::read(&mut fs::File::open(&take).unwrap());
    assert_eq!(read.unwrap(), expected);

    let hound: Vec<i16> = hound::WavReader::open(&take)
        .unwrap()
        .into_samples()
        .map(Result::unwrap)
        .collect();
    assert_eq!(hound, samples);
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    assert!(run(Command::new("sox").arg(&take).args(["-t", "raw", "-"])) == bytes);
    let ffmpeg = ["-v", "error", "-f", "s16le", "-"];
    assert!(run(Command::new("ffmpeg").arg("-i").arg(&take).args(ffmpeg)) == bytes);

    let chapters = run(Command::new("ffprobe")
        .args(["-v", "error", "-show_chapters", "-of", "csv=p=0"])
        .args(["-show_entries", "chapter=start:chapter_tags=title"])
        .arg(&take));
    assert_eq!(
        String::from_utf8(chapters).unwrap(),
        "24000,Task\n0,Situation\n36000,Tâche \u{1f426}\n48001,\n"
    );
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("sox and ffmpeg run");
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn write(path: &Path, samples: &[i16]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for &sample in samples {
        wav.write_sample(sample).unwrap();
    }
    wav.finalize().unwrap();
}
