//! What keeps a data directory whole: one server at a time, backups, restores, and a look at every byte.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::{
    ffi::OsStr,
    fs::{self, File},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, SystemTime},
};

use serde_json::{Value, json};
use starling_tests::{
    microphone::{SAMPLE_RATE, noise},
    program::{Starling, binary},
    proxy::Proxy,
    recording::write_wav,
    running::Running,
    server::Server,
    wait::wait_until,
};

#[test]
fn a_backup_made_during_an_upload_is_restored_elsewhere() {
    let there = Starling::new();
    let server = Server::start(&there);
    let upload = Upload::begin(&server);
    let demo = Starling::new();
    let practised = demo.run([
        "practice",
        "--demo",
        "--json",
        "--server",
        &server.url(),
        "--token",
        server.token().expose(),
    ]);
    let _ = practised.code(0);
    let before = server.stored();
    let backup = there.home().join("backups/one");
    let made = there.run([OsStr::new("backup"), backup.as_ref(), OsStr::new("--json")]);
    let made = made.code(0).json();
    assert_eq!(
        (&made["path"], &made["take_count"]),
        (&json!(backup), &json!(2))
    );
    assert_well(&there, Some(&backup), 2);
    is_for_its_owner_alone(&backup);
    // It was the server's disk only, not its time: the upload goes on.
    upload.go_on(&server);
    assert_well(&there, None, 2);
    server.stop();
    let refused = there.run(["backup", backup.to_str().unwrap()]);
    let _ = refused.code(1).said(&["is not empty"]);

    let elsewhere = Starling::new();
    let restored = elsewhere.run(["restore", backup.to_str().unwrap(), "--json"]);
    let restored = restored.code(0).json();
    assert_eq!(
        (&restored["take_count"], &restored["set_aside"]),
        (&json!(2), &Value::Null)
    );
    assert_well(&elsewhere, None, 2);
    let server = Server::start(&elsewhere);
    assert_eq!(server.stored(), before);
    server.stop();

    let refused = elsewhere.run(["restore", backup.to_str().unwrap()]);
    let _ = refused.code(1).said(&["--replace moves it aside"]);
    let replaced = elsewhere.run(["restore", backup.to_str().unwrap(), "--replace", "--json"]);
    let aside = replaced.code(0).json()["set_aside"].clone();
    assert_well(&elsewhere, Some(Path::new(aside.as_str().unwrap())), 2);
    assert_well(&elsewhere, None, 2);
}

#[test]
fn damage_is_named_and_nothing_is_made_of_it() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let upload = Upload::begin(&server);
    let demo = Starling::new();
    let practised = demo.run([
        "practice",
        "--demo",
        "--json",
        "--server",
        &server.url(),
        "--token",
        server.token().expose(),
    ]);
    let _ = practised.code(0);
    server.stop();
    let sessions = starling.data_dir().join("sessions");
    let backup = starling.home().join("backup");
    let made = starling.run(["backup", backup.to_str().unwrap()]);
    let _ = made.code(0);

    let part = |dir: &Path| only_part(dir);
    let name = |part: &Path, dir: &Path| part.strip_prefix(dir).unwrap().display().to_string();
    let in_store = part(&sessions);
    let in_backup = part(&backup);
    let part_name = name(&in_store, &sessions);
    assert_eq!(part_name, name(&in_backup, &backup));
    let take = part_name
        .split('/')
        .skip(1)
        .take(2)
        .collect::<Vec<_>>()
        .join("/");

    let check = |damaged: &Path, dir: &Path, expected: &[&str]| {
        let folder = dir.to_str().unwrap();
        let verified = starling.run(["verify", folder]).code(1);
        for expected in expected {
            assert!(
                verified.stdout.contains(expected),
                "{expected}: {verified:#?}"
            );
        }
        let json = starling.run(["verify", folder, "--json"]).code(1).json();
        assert_ne!(json["damage"], json!([]), "{}", damaged.display());
        if dir == sessions {
            let again = starling.home().join("again");
            let refused = starling.run(["backup", again.to_str().unwrap()]);
            let _ = refused.code(1).said(&["damaged", "`starling verify`"]);
            assert!(!again.exists());
        } else {
            let other = Starling::new();
            let refused = other.run(["restore", folder]);
            let _ = refused.code(1).said(&["damaged"]);
            assert!(!other.data_dir().join("sessions/session.db").exists());
        }
    };
    let of_take = format!("take {take}: {part_name}");
    let (differs, missing) = (
        format!("{of_take} has another BLAKE3"),
        format!("{of_take} is missing"),
    );
    for (part, dir) in [(&in_store, &sessions), (&in_backup, &backup)] {
        with_a_flipped_byte(part, 5_000, || check(part, dir, &[&differs]));
        let aside = part.with_extension("aside");
        fs::rename(part, &aside).unwrap();
        check(part, dir, &[&missing]);
        fs::rename(aside, part).unwrap();
    }
    let chunk = upload.some_bytes();
    let database = sessions.join("session.db");
    with_a_flipped_byte(&database, place_of(&chunk, &database), || {
        check(&database, &sessions, &["has another CRC-32C"]);
    });
    let database = backup.join("backup.db");
    with_a_flipped_byte(&database, place_of(&chunk, &database), || {
        let expected = [
            "backup.db has another size or BLAKE3",
            "has another CRC-32C",
        ];
        check(&database, &backup, &expected);
    });
    let manifest = backup.join("manifest.json");
    for place in [10, 200, fs::metadata(&manifest).unwrap().len() - 20] {
        with_a_flipped_byte(&manifest, place, || {
            check(&manifest, &backup, &["manifest.json is damaged"]);
        });
    }
    assert_well(&starling, None, 2);
    assert_well(&starling, Some(&backup), 2);
}

