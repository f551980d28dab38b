//! Programs that make speech and audio files independently of this project.

use std::process::{Command, Stdio};

/// Runs a program and gives what it wrote to its standard output.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| {
            panic!("{program} is needed for this test, please install it: {error}")
        });
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    output.stdout
}

/// 32-bit floats from their little-endian bytes.
pub(crate) fn floats(bytes: &[u8]) -> Vec<f32> {
    let (samples, rest) = bytes.as_chunks::<4>();
    assert!(rest.is_empty(), "{} bytes are no floats", bytes.len());
    samples
        .iter()
        .map(|&sample| f32::from_le_bytes(sample))
        .collect()
}
