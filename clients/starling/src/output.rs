//! Standard output carries the answer, text or JSON; standard error everything else.

use std::fmt;
use std::io::{self, Write as _};

use serde::Serialize;

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
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    let columns = size
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns > 0);
    // No word of ours is so long that fewer would do.
    columns.map_or(WITHOUT_TERMINAL, |columns| columns.max(20))
}

/// Tells the person something beside the answer.
pub(crate) fn tell(message: impl fmt::Display) {
    // Nothing is left to do where even standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}
