//! The two parts of an item's file: TOML between two `+++` lines, and the text after them.

use super::error::Problems;
use super::table::Table;

const FENCE: &str = "+++";
const FIRST_LINE: &str = "+++\n";

/// The text after the front matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) text: &'a str,
    /// The line of the file on which it begins, from 1.
    pub(super) line: usize,
}

/// Takes a file apart; none where it has no front matter that is TOML.
pub(super) fn split<'a>(file: &'a str, problems: &mut Problems) -> Option<(Table<'a>, Body<'a>)> {
    if !file.starts_with(FIRST_LINE) {
        problems.at(
            1,
            "an item must begin with a line `+++`, then TOML, then a line `+++`",
        );
        return None;
    }
    let start = FIRST_LINE.len();
    let mut end = start;
    for line in file[start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let (before, text) = file.split_at(end + line.len());
            let line = 1 + before.matches('\n').count();
            let head = Table::parse(file, start..end, problems)?;
            return Some((head, Body { text, line }));
        }
        end += line.len();
    }
    problems.at(
        1,
        "the TOML after this line has no end; close it with a line `+++`",
    );
    None
}