#[test]
fn a_killed_backup_is_none() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let part = only_part(&starling.data_dir().join("sessions"));
    let (aside, backup) = (
        starling.home().join("aside"),
        starling.home().join("backup"),
    );
    fs::rename(&part, &aside).unwrap();
    make_fifo(&part);
    let making = starling.start(["backup", backup.to_str().unwrap()]);
    // Then it waits for the part.
    wait_until(|| backup.join("backup.db").is_file());
    making.kill();
    fs::rename(&aside, &part).unwrap();

    let folder = backup.to_str().unwrap();
    for command in [["verify", folder], ["restore", folder], ["backup", folder]] {
        let outcome = starling.run(command).code(1);
        assert_eq!(outcome.stdout, "", "{command:?}");
    }
    let another = starling.home().join("another");
    let _ = starling.run(["backup", another.to_str().unwrap()]).code(0);
    assert_well(&starling, Some(&another), 1);
}

#[test]
fn a_killed_restore_leaves_what_was_there_and_can_be_repeated() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    assert_well(&starling, None, 2);

    // The part can be read once, to be verified; the copy waits for it.
    let part = only_part(&backup);
    let bytes = fs::read(&part).unwrap();
    fs::remove_file(&part).unwrap();
    make_fifo(&part);
    let of_thread = (part.clone(), bytes.clone());
    let writer = thread::spawn(move || fs::write(of_thread.0, of_thread.1));
    let restore = ["restore", backup.to_str().unwrap(), "--replace"];
    let restoring = starling.start(restore);
    let draft = starling.data_dir().join("sessions.restoring");
    wait_until(|| draft.join("session.db").is_file());
    writer.join().unwrap().unwrap();
    // Nobody else comes in meanwhile.
    let _ = starling
        .run(["formats"])
        .code(1)
        .said(&["is being restored"]);
    restoring.kill();
    fs::remove_file(&part).unwrap();
    File::create(&part).unwrap().write_all(&bytes).unwrap();

    assert_well(&starling, None, 2);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let _ = starling.run(restore).code(0);
    assert!(!draft.exists());
    assert_well(&starling, None, 1);
}

#[test]
fn one_server_has_the_folder_and_commands_go_through_it() {
    let starling = Starling::new();
    let server = Server::start(&starling);
    let process = format!("(process {})", server.id());
    let second = starling.run(["serve", "--listen", "127.0.0.1:0"]).code(1);
    let folder = starling.data_dir().join("sessions").display().to_string();
    let _ = second.said(&["a server is using", &folder, &process, "stop it first"]);
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    assert_eq!(
        server.only_take()["upload"]["state"],
        "UPLOAD_STATE_COMPLETE"
    );
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let refused = starling.run(["restore", backup.to_str().unwrap(), "--replace"]);
    let _ = refused.code(1).said(&["a server is using", &process]);
    // The kernel takes the lock from the dead.
    server.kill();

    // Commands are there beside each other.
    let fifo = starling.home().join("answer.wav");
    make_fifo(&fifo);
    let practice = starling.start(["practice", "--input", "answer.wav", "--question", "none"]);
    drop(practice);
    let practice = starling.start(["practice", "--input", "answer.wav", "--format", "l6-2min"]);
    let lock = starling.data_dir().join("sessions/lock");
    wait_until(|| is_shared(&lock));
    let _ = starling.run(["questions", "--json"]).code(0);
    let refused = starling.run(["serve", "--listen", "127.0.0.1:0"]).code(1);
    let _ = refused.said(&["are using", "end them first", "fuser"]);
    let refused = starling.run(["restore", backup.to_str().unwrap(), "--replace"]);
    let _ = refused.code(1).said(&["end them first"]);
    practice.kill();
    Server::start(&starling).stop();
}

