//! Progress on work that may take seconds, where there is somebody to see it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use starling_recorder::assess::{AssessError, Measured, measure};
use starling_session::Progress;

use crate::output::tell;

/// A bar of bytes; it shows nothing where standard error is no terminal.
pub(crate) fn bar(what: &str, size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix} {wide_bar} {bytes} of {total_bytes}")
        .expect("the template is sound");
    ProgressBar::new(size)
        .with_style(style)
        .with_prefix(what.to_owned())
}

/// Does work that tells how many bytes of how many are done.
pub(crate) fn of_bytes<T>(what: &str, work: impl FnOnce(&mut Progress<'_>) -> T) -> T {
    let bar = bar(what, 0);
    let done = work(&mut |done, size| {
        bar.set_length(size);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    done
}

/// So many takes.
pub(crate) fn takes(count: u64) -> String {
    match count {
        1 => "1 take".to_owned(),
        count => format!("{count} takes"),
    }
}

/// Measures a WAV file, and says so where it is not whole.
pub(crate) fn measure_file(path: &Path) -> Result<Measured, AssessError> {
    let failed = |source| AssessError::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let bar = bar("measuring", size);
    let measured = measure(path, BufReader::new(bar.wrap_read(file)));
    bar.finish_and_clear();
    let measured = measured?;
    if measured.truncated {
        tell(format_args!(
            "starling: {} ends before its header says that it does; what is there is used",
            path.display()
        ));
    }
    Ok(measured)
}
