//! What a killed recorder leaves, in every state it can be in.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    fs::{self, File},
    path::Path,
};

use starling_recorder::{
    CaptureError, Marker, Recording, device,
    repair::{Repair, repair_folder},
};
use tempfile::TempDir;

const HEADER_SIZE: usize = 44;

/// A take of these samples as the recorder has it on disk, its header last up to date at `flushed`.
fn part(samples: &[i16], flushed: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::new(std::io::Cursor::new(&mut bytes), spec).unwrap();
    for &sample in &samples[..flushed] {
        wav.write_sample(sample).unwrap();
    }
    wav.finalize().unwrap();
    bytes.extend(
        samples[flushed..]
            .iter()
            .flat_map(|sample| sample.to_le_bytes()),
    );
    bytes
}

/// Repairs these bytes with one marker and gives the samples that are read then.
#[track_caller]
fn check(bytes: &[u8], expected: &[i16]) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("take.wav.part"), bytes).unwrap();
    let marker = Marker {
        sample: 1,
        label: "Task".to_owned(),
    };
    let repairs = repair_folder(folder.path(), |_| vec![marker.clone()]).unwrap();
    let [
        Repair::Repaired {
            path, sample_count, ..
        },
    ] = repairs.as_slice()
    else {
        panic!("{repairs:?}");
    };
    assert_eq!(path, &folder.path().join("take.wav"));
    assert_eq!(*sample_count, expected.len() as u64);
    assert_eq!(samples(path), expected);
    let mut wav = File::open(path).unwrap();
    assert_eq!(
        starling_recorder::markers::read(&mut wav).unwrap(),
        [marker]
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

fn samples(path: &Path) -> Vec<i16> {
    let reader = hound::WavReader::open(path).unwrap();
    reader.into_samples().map(Result::unwrap).collect()
}

#[test]
fn audio_behind_the_last_checkpoint_is_kept() {
    let audio: Vec<i16> = (1..=1_000).collect();
    for flushed in [0, 500, 1_000] {
        check(&part(&audio, flushed), &audio);
    }
}

#[test]
fn half_a_sample_is_cut_off() {
    let mut bytes = part(&[1, 2, 3], 1);
    bytes.push(9);
    check(&bytes, &[1, 2, 3]);
}

#[test]
fn only_one_of_two_sizes_was_written() {
    let audio: Vec<i16> = (-500..500).collect();
    let mut bytes = part(&audio, 900);
    bytes[HEADER_SIZE - 4..HEADER_SIZE].copy_from_slice(&800_u32.to_le_bytes());
    check(&bytes, &audio);
}

/// Killed while it was closing: the markers in the file must not become audio.
#[test]
fn markers_already_written_are_not_audio() {
    let audio: Vec<i16> = (1..=1_000).collect();
    let folder = TempDir::new().unwrap();
    let (part_path, wav) = (
        folder.path().join("a.wav.part"),
        folder.path().join("a.wav"),
    );
    fs::write(&part_path, part(&audio, 1_000)).unwrap();
    let labels = ["Situation", "Task", "Action"].map(|label| Marker {
        sample: 10,
        label: label.to_owned(),
    });
    repair_folder(folder.path(), |_| labels.to_vec()).unwrap();
    let marked = fs::read(&wav).unwrap();
    check(&marked, &audio);
    // The size of the whole was written, the markers were not, or in part.
    check(&marked[..HEADER_SIZE + 2_000], &audio);
    check(&marked[..marked.len() - 30], &audio);
}

#[test]
fn finished_takes_are_left_alone() {
    let folder = TempDir::new().unwrap();
    for (name, size) in [
        ("take.wav", 0),
        ("marked.wav", 7),
        ("notes.part", 0),
        ("a.wav.part.json", 3),
    ] {
        fs::write(folder.path().join(name), part(&[1; 10], size)).unwrap();
    }
    let before = contents(folder.path());
    assert!(
        repair_folder(folder.path(), |_| unreachable!())
            .unwrap()
            .is_empty()
    );
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_take_without_audio_is_removed() {
    for bytes in [
        &[],
        &part(&[], 0)[..20],
        &part(&[], 0),
        &[part(&[], 0), vec![1]].concat(),
    ] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("take.wav.part"), bytes).unwrap();
        let repairs = repair_folder(folder.path(), |_| Vec::new()).unwrap();
        assert!(
            matches!(repairs.as_slice(), [Repair::Empty { .. }]),
            "{repairs:?}"
        );
        assert!(contents(folder.path()).is_empty());
    }
}

#[test]
fn what_is_not_understood_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a.wav.part", &[b'x'; 100]);
    write("b.wav.part", &part(&[1, 2, 3], 3));
    write("b.wav", b"another take of that name");
    write("c.wav.part", &part(&[4, 5, 6], 2));
    let repairs = repair_folder(folder.path(), |_| Vec::new()).unwrap();
    let [
        Repair::Failed { path: a, .. },
        Repair::Failed { path: b, .. },
        Repair::Repaired { path: c, .. },
    ] = repairs.as_slice()
    else {
        panic!("{repairs:?}");
    };
    assert_eq!(fs::read(a).unwrap(), [b'x'; 100]);
    assert_eq!(
        fs::read(folder.path().join("b.wav")).unwrap(),
        b"another take of that name"
    );
    assert_eq!(samples(b), [1, 2, 3]);
    assert_eq!(samples(c), [4, 5, 6]);
}

#[test]
fn a_take_being_written_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("take.wav.part");
    fs::write(&path, part(&[1, 2, 3], 1)).unwrap();
    let recorder = File::open(&path).unwrap();
    recorder.lock().unwrap();
    let before = contents(folder.path());
    assert!(
        repair_folder(folder.path(), |_| unreachable!())
            .unwrap()
            .is_empty()
    );
    assert_eq!(contents(folder.path()), before);
    drop(recorder);
    assert_eq!(
        repair_folder(folder.path(), |_| Vec::new()).unwrap().len(),
        1
    );
}

#[test]
fn a_file_that_cannot_be_created_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let finished = folder.path().join("finished.wav");
    fs::write(&finished, "a take").unwrap();
    let unfinished = folder.path().join("unfinished.wav");
    fs::write(folder.path().join("unfinished.wav.part"), "a take").unwrap();
    for path in [
        &folder.path().join("take.flac"),
        &folder.path().join("none/take.wav"),
        &file.join("take.wav"),
        &finished,
        &unfinished,
    ] {
        let error = Recording::start(&device::find(None).unwrap(), path)
            .err()
            .unwrap();
        assert!(matches!(&error, CaptureError::File { .. }), "{error}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
    assert_eq!(fs::read(&finished).unwrap(), b"a take");
}

fn contents(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let mut contents: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_owned(),
                fs::read(path).unwrap(),
            )
        })
        .collect();
    contents.sort();
    contents
}
