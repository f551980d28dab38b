//! From the command to its first word, as multiples of a Rust program that does nothing.
//!
//! `cargo bench -p starling-tests --bench start`. The rounds of all three take turns, so that what else the machine
//! does meets each of them; the median counts.

#![expect(clippy::print_stdout, reason = "this is a command")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use starling_tests::program::Starling;

const ROUNDS: usize = 101;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let starling = Starling::new();
    let empty = empty_program(starling.home())?;
    // From now on there is a data folder.
    starling.run(["formats"]);
    let [mut nothing, mut help, mut prompt] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        nothing.push(until_the_end(Command::new(&empty))?);
        help.push(until_the_end(starling.command(["--help"]))?);
        prompt.push(until_the_first_prompt(
            starling.command(["practice", "--plain"]),
        )?);
    }
    let [nothing, help, prompt] = [nothing, help, prompt].map(median);
    println!("an empty Rust main                 {nothing:7.2} ms");
    println!(
        "starling --help                    {help:7.2} ms, {:.1} times as long",
        help / nothing
    );
    println!(
        "starling practice, first prompt    {prompt:7.2} ms, {:.1} times as long",
        prompt / nothing
    );
    Ok(())
}

fn empty_program(folder: &Path) -> Outcome<PathBuf> {
    let source = folder.join("empty.rs");
    fs::write(&source, "fn main() {}\n")?;
    let program = folder.join("empty");
    let built = Command::new("rustc")
        .arg("-O")
        .arg(&source)
        .arg("-o")
        .arg(&program)
        .status()?;
    if !built.success() {
        return Err("rustc does not build an empty program".into());
    }
    Ok(program)
}

/// Milliseconds from the start of a command to its end.
fn until_the_end(mut command: Command) -> Outcome<f64> {
    let start = Instant::now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    let time = start.elapsed();
    if !status.success() {
        return Err(format!("{command:?} fails").into());
    }
    Ok(time.as_secs_f64() * 1e3)
}

/// Milliseconds from the start of a command to the question that it asks.
fn until_the_first_prompt(mut command: Command) -> Outcome<f64> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(child.stderr.take().ok_or("it is piped")?).read_line(&mut line)?;
    let time = start.elapsed();
    child.kill()?;
    child.wait()?;
    if !line.starts_with("question: ") {
        return Err(format!("{command:?} says {line}").into());
    }
    Ok(time.as_secs_f64() * 1e3)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
