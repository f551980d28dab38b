//! What is read of folders in which anything may lie.

use super::*;

/// Each path, and how many bytes or what problem it has.
fn listing(pack: &PackFiles) -> String {
    let lines = pack.files.iter().map(|file| match &file.content {
        Ok(bytes) => format!("{}: {} bytes\n", file.path, bytes.len()),
        Err(problem) => format!("{}: {problem}\n", file.path),
    });
    lines.collect()
}

fn folder_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[test]
fn what_is_shipped_is_what_lies_in_the_repository() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let packs = packs_in(&content).unwrap();
    assert!(!packs.is_empty());
    assert_eq!(packs.len(), shipped().len());
    for (pack, shipped) in packs.iter().zip(shipped()) {
        assert_eq!(pack.name, shipped.name);
        assert_eq!(listing(pack), listing(&shipped));
    }
}

#[test]
fn a_pack_is_its_manifest_and_its_items() {
    let folder = folder_with(&[
        ("README.md", b"loose"),
        (".git/config", b"hidden"),
        ("mine/pack.toml", b"title"),
        ("mine/LICENSE", b"loose"),
        ("mine/formats/.a.md.swp", b"hidden"),
        ("mine/formats/a.md", b"12"),
        ("mine/formats/old/b.md", b""),
        ("mine/question/c.md", b"misspelt"),
        (
            "mine/questions/long.md",
            &[b'x'; MAX_FILE_SIZE as usize + 1],
        ),
        ("mine/questions/most.md", &[b'x'; MAX_FILE_SIZE as usize]),
    ]);
    let packs = packs_in(folder.path()).unwrap();
    assert_eq!(packs.len(), 1);
    assert_eq!(packs[0].name, "mine");
    expect_test::expect![[r#"
        formats/a.md: 2 bytes
        formats/old: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
        pack.toml: 5 bytes
        question: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
        questions/long.md: is larger than 16 KiB; make it shorter
        questions/most.md: 16384 bytes
    "#]].assert_eq(&listing(&packs[0]));
}

/// Links, pipes and sockets: what a pack may not have, whatever they lead to.
#[test]
#[cfg(unix)]
fn nothing_but_files_is_opened() {
    let folder = folder_with(&[
        ("elsewhere.md", b"loose"),
        ("mine/pack.toml", b""),
        ("mine/formats/a.md", b""),
    ]);
    let link = |to: &str, path: &str| {
        std::os::unix::fs::symlink(to, folder.path().join(path)).unwrap();
    };
    link("..", "mine/questions");
    link(".", "mine/formats/round");
    link("../../elsewhere.md", "mine/formats/out.md");
    link("/dev/zero", "mine/formats/endless.md");
    link("/nowhere", "mine/formats/nowhere.md");
    link("nowhere", "gone");
    let pipe = folder.path().join("mine/formats/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(pipe).status();
    assert!(made.unwrap().success());
    let socket = folder.path().join("mine/formats/socket.md");
    let _socket = std::os::unix::net::UnixListener::bind(socket).unwrap();
    let packs = packs_in(folder.path()).unwrap();
    let listings: Vec<String> = packs.iter().map(listing).collect();
    expect_test::expect![[r#"
        : cannot be read: No such file or directory (os error 2)
        --
        formats/a.md: 0 bytes
        formats/endless.md: is a link or a device, not a file; put a copy of the file here
        formats/nowhere.md: is a link or a device, not a file; put a copy of the file here
        formats/out.md: is a link or a device, not a file; put a copy of the file here
        formats/pipe.md: is a link or a device, not a file; put a copy of the file here
        formats/round: is a link or a device, not a file; put a copy of the file here
        formats/socket.md: is a link or a device, not a file; put a copy of the file here
        pack.toml: 0 bytes
        questions: is a link or a device, not a file; put a copy of the file here
    "#]]
    .assert_eq(&listings.join("--\n"));
}

/// Between being listed and being read; a file that may not be read fails in the same way.
#[test]
fn what_changes_while_it_is_read_is_an_error_of_its_own() {
    let folder = folder_with(&[
        ("formats/becomes-a-folder.md", b"text"),
        ("formats/grows.md", b"text"),
        ("formats/shrinks.md", b"text"),
        ("formats/stays.md", b"text"),
        ("formats/vanishes.md", b"text"),
    ]);
    let formats = folder.path().join("formats");
    let entries = entries(&formats).unwrap();
    let path = |name: &str| formats.join(name);
    fs::remove_file(path("becomes-a-folder.md")).unwrap();
    fs::create_dir(path("becomes-a-folder.md")).unwrap();
    let file = File::create(path("grows.md")).unwrap();
    file.set_len(10_000_000).unwrap();
    fs::write(path("shrinks.md"), "").unwrap();
    fs::remove_file(path("vanishes.md")).unwrap();
    let mut files: Vec<_> = entries
        .iter()
        .map(|entry| pack_file(entry.name.clone(), entry))
        .collect();
    fs::remove_dir_all(&formats).unwrap();
    assert_eq!(listed(&formats, "formats", &mut files).len(), 0);
    fs::write(&formats, "").unwrap();
    assert_eq!(listed(&formats, "formats", &mut files).len(), 0);
    let pack = PackFiles {
        name: "mine".to_owned(),
        folder: folder.path().to_owned(),
        files,
    };
    expect_test::expect![[r#"
        becomes-a-folder.md: cannot be read: Is a directory (os error 21)
        grows.md: is larger than 16 KiB; make it shorter
        shrinks.md: 0 bytes
        stays.md: 4 bytes
        vanishes.md: cannot be read: No such file or directory (os error 2)
        formats: cannot be read: No such file or directory (os error 2)
        formats: cannot be read: Not a directory (os error 20)
    "#]]
    .assert_eq(&listing(&pack));
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_may_be_anything() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = folder_with(&[("mine/pack.toml", b"")]);
    let formats = folder.path().join("mine/formats");
    fs::create_dir(&formats).unwrap();
    for name in [b"\xff.md".as_slice(), b"a\nb.md", b"\x1b[31m.md"] {
        fs::write(formats.join(std::ffi::OsStr::from_bytes(name)), "text").unwrap();
    }
    let packs = packs_in(folder.path()).unwrap();
    expect_test::expect![[r#"
        formats/ESC[31m.md: 4 bytes
        formats/a
        b.md: 4 bytes
        formats/�.md: 4 bytes
        pack.toml: 0 bytes
    "#]]
    .assert_eq(&listing(&packs[0]).replace('\u{1b}', "ESC"));
}

/// `check` is told a pack, whatever is wrong with its manifest.
#[test]
fn a_manifest_that_is_no_file_is_of_a_pack() {
    let folder = folder_with(&[("mine/pack.toml/title", b""), ("mine/formats/a.md", b"")]);
    let packs = pack_or_packs_in(&folder.path().join("mine")).unwrap();
    expect_test::expect![[r#"
        formats/a.md: 0 bytes
        pack.toml: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
    "#]].assert_eq(&listing(&packs[0]));
}

#[test]
fn a_folder_has_a_bounded_number_of_entries() {
    let folder = tempfile::tempdir().unwrap();
    let formats = folder.path().join("mine/formats");
    fs::create_dir_all(&formats).unwrap();
    for number in 0..=MAX_ENTRIES {
        fs::write(formats.join(format!("{number}.md")), "").unwrap();
    }
    let packs = packs_in(folder.path()).unwrap();
    expect_test::expect![[r#"
        formats: holds more than 1000 entries; spread them over several packs
    "#]]
    .assert_eq(&listing(&packs[0]));
}

#[test]
fn a_folder_of_packs_is_there_and_no_pack_itself() {
    let folder = folder_with(&[("pack.toml", b"")]);
    let check = |path: &Path, problem: &str| {
        let error = packs_in(path).err().unwrap();
        assert_eq!(error.file, path);
        assert!(error.problem.starts_with(problem), "{error}");
    };
    check(folder.path(), "is a pack itself; name the folder");
    check(&folder.path().join("nowhere"), "cannot be read: ");
}
