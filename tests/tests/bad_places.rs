//! No microphone, a microphone that goes, no room, no right to write, a damaged pack: what is said, what is kept.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use starling_tests::{
    agree::agree,
    microphone::{SAMPLE_RATE, VirtualMicrophone, noise},
    program::{Starling, binary},
    running::{Outcome, Running},
    wait::wait_until,
    wav::{chapters, ffprobe},
};

#[test]
fn without_a_microphone_the_other_ways_are_named() {
    let starling = Starling::new();
    for command in [
        &["practice", "--plain"][..],
        &["practice", "--plain", "--json", "--device", "default"],
    ] {
        let outcome = starling.run(command).code(3);
        let outcome = outcome.said(&[
            "starling: there is no microphone",
            "--demo",
            "--input FILE.wav",
        ]);
        assert_eq!(outcome.stdout, "");
    }
    let outcome = starling.run(["practice", "--plain", "--device", "the good one"]);
    let _ = outcome.code(3).said(&["there is no microphone"]);
    let _ = starling
        .run(["devices"])
        .code(3)
        .said(&["there is no microphone"]);
    assert!(starling.takes("").is_empty(), "nothing is left");
}

#[test]
fn a_microphone_that_is_not_there_is_not_replaced_by_another() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let outcome = starling.run(["practice", "--plain", "--device", "the good one"]);
    let _ = outcome
        .code(3)
        .said(&["no microphone \"the good one\"; there is default", "--demo"]);
    let devices = starling.run(["devices", "--json"]).code(0).json();
    agree(
        "devices",
        &json!({"id": "default", "default": true}),
        &devices[0],
    );
}

#[test]
fn a_microphone_that_goes_ends_the_take_with_a_report() {
    let mut microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let mut practice = starling.start(["practice", "--plain", "--json", "--format", "l6-2min"]);
    begin(&mut practice, &microphone);
    microphone.kill();
    let outcome = practice
        .wait()
        .code(6)
        .said(&["the microphone went away", "is kept"]);
    let report = outcome.json();
    assert_eq!(report["take"]["ended"], "device_lost");
    let take = starling.only_take();
    is_cut_off_but_whole(&report, &take);
    assert_eq!(chapters(&take)[0].title, "situation");
    let takes = starling.run(["takes", "--json"]).code(0).json();
    let expected =
        json!([{"ended": "device_lost", "timing_score": report["timing_score"], "uploaded": true}]);
    agree("takes", &expected, &takes);
}

#[test]
fn a_full_disk_ends_the_take_with_a_report() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    fs::create_dir(starling.data_dir()).unwrap();
    let practice = ["practice", "--plain", "--json", "--format", "l6-2min"];
    let Some(command) = where_mounted(&starling, "-o size=1600k", &practice) else {
        return;
    };
    let mut practice = Running::start(command);
    begin(&mut practice, &microphone);
    let outcome =
        practice
            .wait()
            .code(6)
            .said(&["the disk is full", "is kept", "not uploaded yet"]);
    let report = outcome.json();
    assert_eq!(report["take"]["ended"], "disk_full");
    let name = Path::new(report["take"]["wav"].as_str().unwrap())
        .file_name()
        .unwrap();
    is_cut_off_but_whole(&report, &starling.home().join("kept/takes").join(name));

    // There is room now, and what did not fit is made up for.
    let kept = ["--data-dir", "kept", "--json"];
    let repaired = starling
        .run([&["repair"], &kept[..]].concat())
        .code(0)
        .json();
    agree(
        "repaired",
        &json!([{"repaired": true, "troubles": []}]),
        &repaired,
    );
    let uploaded = starling
        .run([&["upload"], &kept[..]].concat())
        .code(0)
        .json();
    assert_eq!(uploaded, json!({"uploaded": 1, "failed": 0}));
    let takes = starling
        .run([&["takes"], &kept[..]].concat())
        .code(0)
        .json();
    let expected = json!([{"timing_score": report["timing_score"], "uploaded": true}]);
    agree("takes", &expected, &takes);
}

