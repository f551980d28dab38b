//! What is wrong with packs.

use std::path::PathBuf;

/// The most errors of a pack, and the most hints: nobody mends more at once, and a pack cannot fill the memory.
const MOST: usize = 200;

/// What is wrong with a pack, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error(
    "{}{}: {problem}",
    printable(&file.to_string_lossy(), usize::MAX),
    line.map(|line| format!(":{line}")).unwrap_or_default()
)]
pub struct PackError {
    /// The file or folder.
    pub file: PathBuf,
    /// The line in it, from 1; none for what concerns the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and what to do, on one line of at most 1000 characters.
    pub problem: String,
}

impl PackError {
    /// Says what is wrong. A problem often quotes what it is about, which may be anything.
    pub(crate) fn new(file: PathBuf, line: Option<usize>, problem: &str) -> Self {
        const MOST_CHARACTERS: usize = 1_000;
        Self {
            file,
            line,
            problem: printable(problem, MOST_CHARACTERS),
        }
    }
}

/// The text, or the begin of a long one, with nothing in it that a terminal would obey.
fn printable(text: &str, most: usize) -> String {
    let mut printable = String::with_capacity(text.len().min(most));
    for (index, c) in text.chars().enumerate() {
        if index + 1 == most {
            printable.push('…');
            break;
        }
        if c.is_control() {
            printable.extend(c.escape_default());
        } else {
            printable.push(c);
        }
    }
    printable
}

/// Collects what is wrong, while its file is read to the end all the same.
#[derive(Debug, Default)]
pub(super) struct Problems {
    file: PathBuf,
    errors: Vec<PackError>,
    hints: Vec<PackError>,
}

impl Problems {
    /// From here on, problems are of this file.
    pub(super) fn enter(&mut self, file: PathBuf) {
        self.file = file;
    }

    /// Whether something is wrong with this file so far: what follows from that is no error of its own.
    pub(super) fn any_here(&self) -> bool {
        self.errors
            .last()
            .is_some_and(|error| error.file == self.file)
    }

    /// Something wrong on a line, counted from 1.
    pub(super) fn at(&mut self, line: usize, problem: impl AsRef<str>) {
        self.add(Some(line), problem.as_ref());
    }

    /// Something wrong with the file as a whole.
    pub(super) fn of_file(&mut self, problem: impl AsRef<str>) {
        self.add(None, problem.as_ref());
    }

    /// Something that may stay as it is, but is worth another look.
    pub(super) fn hint(&mut self, line: usize, problem: impl AsRef<str>) {
        if self.hints.len() < MOST {
            let hint = PackError::new(self.file.clone(), Some(line), problem.as_ref());
            self.hints.push(hint);
        }
    }

    /// The errors and the hints, each by file and line.
    pub(super) fn into_sorted(mut self) -> (Vec<PackError>, Vec<PackError>) {
        self.errors.sort();
        self.hints.sort();
        (self.errors, self.hints)
    }

    /// Whether there are as many errors as are told: whoever would search long for one more need not.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= MOST
    }

    fn add(&mut self, line: Option<usize>, problem: &str) {
        if !self.is_full() {
            let error = PackError::new(self.file.clone(), line, problem);
            self.errors.push(error);
        }
    }
}
