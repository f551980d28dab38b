//! WAV files as sox and ffmpeg write them, read the way they read them.

use std::fs;
use std::path::Path;

use starling_speech::wav::{Encoding, Reader, WavError};
use starling_speech::{measure, riff};
use tempfile::TempDir;

use crate::tools::{floats, run};

/// All samples of a file, and whether it is cut short.
fn read(bytes: &[u8]) -> Result<(Vec<f32>, bool), WavError> {
    let mut reader = Reader::new(bytes)?;
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while reader.read_block(&mut block)? > 0 {
        samples.extend_from_slice(&block);
    }
    Ok((samples, reader.is_truncated()))
}

/// What sox hears in a file: the channels averaged.
fn sox_reads(path: &str, channels: usize) -> Vec<f32> {
    let interleaved = floats(&run("sox", &["-D", path, "-t", "f32", "-"]));
    interleaved
        .chunks_exact(channels)
        .map(|frame| frame.iter().sum::<f32>() / channels as f32)
        .collect()
}

#[track_caller]
fn assert_close(ours: &[f32], theirs: &[f32], name: &str) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    let farthest = ours
        .iter()
        .zip(theirs)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(farthest < 1e-6, "{name}: off by {farthest}");
}

fn path_in(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_str().unwrap().to_owned()
}

/// One sine per channel, so that no two are alike.
fn sox_writes(path: &str, options: &[&str], channels: usize) {
    let sines = ["sine", "440", "sine", "587", "sine", "311", "sine", "950"];
    let sound = [
        &["synth", "0.3"],
        &sines[..channels.min(4) * 2],
        &["vol", "0.7"],
    ]
    .concat();
    run("sox", &[&["-D", "-n"], options, &[path], &sound].concat());
}

#[test]
fn files_of_sox_are_read_as_sox_reads_them() {
    let dir = TempDir::new().unwrap();
    let cases: [(&[&str], Encoding); 6] = [
        (&["-b", "8"], Encoding::U8),
        (&["-b", "16"], Encoding::I16),
        (&["-b", "24"], Encoding::I24),
        (&["-b", "32"], Encoding::I32),
        (&["-b", "32", "-e", "floating-point"], Encoding::F32),
        // Without the extensible format.
        (&["-b", "24", "-t", "wavpcm"], Encoding::I24),
    ];
    for (options, encoding) in cases {
        for (rate, channels) in [
            ("8000", "1"),
            ("44100", "2"),
            ("48000", "1"),
            ("192000", "4"),
        ] {
            let name = format!("{options:?} {rate} Hz, {channels} channels");
            let path = path_in(&dir, "sox.wav");
            let count: usize = channels.parse().unwrap();
            sox_writes(
                &path,
                &[options, &["-r", rate, "-c", channels]].concat(),
                count,
            );

            let bytes = fs::read(&path).unwrap();
            let spec = Reader::new(bytes.as_slice()).unwrap().spec();
            assert_eq!(
                (spec.encoding, usize::from(spec.channels)),
                (encoding, count),
                "{name}"
            );
            assert_eq!(spec.sample_rate.hertz().to_string(), rate, "{name}");
            let (samples, truncated) = read(&bytes).unwrap();
            assert!(!truncated, "{name}");
            let sample_count = String::from_utf8(run("sox", &["--i", "-s", &path])).unwrap();
            assert_eq!(samples.len().to_string(), sample_count.trim(), "{name}");
            assert_close(&samples, &sox_reads(&path, count), &name);
        }
    }
}

fn ffmpeg_writes(path: &str, options: &[&str]) -> Vec<u8> {
    let source = [
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:duration=0.3:sample_rate=48000",
    ];
    run("ffmpeg", &[&source[..], options, &["-y", path]].concat())
}

#[test]
fn files_of_ffmpeg_are_read_as_sox_reads_them() {
    let dir = TempDir::new().unwrap();
    for codec in ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"] {
        for channels in ["1", "6"] {
            let name = format!("{codec}, {channels} channels");
            let path = path_in(&dir, "ffmpeg.wav");
            ffmpeg_writes(&path, &["-c:a", codec, "-ac", channels]);
            let (samples, truncated) = read(&fs::read(&path).unwrap()).unwrap();
            assert!(!truncated, "{name}");
            let probe = [
                "-v",
                "error",
                "-show_entries",
                "stream=duration_ts",
                "-of",
                "csv=p=0",
                &path,
            ];
            let sample_count = String::from_utf8(run("ffprobe", &probe)).unwrap();
            assert_eq!(samples.len().to_string(), sample_count.trim(), "{name}");
            assert_close(
                &samples,
                &sox_reads(&path, channels.parse().unwrap()),
                &name,
            );
        }
    }
}

