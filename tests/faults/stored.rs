//! What is on the disk, read without the product.

use std::path::{Path, PathBuf};

use serde_json::Value;
use starling_tests::python::python;

use crate::{ledger::Ledger, uploader::Uploader};

/// The takes are in a store, whole and with their own bytes; what is not is noted as lost. No server need run.
#[track_caller]
pub(crate) fn check(data_dir: &Path, uploaders: &[Uploader], ledger: &Ledger) {
    let folder = data_dir.join("sessions").display().to_string();
    let held = python("held.py", &[&folder], &Value::Null);
    for uploader in uploaders {
        let name = uploader.name().expect("a finished take has a name");
        let hash = blake3::hash(&uploader.data).to_hex();
        let take = &held[&name];
        if take["blake3"] != hash.as_str() {
            ledger.lost(
                uploader.acknowledged,
                format!("{name}, where there is {take},"),
            );
        }
        assert_eq!(take["state"], "complete", "{name}");
    }
}

/// How many files there are of parts of takes.
pub(crate) fn part_count(data_dir: &Path) -> usize {
    let parts = data_dir.join("sessions/parts");
    let takes = entries(&parts).flat_map(|session| entries(&session));
    takes
        .flat_map(|take| entries(&take))
        .filter(|path| is_part(path))
        .count()
}

/// What is not in its place yet has a `#` in its name.
fn is_part(path: &Path) -> bool {
    !path.to_string_lossy().contains('#')
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = folder.read_dir().into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}
