//! A small sound pack with an item of every kind: the examples of `content/README.md`.

use std::sync::LazyLock;

/// Every path of the pack and its text.
pub(crate) fn pack() -> &'static [(&'static str, String)] {
    static PACK: LazyLock<Vec<(&str, String)>> =
        LazyLock::new(|| examples(include_str!("../../../../content/README.md")));
    &PACK
}

/// The files of the page: its headings name them, its blocks are them.
fn examples(page: &str) -> Vec<(&str, String)> {
    let mut files = Vec::new();
    let mut paths = Vec::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        match &mut block {
            None if line.starts_with("## ") => {
                paths = line.split('`').skip(1).step_by(2).collect();
            }
            None if line == "```" => block = Some(String::new()),
            None => (),
            Some(text) if line == "```" => {
                files.push((paths.remove(0), std::mem::take(text)));
                block = None;
            }
            Some(text) => *text += &format!("{line}\n"),
        }
    }
    files
}