#[test]
fn what_is_not_plain_audio_is_refused() {
    let dir = TempDir::new().unwrap();
    let path = path_in(&dir, "other.wav");
    let refusal = |options: &[&str]| {
        ffmpeg_writes(&path, options);
        read(&fs::read(&path).unwrap()).unwrap_err()
    };
    for (codec, tag) in [
        ("pcm_alaw", 6),
        ("pcm_mulaw", 7),
        ("adpcm_ms", 2),
        ("adpcm_ima_wav", 0x11),
    ] {
        let error = refusal(&["-c:a", codec]);
        assert!(
            matches!(error, WavError::UnsupportedCodec(found) if found == tag),
            "{codec}: {error}"
        );
    }
    assert!(matches!(
        refusal(&["-c:a", "libmp3lame"]),
        WavError::UnsupportedCodec(0x55)
    ));
    assert!(matches!(
        refusal(&["-c:a", "pcm_f64le"]),
        WavError::UnsupportedBits(64)
    ));
    assert!(matches!(
        refusal(&["-ac", "16"]),
        WavError::TooManyChannels(16)
    ));
    assert!(matches!(refusal(&["-ar", "4000"]), WavError::SampleRate(_)));
    for format in ["flac", "ogg", "mp3", "aiff", "w64"] {
        assert!(
            matches!(refusal(&["-f", format]), WavError::NotWav),
            "{format}"
        );
    }
    assert!(matches!(refusal(&["-rf64", "always"]), WavError::NotWav));
}

#[test]
fn streams_without_a_size_are_read_to_their_end() {
    let dir = TempDir::new().unwrap();
    let path = path_in(&dir, "whole.wav");
    sox_writes(&path, &["-r", "48000", "-c", "1", "-b", "16"], 1);
    let (whole, _) = read(&fs::read(&path).unwrap()).unwrap();
    let streams = [
        run("sox", &["-D", &path, "-t", "wav", "-"]),
        run(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-i",
                &path,
                "-c:a",
                "pcm_s16le",
                "-f",
                "wav",
                "-",
            ],
        ),
    ];
    for stream in streams {
        let (samples, truncated) = read(&stream).unwrap();
        assert_close(&samples, &whole, "stream");
        assert!(!truncated);
    }
}

#[test]
fn a_file_cut_short_keeps_its_whole_frames() {
    let dir = TempDir::new().unwrap();
    let (whole_path, cut_path) = (path_in(&dir, "whole.wav"), path_in(&dir, "cut.wav"));
    sox_writes(&whole_path, &["-r", "48000", "-c", "2", "-b", "24"], 2);
    let whole = fs::read(&whole_path).unwrap();
    let data = riff::chunks(&mut fs::File::open(&whole_path).unwrap()).unwrap();
    let start = data
        .iter()
        .find(|chunk| chunk.id == *b"data")
        .unwrap()
        .offset as usize;
    for cut in [start, start + 1, start + 6, start + 5_000, whole.len() - 1] {
        fs::write(&cut_path, &whole[..cut]).unwrap();
        let mut reader = Reader::new(&whole[..cut]).unwrap();
        let measures = measure(&mut reader).unwrap();
        assert!(reader.is_truncated(), "{cut}");
        assert_eq!(measures.sample_count, (cut - start) as u64 / 6, "{cut}");
        let (samples, _) = read(&whole[..cut]).unwrap();
        assert_close(&samples, &sox_reads(&cut_path, 2), "cut");
    }
    for cut in 1..start {
        assert!(
            matches!(
                read(&whole[..cut]),
                Err(WavError::TruncatedHeader | WavError::NotWav)
            ),
            "{cut}"
        );
    }
}

#[test]
fn chunks_around_the_audio_are_found_and_are_not_audio() {
    let dir = TempDir::new().unwrap();
    let path = path_in(&dir, "tagged.wav");
    // A title of odd length before the audio.
    ffmpeg_writes(&path, &["-metadata", "title=odd"]);
    let mut file = fs::File::open(Path::new(&path)).unwrap();
    let chunks = riff::chunks(&mut file).unwrap();
    let ids: Vec<&[u8; 4]> = chunks.iter().map(|chunk| &chunk.id).collect();
    assert_eq!(ids, [b"fmt ", b"LIST", b"data"]);
    let tags = riff::chunks_between(&mut file, chunks[1].offset + 4, chunks[1].end()).unwrap();
    assert_eq!(&tags[0].id, b"INAM");
    let title = fs::read(&path).unwrap()[tags[0].offset as usize..tags[0].end() as usize].to_vec();
    assert_eq!(title, b"odd\0");
    let (samples, _) = read(&fs::read(&path).unwrap()).unwrap();
    assert_close(&samples, &sox_reads(&path, 1), "tagged");
}
