//! The recorder against the virtual microphone: what was said is in the file, whatever happens.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use starling_recorder::{
    Ending, Marker, Recording, device,
    repair::{Repair, repair_folder},
};
use starling_tests::microphone::{SAMPLE_RATE, VirtualMicrophone, noise};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);

/// A microphone, and a folder for takes.
struct Stage {
    microphone: VirtualMicrophone,
    folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        Self {
            microphone: VirtualMicrophone::start().expect("pulseaudio and pactl run"),
            folder: TempDir::new().unwrap(),
        }
    }

    fn take(&self) -> PathBuf {
        self.folder.path().join("take.wav")
    }

    /// Starts to record in this process.
    fn record(&self) -> Recording {
        let device = device::find(Some(&self.microphone.alsa_device())).unwrap();
        let recording = Recording::start(&device, &self.take()).unwrap();
        assert!(recording.wait_until_started(PATIENCE));
        recording
    }

    /// Starts to record in a process of its own.
    fn spawn(&self, seconds: &str) -> (Child, BufReader<ChildStdout>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_record"))
            .args([seconds, "take.wav"])
            .envs(self.microphone.env())
            .current_dir(&self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert_eq!(line, "started\n");
        (child, lines)
    }
}

#[test]
fn a_take_is_bit_exact() {
    let stage = Stage::new();
    let (mut child, mut lines) = stage.spawn("5");
    let said: Vec<i16> = noise().take(3 * SAMPLE_RATE as usize).collect();
    stage.microphone.feed(said.clone());
    assert!(child.wait().unwrap().success());

    let mut summary = String::new();
    lines.read_line(&mut summary).unwrap();
    assert!(summary.starts_with("stopped"), "{summary}");
    assert!(summary.contains(" 0 lost"), "{summary}");
    let heard = samples(&stage.take());
    let start = heard.iter().position(|&sample| sample == said[0]).unwrap();
    assert_eq!(heard[start..start + said.len()], said);
    assert!(
        heard[..start]
            .iter()
            .chain(&heard[start + said.len()..])
            .all(|&sample| sample == 0)
    );
}

#[test]
fn a_mark_is_within_50_ms_of_the_sample_said_at_that_moment() {
    let stage = Stage::new();
    let recording = stage.record();
    let said_from = stage
        .microphone
        .feed(noise().take(6 * SAMPLE_RATE as usize));
    let marks: Vec<_> = irregular_times()
        .map(|time| {
            wait_until(|| stage.microphone.fed_sample_count() >= said_from + time);
            let before = stage.microphone.fed_sample_count();
            let mark = recording.position();
            (before, mark, stage.microphone.fed_sample_count())
        })
        .collect();
    let finished = recording.finish(&[]);
    assert_eq!(finished.ended, Ending::Stopped);

    let first = noise().next().unwrap();
    let heard = samples(&finished.path);
    let heard_from = heard.iter().position(|&sample| sample == first).unwrap() as u64;
    let tolerance = u64::from(SAMPLE_RATE) / 20;
    let is_exact = |&&(before, mark, after): &&(u64, u64, u64)| {
        let said_at_mark = mark + said_from - heard_from;
        (before - tolerance..=after + tolerance).contains(&said_at_mark)
    };
    // On a busy machine the microphone itself may be late for a moment.
    let exact = marks.iter().filter(is_exact).count();
    assert!(
        exact * 10 >= marks.len() * 9,
        "{exact} of {}: {marks:?}",
        marks.len()
    );
    assert!(marks.is_sorted_by_key(|&(_, mark, _)| mark));
}

#[test]
fn a_killed_sound_server_ends_the_take_and_keeps_it() {
    let mut stage = Stage::new();
    let (child, _lines) = stage.spawn("60");
    stage.microphone.feed(noise().take(SAMPLE_RATE as usize));
    wait_until(|| stage.microphone.is_silent());
    stage.microphone.kill();

    let output = child.wait_with_output().unwrap();
    assert_eq!(
        text(&output.stderr),
        "",
        "alsa-lib must not write on the screen"
    );
    let heard = samples(&stage.take());
    assert!(
        heard.len() >= SAMPLE_RATE as usize * 9 / 10,
        "{}",
        heard.len()
    );
}

