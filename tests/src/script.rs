//! Scripts that take JSON and give JSON.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

/// Runs a script with JSON on its standard input, and gives the JSON that it prints.
#[track_caller]
pub(crate) fn answer(mut script: Command, input: &Value) -> Value {
    let mut child = script
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("./check installs what runs {script:?}: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_string();
    // A script that ends before it has read all says why on standard error.
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it is our own process");
    let _ = writer.join();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script:?}:\n{trouble}");
    let printed = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{script:?}: {error}: {printed}"))
}