#[test]
fn what_a_newer_program_has_made_is_left_alone() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let backup = starling.home().join("backup");
    let _ = starling.run(["backup", backup.to_str().unwrap()]).code(0);
    let database = starling.data_dir().join("sessions/session.db");
    let newer = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        // The user version of an SQLite file.
        bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
        fs::write(path, &bytes).unwrap();
        bytes
    };
    let bytes = newer(&database);
    let new = starling.home().join("new");
    for command in [
        &["backup", new.to_str().unwrap()][..],
        &["verify"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["formats"],
    ] {
        let _ = starling
            .run(command)
            .code(1)
            .said(&["use a newer starling"]);
        assert!(fs::read(&database).unwrap() == bytes, "{command:?}");
    }
    assert!(!new.exists());

    let bytes = newer(&backup.join("backup.db"));
    let manifest = backup.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let (body, _) = text.trim_end().rsplit_once('\n').unwrap();
    let version = serde_json::from_str::<Value>(&text).unwrap()["schema_version"].clone();
    let body = body.replace(
        &format!("\"schema_version\":{version}"),
        "\"schema_version\":999",
    ) + "\n";
    let hash = blake3::hash(body.as_bytes());
    fs::write(&manifest, format!("{body}\"blake3\":\"{hash}\"}}\n")).unwrap();
    let other = Starling::new();
    for command in ["restore", "verify"] {
        let refused = other.run([command, backup.to_str().unwrap()]);
        let _ = refused.code(1).said(&["a newer starling"]);
    }
    assert!(!other.data_dir().join("sessions/session.db").exists());
    assert!(fs::read(backup.join("backup.db")).unwrap() == bytes);
}

#[test]
fn a_server_removes_old_orphans_and_nothing_else() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let sessions = starling.data_dir().join("sessions");
    let recorded = only_part(&sessions);
    let put = |name: &str, age_h: u64| {
        let path = sessions.join("parts").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(age_h))
            .unwrap();
        path
    };
    let age = |path: &Path| {
        let file = File::open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(48))
            .unwrap();
    };
    age(&recorded);
    let old = put("a/b/000000000000", 25);
    let staged = put("a/b/000000000000#1", 25);
    let empty = sessions.join("parts/c/d");
    fs::create_dir_all(&empty).unwrap();
    age(&empty);
    let young = put("e/f/000000000000", 23);
    let foreign = put("e/f/notes", 48);
    let verified = starling.run(["verify", "--json"]).code(0).json();
    assert_eq!(verified["orphan_count"], 3);

    let server = Server::start(&starling);
    wait_until(|| !old.exists() && !staged.exists() && !empty.exists());
    server.stop();
    assert!(recorded.exists() && young.exists() && foreign.exists());
    let verified = starling.run(["verify", "--json"]).code(0).json();
    assert_eq!(verified["orphan_count"], 1);
}

/// A part whose folder cannot be synced, then a checkpoint: what was acknowledged is there at the next start.
#[test]
fn a_sync_that_fails_ends_the_server() {
    if !Command::new("strace")
        .arg("-V")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("not tested, for want of strace");
        return;
    }
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let mut take_count = 1;
    for failing in ["parts", "session.db"] {
        let mut command = Command::new("strace");
        command.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=fsync,fdatasync",
            "-P",
        ]);
        command.arg(starling.data_dir().join("sessions").join(failing));
        command.args(["-e", "inject=fsync,fdatasync:error=EIO"]);
        command
            .arg(binary())
            .args(["serve", "--listen", "127.0.0.1:0"]);
        command.env_clear().envs(starling.environment());
        let mut server = Running::start(command);
        server.wait_for("serving on ");
        let mut is_running = true;
        while is_running {
            // Either its bytes are acknowledged, or it says that they are not there yet.
            let practised = starling.run(["practice", "--demo", "--json"]);
            is_running =
                practised.code == Some(0) && !practised.stderr.contains("not uploaded yet");
            take_count += u64::from(practised.code == Some(0));
        }
        let ended = server.wait().code(1);
        let last = ended.stderr.lines().last().unwrap();
        assert_eq!(
            last,
            "starling: the storage failed; start again when the disk is well"
        );
        let verified = starling.run(["verify", "--json"]).code(0).json();
        assert_eq!(verified["damage"], json!([]), "{failing}");
        let _ = starling.run(["upload"]).code(0);
        assert_well(&starling, None, take_count);
    }
}