#[test]
fn endings_say_what_happened() {
    #[track_caller]
    fn check(incident: impl FnOnce(&mut Stage), expected: &str) {
        let mut stage = Stage::new();
        let recording = stage.record();
        stage
            .microphone
            .feed(noise().take(SAMPLE_RATE as usize / 2));
        wait_until(|| stage.microphone.is_silent());
        incident(&mut stage);
        assert!(recording.wait_until_ended(PATIENCE).is_some());
        let finished = recording.finish(&[]);
        assert_eq!(finished.ended.as_str(), expected, "{:?}", finished.ended);
        let count = samples(&finished.path).len() as u64;
        assert_eq!(count, finished.sample_count);
        assert!(count >= u64::from(SAMPLE_RATE) * 4 / 10, "{count}");
    }
    check(|stage| stage.microphone.kill(), "device_lost");
    check(
        |stage| {
            stage.microphone.unload_speaker().unwrap();
            stage.microphone.unload_source().unwrap();
        },
        "device_lost",
    );
    check(|stage| stage.microphone.stall(), "stalled");
}

/// alsa does not say that PulseAudio has moved the recording to the loudspeaker's monitor.
#[test]
fn a_silent_reroute_shows_as_digital_silence() {
    let stage = Stage::new();
    let recording = stage.record();
    stage
        .microphone
        .feed(noise().take(60 * SAMPLE_RATE as usize));
    wait_until(|| recording.level().peak.decibels() > -6.0);
    assert!(recording.digital_silence() < Duration::from_secs(1));
    stage.microphone.unload_source().unwrap();
    wait_until(|| recording.digital_silence() > Duration::from_secs(1));
    assert_eq!(recording.finish(&[]).ended, Ending::Stopped);
}

#[test]
fn a_killed_recorder_loses_at_most_a_second() {
    for millis in [0, 80, 333, 1_290] {
        let stage = Stage::new();
        let (mut child, _lines) = stage.spawn("60");
        let said_from = stage
            .microphone
            .feed(noise().take(60 * SAMPLE_RATE as usize));
        let end = said_from + millis * u64::from(SAMPLE_RATE) / 1_000;
        wait_until(|| stage.microphone.fed_sample_count() >= end);
        let said = stage.microphone.fed_sample_count();
        child.kill().unwrap();
        child.wait().unwrap();

        let part = stage.folder.path().join("take.wav.part");
        ffprobe(&part);
        let repairs = repair_folder(stage.folder.path(), |_| vec![marker(0, "Situation")]).unwrap();
        let [
            Repair::Repaired {
                path, sample_count, ..
            },
        ] = repairs.as_slice()
        else {
            panic!("{repairs:?}");
        };
        assert_eq!(path, &stage.take());
        ffprobe(path);
        let heard = samples(path);
        assert_eq!(heard.len() as u64, *sample_count);

        // Before the noise it heard zeros only.
        let start = heard
            .iter()
            .position(|&sample| sample != 0)
            .unwrap_or(heard.len());
        let noise: Vec<i16> = noise().take(heard.len() - start).collect();
        assert_eq!(heard[start..], noise);
        let missing = said - said_from - noise.len() as u64;
        assert!(
            missing <= u64::from(SAMPLE_RATE),
            "{missing} after {millis} ms"
        );
    }
}

#[test]
fn a_full_disk_ends_the_take_and_keeps_it() {
    let stage = Stage::new();
    let copy = TempDir::new().unwrap();
    // A small disk that only the recorder's process sees, and that needs no privilege.
    let script = "mount -t tmpfs -o size=200k none . && cd \"$PWD\" && \"$0\" 30 take.wav; cp take.wav \"$1\"";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .args([Path::new(env!("CARGO_BIN_EXE_record")), copy.path()])
        .envs(stage.microphone.env())
        .current_dir(&stage.folder)
        .output()
        .unwrap();
    if text(&output.stderr).starts_with("unshare:") {
        eprintln!(
            "not tested, this system has no user namespaces: {}",
            text(&output.stderr)
        );
        return;
    }
    check_cut_off(&output, "disk_full", &copy.path().join("take.wav"), 200);
}

