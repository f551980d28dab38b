//! From a page to lines of a width.

use textwrap::{Options, WordSplitter, WrapAlgorithm, wrap};

use super::block::{Block, Page, Run, Tone};

/// What stands on a line.
pub(crate) type Line = Vec<Run>;

/// So many cells are left for words beside a marker, however narrow it is.
const LEAST_WIDTH: usize = 10;
/// Longer words may be broken at their hyphens.
const LONGEST_WORD: usize = 40;

impl Page {
    /// The lines of the page in so many cells, broken between words.
    pub(crate) fn lines(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for block in self.blocks() {
            if block.gap {
                lines.push(Line::new());
            }
            lines.extend(block.lines(width));
        }
        lines
    }
}

impl Block {
    fn lines(&self, width: usize) -> Vec<Line> {
        let indent = textwrap::core::display_width(&self.marker);
        let width = width.saturating_sub(indent).max(LEAST_WIDTH);
        let marker = Run::new(Tone::Quiet, self.marker.as_str());
        let mut lines = wrapped(&self.words, width);
        for (index, line) in lines.iter_mut().enumerate().filter(|_| indent > 0) {
            let first = match index {
                0 => marker.clone(),
                _ => Run::new(Tone::Plain, " ".repeat(indent)),
            };
            line.insert(0, first);
        }
        lines
    }
}

/// Wraps the words as one text, and gives every line its part of each run.
fn wrapped(words: &[Run], width: usize) -> Vec<Line> {
    let runs: Vec<Run> = words.iter().map(on_one_line).collect();
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let options = Options::new(width)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::Custom(parts_of_word));
    let mut at = 0;
    let mut lines = Vec::new();
    for line in wrap(&text, options) {
        // Between two lines are the spaces at which they were parted.
        let rest = text.get(at..).unwrap_or_default();
        at += rest.find(&*line).unwrap_or(0);
        lines.push(part(&runs, at, at + line.len()));
        at += line.len();
    }
    lines
}

/// Without line ends, and without what would steer the terminal.
fn on_one_line(run: &Run) -> Run {
    let text = run.text.replace(char::is_control, " ");
    Run::new(run.tone, text)
}

/// Where a word may be broken: sources are one word, and can be longer than any line.
fn parts_of_word(word: &str) -> Vec<usize> {
    if word.len() <= LONGEST_WORD {
        return Vec::new();
    }
    // Elsewhere, textwrap would add a hyphen.
    word.match_indices('-').map(|(at, _)| at + 1).collect()
}

/// From one byte to another of the runs' text.
fn part(runs: &[Run], from: usize, to: usize) -> Line {
    let mut start = 0;
    let mut line = Line::new();
    for run in runs {
        let end = start + run.text.len();
        let (first, last) = (from.clamp(start, end), to.clamp(start, end));
        if first < last {
            let text = &run.text[first - start..last - start];
            line.push(Run::new(run.tone, text));
        }
        start = end;
    }
    line
}
