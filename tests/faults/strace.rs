//! A system below the server whose calls fail or take long: strace puts it there.

/// What starts a server so that some of its system calls go wrong: `calls` and `fault` as in `strace -e inject`.
/// The number of `when=` counts in each thread of the server by itself.
pub(crate) fn starter(calls: &str, fault: &str) -> Vec<String> {
    // With -D the server is our child and strace is beside it: killing the one ends both.
    let words = [
        "strace",
        "-D",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "--output=/dev/null",
    ];
    let expressions = [
        format!("--trace={calls}"),
        format!("--inject={calls}:{fault}"),
    ];
    words
        .map(str::to_owned)
        .into_iter()
        .chain(expressions)
        .collect()
}
