//! Programs in Python, which share no line of code with the product.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::script;

/// Runs a script of `tests/python`, with JSON on its standard input, and gives the JSON that it prints.
#[track_caller]
pub fn python(script: &str, arguments: &[&str], input: &Value) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(interpreter());
    command
        .arg(here.join("python").join(script))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    script::answer(command, input)
}

/// The interpreter with what `tests/requirements.txt` names; `./check` makes it.
fn interpreter() -> PathBuf {
    let made_by_check = "../target/check/venv/bin/python";
    env::var_os("STARLING_TEST_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(made_by_check),
        PathBuf::from,
    )
}
