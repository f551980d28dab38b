//! `starling repair`

use starling_recorder::library::Library;
use starling_recorder::recover::{Recovered, recover};

use crate::args::Global;
use crate::failure::{Failure, Kind};
use crate::{output, services};

pub(crate) fn run(global: &Global) -> Result<(), Failure> {
    let library = library(global)?;
    let recovered = recover(&library)?;
    if global.json {
        let all: Vec<_> = recovered.iter().map(json).collect();
        output::json(&all)?;
    } else if recovered.is_empty() {
        output::text(&format!(
            "nothing to repair in {}\n",
            library.folder().display()
        ))?;
    } else {
        let lines = recovered.iter().map(|recovered| sentence(recovered) + "\n");
        output::text(&lines.collect::<String>())?;
    }
    let failed = recovered
        .iter()
        .any(|recovered| matches!(recovered, Recovered::Failed { .. }));
    if failed {
        return Err(Failure::new(
            Kind::Other,
            "not every take could be repaired; nothing was removed",
        ));
    }
    Ok(())
}

/// The person's takes.
pub(crate) fn library(global: &Global) -> Result<Library, Failure> {
    Ok(Library::open(&services::data_dir(global)?.join("takes"))?)
}

/// What became of an unfinished take, in a sentence.
pub(crate) fn sentence(recovered: &Recovered) -> String {
    match recovered {
        Recovered::Whole {
            wav,
            duration_s,
            troubles,
        } => {
            let troubles: String = troubles
                .iter()
                .map(|trouble| format!("; {trouble}"))
                .collect();
            format!(
                "repaired a take that was cut off: {} ({duration_s:.1} s){troubles}",
                wav.display()
            )
        }
        Recovered::Empty { path } => format!("removed {}, which held no audio", path.display()),
        Recovered::Failed { path, error } => {
            format!(
                "could not repair {}: {error}; it is as it was",
                path.display()
            )
        }
    }
}

fn json(recovered: &Recovered) -> serde_json::Value {
    match recovered {
        Recovered::Whole {
            wav,
            duration_s,
            troubles,
        } => serde_json::json!({
            "repaired": true, "wav": wav, "duration_s": duration_s, "troubles": troubles,
        }),
        Recovered::Empty { path } => serde_json::json!({"repaired": false, "empty": path}),
        Recovered::Failed { path, error } => {
            serde_json::json!({"repaired": false, "failed": path, "error": error.to_string()})
        }
    }
}