/// An upload that stops in its middle.
struct Upload {
    practice: Running,
    proxy: Proxy,
    speaker: Starling,
}

impl Upload {
    fn begin(server: &Server) -> Self {
        let speaker = Starling::new();
        let answer: Vec<i16> = noise().take(42 * SAMPLE_RATE as usize).collect();
        write_wav(&speaker.home().join("answer.wav"), &answer);
        fs::write(
            speaker.home().join("answer.txt"),
            "1\t30\tsituation\n30\t40\ttask\n",
        )
        .unwrap();
        let proxy = Proxy::start(server.address(), 3_000_000).unwrap();
        let command = ["practice", "--input", "answer.wav", "--marks", "answer.txt"];
        let rest = [
            "--format",
            "l6-2min",
            "--json",
            "--server",
            &proxy.url(),
            "--token",
            server.token().expose(),
        ];
        let practice = speaker.start([&command[..], &rest].concat());
        proxy.wait_until_held();
        Self {
            practice,
            proxy,
            speaker,
        }
    }

    fn go_on(self, server: &Server) {
        self.proxy.mend(server.address());
        self.proxy.cut();
        let _ = self.practice.end().code(0);
        let uploaded = self.speaker.run(["takes", "--json"]).code(0).json();
        assert_eq!(uploaded[0]["uploaded"], true);
    }

    /// Some of those that were sent early.
    fn some_bytes(&self) -> Vec<u8> {
        let wav = fs::read(self.speaker.home().join("answer.wav")).unwrap();
        wav[100_000..100_032].to_vec()
    }
}

#[track_caller]
fn assert_well(starling: &Starling, folder: Option<&Path>, take_count: u64) {
    let mut command = vec!["verify", "--json"];
    command.extend(folder.map(|folder| folder.to_str().unwrap()));
    let verified = starling.run(command).code(0).json();
    assert_eq!(verified["damage"], json!([]));
    assert_eq!(verified["take_count"], take_count, "{verified:#}");
    assert!(verified["size_bytes"].as_u64().unwrap() > 0);
}

fn is_for_its_owner_alone(path: &Path) {
    let metadata = fs::metadata(path).unwrap();
    let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(
        metadata.permissions().mode() & 0o777,
        expected,
        "{}",
        path.display()
    );
    if metadata.is_dir() {
        for entry in path.read_dir().unwrap() {
            is_for_its_owner_alone(&entry.unwrap().path());
        }
    }
}

#[track_caller]
fn only_part(dir: &Path) -> PathBuf {
    let below = |folder: PathBuf| {
        folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().path())
    };
    let parts: Vec<_> = below(dir.join("parts"))
        .flat_map(below)
        .flat_map(below)
        .collect();
    let [part] = parts.as_slice() else {
        panic!("one part was expected: {parts:?}");
    };
    part.clone()
}

fn with_a_flipped_byte(path: &Path, place: u64, check: impl FnOnce()) {
    let sound = fs::read(path).unwrap();
    let mut damaged = sound.clone();
    damaged[place as usize] ^= 1;
    fs::write(path, damaged).unwrap();
    check();
    fs::write(path, sound).unwrap();
}

#[track_caller]
fn place_of(bytes: &[u8], path: &Path) -> u64 {
    let all = fs::read(path).unwrap();
    let place = all.windows(bytes.len()).position(|window| window == bytes);
    place.expect("the chunk is in the database") as u64
}

fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// Whether somebody holds the lock, and would let others in.
fn is_shared(lock: &Path) -> bool {
    File::open(lock).is_ok_and(|file| file.try_lock().is_err() && file.try_lock_shared().is_ok())
}
