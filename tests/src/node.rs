//! Programs of the npm registry, which share no line of code with the product.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::script;

/// Runs a script of `tests/web`, with JSON on its standard input, and gives the JSON that it prints.
#[track_caller]
#[must_use]
pub fn node(script: &str, input: &Value) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("node");
    command
        .arg(here.join("web").join(script))
        .env("NODE_PATH", modules());
    script::answer(command, input)
}

/// Calls a server by `buf curl`, which knows of its methods what it asks the server for.
///
/// # Errors
/// What it says, where the server refuses.
#[track_caller]
pub fn buf_curl(arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(modules().join(".bin/buf"));
    command.args(["curl", "--protocol", "grpc"]).args(arguments);
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("./check installs buf: {error}"));
    let text = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}

/// The packages that `tests/web/package-lock.json` names; `./check` installs them.
fn modules() -> PathBuf {
    let made_by_check = "../target/check/node_modules";
    env::var_os("STARLING_TEST_NODE_MODULES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(made_by_check),
        PathBuf::from,
    )
}
