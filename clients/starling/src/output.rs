//! Standard output carries the answer, text or JSON; standard error everything else.

use std::fmt;
use std::io::{self, Write as _};
use std::os::fd::AsFd;

use serde::Serialize;
use textwrap::{Options, WordSplitter, fill};

use crate::failure::Failure;

/// Prints an answer as JSON, on one line for each value.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let line = serde_json::to_string(value).expect("the keys of every answer are texts");
    text(&format!("{line}\n"))
}

/// Prints an answer as text; colours are left out where nobody sees them.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // `starling questions | head` has got what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// How many columns an answer may take: those of the terminal, 80 where there is none.
pub(crate) fn width() -> usize {
    const WITHOUT_TERMINAL: usize = 80;
    columns(io::stdout()).unwrap_or(WITHOUT_TERMINAL)
}

fn columns(terminal: impl AsFd) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    let columns = Some(usize::from(size.ws_col)).filter(|columns| *columns > 0);
    // No word of ours is so long that fewer would do.
    columns.map(|columns| columns.max(20))
}

/// Tells the person what to do next; on a terminal no word is broken, and what is copied stays whole.
pub(crate) fn advise(text: &str) {
    let text = match columns(io::stderr()) {
        Some(columns) => {
            let options = Options::new(columns)
                .break_words(false)
                .word_splitter(WordSplitter::NoHyphenation);
            fill(text, options)
        }
        None => text.to_owned(),
    };
    tell(text);
}

/// Tells the person something beside the answer.
pub(crate) fn tell(message: impl fmt::Display) {
    // Nothing is left to do where even standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}