#[test]
fn a_file_that_may_not_grow_ends_the_take_and_keeps_it() {
    let stage = Stage::new();
    // Blocks of 512 bytes; the signal that comes with the limit would kill the recorder.
    let script = "trap '' XFSZ; ulimit -f 400; exec \"$0\" 30 take.wav";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_record")])
        .envs(stage.microphone.env())
        .current_dir(&stage.folder)
        .output()
        .unwrap();
    check_cut_off(&output, "too_long", &stage.take(), 200);
}

/// Checks a take of which this many KiB went into its file.
#[track_caller]
fn check_cut_off(output: &Output, ending: &str, take: &Path, kibibytes: usize) {
    let lines = text(&output.stdout);
    assert!(lines.starts_with("started\n"), "{output:?}");
    assert!(lines.contains(ending), "{output:?}");
    ffprobe(take);
    let bytes = samples(take).len() * 2 + 44;
    assert!(bytes > (kibibytes - 20) * 1024, "{bytes}");
}

#[test]
fn without_a_microphone_one_line_says_so() {
    let folder = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_record"))
        .args(["1", "take.wav"])
        .env("PULSE_SERVER", "unix:/nonexistent")
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = text(&output.stderr);
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        message.starts_with("there is no microphone") || message.starts_with("cannot record from"),
        "{message}"
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn markers_are_in_the_take() {
    let stage = Stage::new();
    let recording = stage.record();
    stage.microphone.feed(noise().take(SAMPLE_RATE as usize));
    wait_until(|| stage.microphone.is_silent());
    let marks = [
        marker(0, "Situation"),
        marker(20_000, "Tâche"),
        marker(u64::MAX, "beyond the end"),
    ];
    let finished = recording.finish(&marks);
    let chapters = ffprobe(&finished.path)["chapters"].clone();
    let titles: Vec<_> = chapters
        .as_array()
        .unwrap()
        .iter()
        .map(|chapter| {
            (
                chapter["start"].as_u64().unwrap(),
                chapter["tags"]["title"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        titles,
        [
            (0, "Situation"),
            (20_000, "Tâche"),
            (finished.sample_count, "beyond the end")
        ]
    );
}

#[test]
fn a_living_recorder_is_not_repaired() {
    let stage = Stage::new();
    let recording = stage.record();
    let repairs = repair_folder(stage.folder.path(), |_| Vec::new()).unwrap();
    assert!(repairs.is_empty(), "{repairs:?}");
    assert_eq!(recording.finish(&[]).path, stage.take());
}

/// 50 moments in five seconds, in samples.
fn irregular_times() -> impl Iterator<Item = u64> {
    noise().take(50).scan(4_800, |time, step| {
        *time += 2_000 + u64::from(step.unsigned_abs() % 5_000);
        Some(*time)
    })
}

fn marker(sample: u64, label: &str) -> Marker {
    Marker {
        sample,
        label: label.to_owned(),
    }
}

fn samples(wav: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(wav).unwrap();
    reader.samples().map(Result::unwrap).collect()
}

/// What ffprobe says of a WAV, which it must be able to read.
#[track_caller]
fn ffprobe(wav: &Path) -> serde_json::Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-f", "wav", "-of", "json"])
        .args(["-show_format", "-show_streams", "-show_chapters"])
        .arg(wav)
        .output()
        .expect("ffprobe runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["streams"][0]["sample_rate"], SAMPLE_RATE.to_string());
    answer
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
#[expect(clippy::disallowed_methods, reason = "real audio runs in real time")]
fn wait_until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(1));
    }
}
