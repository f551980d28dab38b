//! Around the answer, line by line: the question read aloud, the time to think, the ways to leave.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use starling_tests::{
    microphone::VirtualMicrophone,
    program::Starling,
    running::{Outcome, Running},
    wav::chapters,
};

const PRACTICE: [&str; 4] = [
    "practice",
    "--plain",
    "--json",
    "--question=worst-production-incident",
];

#[test]
fn the_question_is_read_aloud() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let speak = |path: &Path| {
        let mut command = starling.command(PRACTICE.into_iter().chain(["--speak"]));
        command.env("PATH", path);
        Running::start(command)
    };
    let programs = starling.home().join("programs");
    fs::create_dir(&programs).unwrap();
    // espeak-ng is not there, which is no reason not to practise.
    let mut practice = speak(&programs);
    practice.wait_for("was not read aloud: --speak needs espeak-ng");
    practice.wait_for("recording");
    drop(practice);

    let espeak = programs.join("espeak-ng");
    fs::write(
        &espeak,
        format!(
            "#!/bin/sh\necho \"$2\" >{}/spoken\n",
            starling.home().display()
        ),
    )
    .unwrap();
    fs::set_permissions(&espeak, fs::Permissions::from_mode(0o755)).unwrap();
    let mut practice = speak(&programs);
    let question = practice.wait_for("question: ");
    practice.wait_for("recording");
    let spoken = fs::read_to_string(starling.home().join("spoken")).unwrap();
    assert_eq!(format!("question: {}", spoken.trim_end()), question);
}

#[test]
fn there_is_time_to_think() {
    let microphone = VirtualMicrophone::start().unwrap();
    let starling = Starling::with_microphone(&microphone);
    let think = |seconds: &str| {
        let mut practice = starling.start(PRACTICE.into_iter().chain(["--think", seconds]));
        practice.wait_for(&format!("think for {seconds} s"));
        practice
    };
    think("1").wait_for("recording");

    let mut practice = think("3600");
    practice.type_line("");
    practice.wait_for("recording");
    drop(practice);

    let mut practice = think("3600");
    practice.type_line("q");
    let _ = practice.end().code(0).said(&["nothing was recorded"]);
    let _ = think("3600").stop().code(0).said(&["nothing was recorded"]);
}

#[test]
fn every_way_to_leave_keeps_the_take() {
    #[track_caller]
    fn check(leave: impl FnOnce(Running) -> Outcome) {
        let microphone = VirtualMicrophone::start().unwrap();
        let starling = Starling::with_microphone(&microphone);
        let mut practice = starling.start(PRACTICE);
        practice.wait_for("recording");
        practice.type_line("?");
        practice.wait_for("go to a section");
        practice.type_line("x");
        practice.wait_for("`x` is no key");
        practice.type_line("");
        practice.wait_for("section 1");
        let report = leave(practice).code(0).json();
        assert_eq!(report["take"]["ended"], "stopped");
        assert_eq!(chapters(&starling.only_take())[0].title, "situation");
    }
    check(|mut practice| {
        practice.type_line("q");
        practice.wait()
    });
    // The end of a script, and a polite kill.
    check(Running::end);
    check(Running::stop);
}
