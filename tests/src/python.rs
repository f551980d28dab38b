//! Programs in Python, which share no line of code with the product.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

/// Runs a script of `tests/python`, with JSON on its standard input, and gives the JSON that it prints.
#[track_caller]
pub fn python(script: &str, arguments: &[&str], input: &Value) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(interpreter())
        .arg(here.join("python").join(script))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("./check makes the interpreter for the tests: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_string();
    // A script that ends before it has read all says why on standard error.
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it is our own process");
    let _ = writer.join();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{script} {arguments:?}:\n{trouble}"
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{script}: {error}: {printed}"))
}

/// The interpreter with what `tests/requirements.txt` names; `./check` makes it.
fn interpreter() -> PathBuf {
    let made_by_check = "../target/check/venv/bin/python";
    env::var_os("STARLING_TEST_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(made_by_check),
        PathBuf::from,
    )
}
