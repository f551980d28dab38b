//! What is wrong with packs.

use std::path::PathBuf;

/// What is wrong with a pack, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{}{}: {problem}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct PackError {
    /// The file or folder.
    pub file: PathBuf,
    /// The line in it, from 1; none for what concerns the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and what to do, on one line.
    pub problem: String,
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

    /// Something wrong on a line, counted from 1.
    pub(super) fn at(&mut self, line: usize, problem: impl Into<String>) {
        let error = self.error(Some(line), problem.into());
        self.errors.push(error);
    }

    /// Something wrong with the file as a whole.
    pub(super) fn of_file(&mut self, problem: impl Into<String>) {
        let error = self.error(None, problem.into());
        self.errors.push(error);
    }

    /// Something that may stay as it is, but is worth another look.
    pub(super) fn hint(&mut self, line: usize, problem: impl Into<String>) {
        let hint = self.error(Some(line), problem.into());
        self.hints.push(hint);
    }

    /// The errors and the hints, each by file and line.
    pub(super) fn into_sorted(mut self) -> (Vec<PackError>, Vec<PackError>) {
        self.errors.sort();
        self.hints.sort();
        (self.errors, self.hints)
    }

    fn error(&self, line: Option<usize>, problem: String) -> PackError {
        PackError {
            file: self.file.clone(),
            line,
            problem,
        }
    }
}
