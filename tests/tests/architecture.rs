//! Holds the invariants of ARCHITECTURE.md: which crate may use which, and who may name a generated type.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Every crate of the workspace, and those of the workspace it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("starling-speech", &[]),
    ("starling-practice", &["starling-speech"]),
    ("starling-proto", &["starling-speech", "starling-practice"]),
    ("starling-edge", CONTRACT),
    ("starling-content", SERVER),
    ("starling-session", SERVER),
    ("starling-recorder", CONTRACT),
    ("starling-console", &[]),
    ("starling", ALL),
    ("starling-tests", ALL),
];
const CONTRACT: &[&str] = &["starling-speech", "starling-practice", "starling-proto"];
const SERVER: &[&str] = &[
    "starling-speech",
    "starling-practice",
    "starling-proto",
    "starling-edge",
];
const ALL: &[&str] = &[
    "starling-speech",
    "starling-practice",
    "starling-proto",
    "starling-edge",
    "starling-content",
    "starling-session",
    "starling-recorder",
    "starling-console",
    "starling",
];

/// They bring a clock, a network, a database or a device; the rules are pure.
const NOT_IN_DOMAIN: &[&str] = &["tokio", "tonic", "prost", "rusqlite", "cpal"];

/// What in `starling_proto` leads to generated types.
const GENERATED: &[&str] = &["content", "session", "starling", "*"];

#[test]
fn a_crate_uses_only_those_it_may() {
    let members = members();
    for member in &members {
        let name = &member.name;
        let Some((_, allowed)) = MAY_USE.iter().find(|(crate_name, _)| crate_name == name) else {
            panic!("{name} is new: decide in MAY_USE what it may use");
        };
        for used in &member.uses {
            let is_ours = members.iter().any(|member| member.name == *used);
            assert!(
                !is_ours || allowed.contains(&used.as_str()),
                "{name} must not use {used}"
            );
        }
    }
}

#[test]
fn the_domain_is_pure() {
    for member in members()
        .iter()
        .filter(|member| member.folder.starts_with("domain"))
    {
        let name = &member.name;
        let tree = cargo(&[
            "tree",
            "-p",
            name,
            "--edges=normal",
            "--prefix=none",
            "--format={p}",
        ]);
        for used in tree.lines().filter_map(|line| line.split(' ').next()) {
            assert!(
                !NOT_IN_DOMAIN.contains(&used),
                "{name} must not depend on {used}"
            );
        }
    }
}

#[test]
fn generated_types_stay_in_the_rpc_modules() {
    for member in members() {
        for file in sources(&member.folder) {
            let source = fs::read_to_string(root().join(&file)).expect("a source is readable text");
            assert!(
                may_name_a_generated_type(&file) || !names_a_generated_type(&source),
                "{} must not name a generated type",
                file.display()
            );
        }
    }
}

#[test]
fn a_generated_type_is_found_however_it_is_named() {
    #[track_caller]
    fn check(source: &str, expected: bool) {
        assert_eq!(names_a_generated_type(source), expected, "{source}");
    }
    check("use starling_proto::content::Question;", true);
    check(
        "use starling_proto::{client::ContentClient, session as wire};",
        true,
    );
    check(
        "use starling_proto::{\n    name::TakeName,\n    starling::session::v1::Take,\n};",
        true,
    );
    check("use starling_proto::*;", true);
    check("fn f() -> starling_proto::session::Take {}", true);
    check(
        "use starling_proto::{client::{ContentClient, session}, name};",
        false,
    );
    check("use starling_proto::client::ContentClient;", false);
    check("use starling_content::content::Pack;", false);
}

struct Member {
    name: String,
    /// Within the workspace.
    folder: PathBuf,
    /// Direct dependencies, those of its tests and its build included.
    uses: Vec<String>,
}

fn members() -> Vec<Member> {
    let metadata = cargo(&["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo prints JSON");
    list(&metadata["packages"]).iter().map(member).collect()
}

fn member(package: &Value) -> Member {
    let manifest = Path::new(text(&package["manifest_path"]));
    let folder = manifest.parent().expect("a manifest is in a folder");
    let uses = list(&package["dependencies"]).iter();
    Member {
        name: text(&package["name"]).to_owned(),
        folder: folder
            .strip_prefix(root())
            .expect("a member is in the workspace")
            .to_owned(),
        uses: uses.map(|used| text(&used["name"]).to_owned()).collect(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("cargo's metadata has a string here")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("cargo's metadata has a list here")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the workspace")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline"])
        .output()
        .expect("cargo runs this test, so it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// The Rust files in a folder, all within the workspace.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(root().join(folder)).expect("a folder of the workspace is readable") {
        let path = folder.join(
            entry
                .expect("a folder of the workspace is readable")
                .file_name(),
        );
        if root().join(&path).is_dir() {
            sources.extend(self::sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
    sources
}

fn may_name_a_generated_type(file: &Path) -> bool {
    let parts: Vec<_> = file.iter().filter_map(OsStr::to_str).collect();
    match parts[..] {
        ["proto" | "tests", ..] | ["services", _, "tests" | "benches", ..] => true,
        ["services", _, "src", .., "tests.rs"] | ["services", _, "src", .., "tests", _] => true,
        ["services", _, "src", module, ..] => module == "rpc" || module == "rpc.rs",
        _ => false,
    }
}

fn names_a_generated_type(source: &str) -> bool {
    source
        .split("starling_proto::")
        .skip(1)
        .any(|path| first_segments(path).any(|segment| GENERATED.contains(&segment)))
}

/// `a` of `a::b`; `a` and `c` of `{a::b, c::{d, e}}`.
fn first_segments(path: &str) -> impl Iterator<Item = &str> {
    let mut depth = if path.starts_with('{') { 0 } else { 1 };
    path.trim_start_matches('{')
        .split(move |char| {
            match char {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            char == ',' && depth == 0
        })
        .map(|item| {
            item.trim_start()
                .split(|char: char| !char.is_alphanumeric() && !"_*".contains(char))
        })
        .filter_map(|mut words| words.next())
}