#[test]
fn a_file_that_may_not_grow_ends_the_take_with_a_report() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    // Blocks of 512 bytes; the signal that comes with the limit would kill the program.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 4000; exec \"$@\"", "sh"]);
    command
        .arg(binary())
        .args(["practice", "--plain", "--json", "--format", "l6-2min"]);
    command.env_clear().envs(starling.environment());
    let mut practice = Running::start(command);
    begin(&mut practice, &microphone);
    let report = practice.wait().code(6).said(&["is kept"]).json();
    assert_eq!(report["take"]["ended"], "too_long");
    is_cut_off_but_whole(&report, &starling.only_take());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let starling = Starling::new();
    let refused = |outcome: Outcome| {
        let outcome = outcome.code(1).said(&[
            "starling: cannot ",
            &starling.data_dir().display().to_string(),
        ]);
        assert_eq!(outcome.stdout, "");
        assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:#?}");
    };
    let commands = [&["practice", "--demo"][..], &["takes"], &["repair"]];
    fs::write(starling.data_dir(), "a file is in the way").unwrap();
    for command in commands {
        refused(starling.run(command));
    }
    fs::remove_file(starling.data_dir()).unwrap();
    fs::create_dir(starling.data_dir()).unwrap();
    for command in commands {
        if let Some(command) = where_mounted(&starling, "-o ro", command) {
            refused(Running::start(command).end());
        }
    }
}

#[test]
fn a_damaged_pack_is_named_and_the_shipped_one_serves() {
    let starling = Starling::new();
    let pack = starling.data_dir().join("packs/mine");
    fs::create_dir_all(pack.join("formats")).unwrap();
    fs::write(
        pack.join("pack.toml"),
        "title = \"Mine\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n",
    )
    .unwrap();
    let format = |budget_s: &str| {
        let section =
            format!("[[section]]\nid = \"all\"\ntitle = \"All\"\nbudget_s = {budget_s}\n");
        fs::write(
            pack.join("formats/short.md"),
            format!("+++\ntitle = \"Short\"\nlevel = \"L6\"\n\n{section}+++\n"),
        )
        .unwrap();
    };
    format("-5");
    let outcome = starling.run(["formats", "--json"]).code(0);
    let file = pack.join("formats/short.md:8: ").display().to_string();
    let outcome = outcome.said(&["starling: content pack not used: ", &file]);
    assert_eq!(
        outcome.json().as_array().map(Vec::len),
        Some(15),
        "{outcome:#?}"
    );
    let _ = starling
        .run(["practice", "--demo", "--json"])
        .code(0)
        .said(&[&file]);

    format("5");
    let outcome = starling.run(["formats", "--json"]).code(0);
    assert_eq!(outcome.stderr, "");
    assert_eq!(
        outcome.json().as_array().map(Vec::len),
        Some(16),
        "{outcome:#?}"
    );
}

/// Says something, and begins the first section.
#[track_caller]
fn begin(practice: &mut Running, microphone: &VirtualMicrophone) {
    practice.wait_for("recording");
    let quiet = noise().map(|sample| sample / 8);
    let said_from = microphone.feed(quiet.take(30 * SAMPLE_RATE as usize));
    practice.type_line("");
    practice.wait_for("section 1");
    wait_until(|| microphone.fed_sample_count() > said_from + u64::from(SAMPLE_RATE));
}

/// The report is of the samples that are there, and other programs read them.
#[track_caller]
fn is_cut_off_but_whole(report: &Value, take: &Path) {
    let sample_count = report["take"]["sample_count"].as_u64().unwrap();
    assert!(sample_count > u64::from(SAMPLE_RATE) / 2, "{sample_count}");
    let duration_ts = ffprobe(take)["streams"][0]["duration_ts"].clone();
    assert_eq!(duration_ts, sample_count, "{}", take.display());
    let lead_in = report["lead_in_sample_count"].as_u64().unwrap();
    let elapsed_s = (sample_count - lead_in) as f64 / f64::from(SAMPLE_RATE);
    agree(
        "sections",
        &json!({"section": "situation", "elapsed_s": elapsed_s}),
        &report["sections"][0],
    );
}

/// The program on a disk of its own, which nobody else sees and which needs no privilege; `kept` holds what was on it
/// afterwards. None where the system does not let a test have such a disk.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn where_mounted(starling: &Starling, options: &str, arguments: &[&str]) -> Option<Command> {
    let mount = format!("mount -t tmpfs {options} none data");
    let with_mount = |script: &str| {
        let mut command = Command::new("unshare");
        command.args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
        ]);
        command
            .env_clear()
            .envs(starling.environment())
            .current_dir(starling.home());
        command
    };
    let tried = with_mount(&mount).output();
    if !tried.as_ref().is_ok_and(|tried| tried.status.success()) {
        eprintln!("not tested, for want of user namespaces: {arguments:?}: {tried:?}");
        return None;
    }
    let script = format!("{mount} && {{ \"$@\"; code=$?; cp -r data kept; exit $code; }}");
    let mut command = with_mount(&script);
    command.arg(binary()).args(arguments);
    Some(command)
}
